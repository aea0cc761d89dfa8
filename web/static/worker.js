// Runs the trainer program in a Web Worker.
//
// The page's boot script posts {module, lock, page, threads} once: the compiled program; the
// name of a lock to hold as a sign of life, where there are locks; the name of the lock that
// the page holds; and on how many threads the program may compute. It may post {ping}, which
// is answered. All other messages are the program's own; they wait here until it asks for them
// with pawgradReceive.
"use strict";

// A worker that had to be made of a Blob has no address of its own: see startWorker in boot.js.
const address = self.pawgradAddress ?? self.location.href;
importScripts(new URL(`wasm_exec.js${new URL(address).search}`, address).href);

let receive = null;
const waiting = [];

globalThis.pawgradReceive = (f) => {
  receive = f;
  for (const data of waiting.splice(0)) f(data);
};

// The last lines that the program printed say why it ended, if it does.
const lastWordsLimit = 4000; // characters
let lastWords = "";
const decoder = new TextDecoder();
const writeSync = globalThis.fs.writeSync;
globalThis.fs.writeSync = (fd, bytes) => {
  lastWords = (lastWords + decoder.decode(bytes)).slice(-lastWordsLimit);
  return writeSync.call(globalThis.fs, fd, bytes);
};

// What takes many calls is done here, in one: a call out of WebAssembly costs some microseconds, and
// photos come by the thousand.

// pawgradDecode decodes a JPEG of a known size into an array, four bytes a pixel: RGBA.
globalThis.pawgradDecode = async (data, width, height, pixels) => {
  const decoder = new ImageDecoder({ data, type: "image/jpeg" });
  try {
    const { image } = await decoder.decode();
    try {
      if (image.codedWidth !== width || image.codedHeight !== height) throw new Error("the picture has another size");
      await image.copyTo(pixels, { format: "RGBA" });
    } finally {
      image.close();
    }
  } finally {
    decoder.close();
  }
};

// pawgradInflate decompresses what is deflated and has no header.
globalThis.pawgradInflate = async (data) => {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter(), reader = readable.getReader();
  writer.write(data).then(() => writer.close()).catch(() => {}); // the reader is told, too
  const pieces = [];
  // Not every browser can go through a stream by for await.
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
  return pieces.length === 1 ? pieces[0] : new Uint8Array(await new Blob(pieces).arrayBuffer());
};

// How long the browser may take to give a lock that nobody else knows of, in milliseconds.
const lockPatience = 5000;

// hold takes a lock and keeps it until the worker ends; it reports whether it could.
function hold(lock) {
  return new Promise((taken) => {
    setTimeout(() => taken(false), lockPatience);
    try {
      navigator.locks.request(lock, () => {
        taken(true);
        return new Promise(() => {});
      }).catch(() => taken(false));
    } catch {
      taken(false);
    }
  });
}

// What throws as soon as it is looked at would go straight through the program.
try {
  void navigator.storage;
} catch {
  Object.defineProperty(navigator, "storage", { value: undefined, configurable: true });
}

async function run({ module, lock }) {
  // Before all else, or a worker that ends early would not be missed.
  const held = lock !== undefined && await hold(lock);
  postMessage({ worker: "alive", held });
  try {
    const go = new Go();
    const instance = await WebAssembly.instantiate(module, go.importObject);
    await go.run(instance);
  } catch (error) {
    lastWords = `${error}\n${lastWords}`;
  }
  postMessage({ worker: "exit", lastWords });
}

self.onmessage = ({ data }) => {
  if (data.module) {
    globalThis.pawgradPage = data.page;
    globalThis.pawgradThreads = data.threads;
    run(data);
  } else if (data.ping) {
    postMessage({ worker: "pong" });
  } else if (receive) {
    receive(data);
  } else {
    waiting.push(data);
  }
};
