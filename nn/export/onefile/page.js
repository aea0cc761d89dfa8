// Names photos by the network that this page holds: unpacks it, brings each photo to it just as Pawgrad's own page
// does, pixel by pixel, and shows what it says.

const network = JSON.parse(document.getElementById("network").textContent);

// bytesOf reads bytes from text, piece by piece: each character is two, the lower first. An escape says that the next
// one has been altered, or, as the last one of all, that the text has a byte too many.
function* bytesOf(text) {
  const escape = "\ue000", altered = 0x8000, piece = 1 << 16;
  const odd = text.endsWith(escape) ? 1 : 0, end = text.length - odd;
  for (let at = 0; at < end;) {
    const units = new Uint16Array(piece);
    let count = 0;
    while (count < piece && at < end) {
      let unit = text.charCodeAt(at++);
      if (unit === escape.charCodeAt(0)) unit = text.charCodeAt(at++) ^ altered;
      units[count++] = unit;
    }
    yield new Uint8Array(units.buffer, 0, 2 * count - (at < end ? 0 : odd));
  }
}

async function unpack() {
  const element = document.getElementById("packed"), pieces = bytesOf(element.textContent);
  element.remove();
  const packed = new ReadableStream({
    pull(to) {
      const { value, done } = pieces.next();
      if (done) to.close(); else to.enqueue(value);
    },
  });
  return new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

// fill works out a kernel from multiples of its outputs' steps: the lowest bytes of all, then the next, until each has
// had its bytes. The lowest bit of a multiple is its sign.
function fill(kernel, steps, digits) {
  const count = kernel.length;
  for (let i = 0; i < count; i++) {
    let multiple = 0;
    for (let at = digits.length - count + i; at >= 0; at -= count) multiple = multiple << 8 | digits[at];
    kernel[i] = (multiple >>> 1 ^ -(multiple & 1)) * steps[i % steps.length];
  }
}

// load brings the network into a memory, and returns a function from pixels to the probability of the second class.
async function load() {
  const packed = await unpack();
  const pages = Math.ceil(network.memory / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const bytes = new Uint8Array(memory.buffer), view = new DataView(memory.buffer);
  // With the relaxed instructions where they are, as on Pawgrad's page: the answers then have the same bits.
  let module = packed.slice(0, network.relaxedBytes), at = network.relaxedBytes + network.moduleBytes;
  if (!WebAssembly.validate(module)) module = packed.slice(network.relaxedBytes, at);
  const pictures = new Uint8Array(packed, at, network.pictureBytes);
  at += network.pictureBytes;
  for (const part of network.parts) {
    const data = new Uint8Array(packed, at, part.bytes);
    at += part.bytes;
    if (!part.outputs) { bytes.set(data, part.at); continue; }
    const steps = new Float32Array(data.slice(0, 4 * part.outputs).buffer), digits = data.subarray(4 * part.outputs);
    fill(new Float32Array(memory.buffer, part.at, digits.length / part.each), steps, digits);
  }
  const { instance } = await WebAssembly.instantiate(module, { env: { memory }, math: Math });
  const ask = (pixels) => {
    bytes.set(pixels, network.photo);
    instance.exports.run(network.arguments, network.arena);
    bytes.fill(0, network.flags, network.flags + 4 * network.kept); // the weights stay as they are
    return 1 / (1 + Math.exp(-view.getFloat32(network.logit, true)));
  };
  return { ask, pictures };
}

// check asks for the pictures that travel along, and returns how far the answers are from those where it was trained.
function check(ask, pictures) {
  const each = pictures.length / network.golden.length;
  return Math.max(...network.golden.map((told, i) => Math.abs(told - ask(pictures.subarray(i * each, (i + 1) * each)))));
}

// most is the number of pixels above which the browser reduces a photo first, largest the most that a photo may have.
const most = 4e6, largest = 1e8;

// pixelsOf decodes a file: straight RGBA, turned upright. Plain JPEGs go through the decoder that gives pixels as they
// are, where there is one, all else through a canvas, as on Pawgrad's page: the two round colours otherwise.
async function pixelsOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer()), frame = plainJPEG(bytes);
  if (frame && frame.width * frame.height <= most && await ordersPixels()) {
    try {
      return await decodeJPEG(bytes);
    } catch { /* the general way may know better */ }
  }
  return decodeAny(file);
}

// plainJPEG is the size of a JPEG of the kind that most are: upright, of 8 bits, gray or in colours that no profile says
// more of; null of anything else.
function plainJPEG(bytes) {
  const view = new DataView(bytes.buffer);
  const starts = (at, text) => [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0));
  if (!starts(0, "\xff\xd8")) return null;
  let frame = null;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1], length = view.getUint16(at + 2), body = at + 4, next = at + 2 + length;
    if (marker === 0xff) { at++; continue; }
    if (marker === 0xda || marker === 0xd9 || length < 2 || next > bytes.length) break;
    if (marker === 0xe1 && starts(body, "Exif\0\0") && orientation(bytes.subarray(body + 6, next)) !== 1) return null;
    if (marker === 0xee || marker === 0xe2 && starts(body, "ICC_PROFILE\0")) return null;
    if (!frame && marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      if (marker > 0xc2 || length < 8 || bytes[body] !== 8 || ![1, 3].includes(bytes[body + 5])) return null;
      frame = { height: view.getUint16(body + 1), width: view.getUint16(body + 3) };
    }
    at = next;
  }
  return frame;
}

// orientation reads how a camera was held off the first directory of EXIF: 1, upright, to 8.
function orientation(exif) {
  try {
    const view = new DataView(exif.buffer, exif.byteOffset, exif.length), little = exif[0] === 0x49;
    const directory = view.getUint32(4, little), entries = view.getUint16(directory, little);
    for (let i = 0; i < entries; i++) {
      const at = directory + 2 + 12 * i;
      if (view.getUint16(at, little) === 274) return view.getUint16(at + 8, little) || 1;
    }
  } catch { /* cut short */ }
  return 1;
}

// ordersPixels has a blue pixel copied out of a frame with another order of channels: the first browser to have such a
// decoder left the order as it was, and said nothing.
let orders;
const ordersPixels = () => orders ??= (async () => {
  if (typeof ImageDecoder === "undefined") return false;
  try {
    const frame = new VideoFrame(new Uint8Array([255, 0, 0, 255]), { format: "BGRA", codedWidth: 1, codedHeight: 1, timestamp: 0 });
    const out = new Uint8Array(4);
    await frame.copyTo(out, { format: "RGBA" });
    frame.close();
    return out[0] === 0 && out[2] === 255;
  } catch {
    return false;
  }
})();

async function decodeJPEG(data) {
  const decoder = new ImageDecoder({ data, type: "image/jpeg" });
  try {
    const { image } = await decoder.decode();
    const photo = { width: image.codedWidth, height: image.codedHeight, data: new Uint8Array(4 * image.codedWidth * image.codedHeight) };
    await image.copyTo(photo.data, { format: "RGBA" });
    image.close();
    return photo;
  } finally {
    decoder.close();
  }
}

// decodeAny decodes any picture that the browser shows. One of more than four megapixels it reduces first.
async function decodeAny(file) {
  let bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  let { width, height } = bitmap;
  if (width * height > largest) throw new RangeError("it has more than 100 megapixels");
  if (width * height > most) {
    const scale = Math.sqrt(most / (width * height));
    width = Math.max(1, Math.trunc(scale * width));
    height = Math.max(1, Math.trunc(scale * height));
    const small = await createImageBitmap(bitmap, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
    bitmap.close();
    bitmap = small;
  }
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, data: pen.getImageData(0, 0, width, height).data };
}

// fit stretches a photo to size x size: RGB. Each axis that shrinks is averaged over the area that a new pixel covers,
// each that grows is interpolated by Catmull-Rom's cubic; all in whole numbers.
function fit(photo, size) {
  const height = Math.min(size, photo.height), width = Math.min(size, photo.width);
  const small = average(photo, height, width);
  return height === size && width === size ? small : enlarge(small, height, width, size);
}

// cover divides so many pixels among new ones: which each covers, with the weights of the first, the last, if that is
// another, and (the new length) those between.
function cover(pixels, length) {
  return Array.from({ length }, (_, i) => {
    const begin = i * pixels, end = begin + pixels;
    const first = Math.floor(begin / length), last = Math.ceil(end / length) - 1;
    return { first, last, left: Math.min((first + 1) * length, end) - begin, right: end - last * length };
  });
}

const weightIn = (c, i, length) => (i === c.first ? c.left : i === c.last ? c.right : length);

function average(photo, height, width) {
  const columns = cover(photo.width, width), rows = cover(photo.height, height);
  const line = new Float64Array(3 * width), sum = new Float64Array(3 * width), out = new Uint8Array(3 * width * height);
  const area = photo.width * photo.height, half = Math.floor(area / 2);
  let held = -1;
  rows.forEach((c, y) => {
    sum.fill(0);
    for (let row = c.first; row <= c.last; row++) {
      if (row !== held) addUp(line, photo, row, columns);
      held = row;
      const weight = weightIn(c, row, height);
      for (let i = 0; i < line.length; i++) sum[i] += weight * line[i];
    }
    for (let i = 0; i < sum.length; i++) out[y * sum.length + i] = Math.floor((sum[i] + half) / area);
  });
  return out;
}

// addUp brings a row to the new width: sums of what each new pixel covers, on white where the photo is transparent.
function addUp(line, photo, row, columns) {
  const data = photo.data, start = row * photo.width;
  columns.forEach((c, x) => {
    let r = 0, g = 0, b = 0;
    for (let i = c.first; i <= c.last; i++) {
      const at = 4 * (start + i), weight = weightIn(c, i, columns.length), alpha = data[at + 3];
      const on = (v) => (alpha === 255 ? v : Math.floor((v * alpha + 255 * (255 - alpha) + 127) / 255));
      r += weight * on(data[at]);
      g += weight * on(data[at + 1]);
      b += weight * on(data[at + 2]);
    }
    line[3 * x] = r;
    line[3 * x + 1] = g;
    line[3 * x + 2] = b;
  });
}

const weightBits = 20, rowBits = 12, one = 2 ** weightBits;

// cubic says of which pixels each of so many new ones is made. Weights are whole multiples of 1/one and sum to one.
function cubic(pixels, length) {
  const clamp = (j) => Math.min(Math.max(j, 0), pixels - 1);
  return Array.from({ length }, (_, i) => {
    const position = (2 * i + 1) * pixels - length, d = 2 * length;
    const base = Math.floor((position + d) / d) - 1, n = position - base * d;
    const parts = [
      (-n * n + 2 * n * d - d * d) * n,
      (3 * n - 5 * d) * n * n + 2 * d * d * d,
      ((-3 * n + 4 * d) * n + d * d) * n,
      (n - d) * n * n,
    ];
    const unit = 2 * d * d * d, first = clamp(base - 1), weights = new Array(clamp(base + 2) - first + 1).fill(0);
    let done = 0, running = 0;
    parts.forEach((part, k) => {
      running += part;
      const total = Number((BigInt(running + unit) * BigInt(one) + BigInt(unit / 2)) / BigInt(unit)) - one;
      weights[clamp(base - 1 + k) - first] += total - done;
      done = total;
    });
    return { first, weights };
  });
}

function enlarge(rgb, height, width, size) {
  const columns = cubic(width, size), rows = cubic(height, size);
  const wide = new Int32Array(3 * size * height), out = new Uint8Array(3 * size * size);
  const shift = weightBits - rowBits, half = 1 << (shift - 1);
  for (let row = 0; row < height; row++) {
    columns.forEach(({ first, weights }, x) => {
      for (let c = 0; c < 3; c++) {
        let v = 0;
        weights.forEach((weight, k) => { v += weight * rgb[3 * (row * width + first + k) + c]; });
        wide[3 * (row * size + x) + c] = (v + half) >> shift;
      }
    });
  }
  const unit = 2 ** (rowBits + weightBits);
  rows.forEach(({ first, weights }, y) => {
    for (let i = 0; i < 3 * size; i++) {
      let v = 0;
      weights.forEach((weight, k) => { v += weight * wide[3 * size * (first + k) + i]; });
      out[3 * size * y + i] = Math.min(Math.max(Math.floor((v + unit / 2) / unit), 0), 255);
    }
  });
  return out;
}

// --- the page ---

// told gives a sentence in the visitor's language, if this page has it, with what is put in.
const language = navigator.language.slice(0, 2), words = JSON.parse(document.getElementById("words").textContent)[language] ?? {};
const told = (english, ...put) => (words[english] ?? english).replace(/%s/g, () => put.shift());

if (words.cat) document.documentElement.lang = language;
for (const e of document.querySelectorAll("[data-say]")) {
  if (e.ariaLabel) e.ariaLabel = told(e.ariaLabel); else e.textContent = told(e.textContent);
}

const state = document.getElementById("state"), chooser = document.getElementById("photos"), answers = document.getElementById("answers");

function say(text, bad = false) {
  state.textContent = text;
  state.classList.toggle("problem", bad);
}

function element(name, text = "") {
  const e = document.createElement(name);
  e.textContent = text;
  return e;
}

// decimal is a number as the page's language writes it, value a list of settings with their numbers.
const decimal = (number) => String(number).replace(".", (0.5).toLocaleString(document.documentElement.lang)[1]);

function value(text) {
  if (words[text]) return words[text];
  return text.split(/, (?=[a-z])/).map((part) => {
    const numbers = [], pattern = part.replace(/ [\d.]+(e[-+]\d+)?(?= |$)/, (number) => { numbers.push(decimal(number.trim())); return " %s"; });
    return words[part] ?? (words[pattern] ? told(pattern, ...numbers) : part);
  }).join(", ");
}

const about = document.getElementById("about");
for (const [name, text] of network.about) about.append(element("dt", told(name)), element("dd", /^[\d.]+$/.test(text) ? decimal(text) : value(text)));

// show adds a photo to the list and returns where its answer goes.
function show(file) {
  const item = element("li"), answer = element("strong", "…"), picture = new Image();
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  picture.onload = picture.onerror = () => URL.revokeObjectURL(picture.src);
  item.append(picture, answer, element("span", file.name));
  answers.prepend(item);
  return answer;
}

const percent = (share) => (100 * share).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

async function nameAll(files, ask) {
  for (const file of files) {
    const answer = show(file);
    try {
      const probability = ask(fit(await pixelsOf(file), network.size));
      const second = probability >= 0.5;
      answer.dataset.probability = probability;
      answer.textContent = `${told(network.classes[second ? 1 : 0])} ${percent(second ? probability : 1 - probability)} %`;
    } catch (error) {
      answer.className = "problem";
      answer.textContent = error instanceof RangeError ? told("Not named: %s.", told(error.message)) : told("Not named: it is no picture that this browser shows.");
    }
  }
}

async function main() {
  const problem = typeof DecompressionStream === "undefined" || typeof OffscreenCanvas === "undefined"
    ? told("This browser is too old to unpack the network. Open the page in a browser of 2023 or later.") : "";
  if (problem) return say(problem, true);
  let ask, pictures;
  try {
    ({ ask, pictures } = await load());
  } catch (error) {
    return say(told("The network could not be started (%s). Save the page once more, or open it in another browser.", error.message), true);
  }
  const far = check(ask, pictures);
  if (!(far < 1e-3)) return say(told("This browser computes otherwise than the one in which the network was trained (its answers differ by %s). Open the page in another browser.", decimal(far.toPrecision(2))), true);
  say(told("Ready. It tells %s from %s, and gives the answers here that it gave where it was trained.", ...network.classes.map((name) => told(name))));
  let turn = Promise.resolve(); // photos are named one after the other
  const take = (list) => { const files = [...list]; turn = turn.then(() => nameAll(files, ask)); };
  chooser.disabled = false;
  chooser.onchange = () => { take(chooser.files); chooser.value = ""; };
  ondragover = (event) => { event.preventDefault(); document.body.classList.add("over"); };
  ondragleave = () => document.body.classList.remove("over");
  ondrop = (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    take(event.dataTransfer.files);
  };
}

main();
