// One job at a time. {job}: instantiate the module, fill its memory, run once for the results that are compared between
// targets, and warm up until the optimising compiler has taken over. {calls}: run so often, for the measurement.
let run;

function prepare(job) {
  const bytes = Uint8Array.from(atob(job.module), c => c.charCodeAt(0));
  const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
  const memory = exports.memory;
  run = exports.run;
  let seed = 12345;
  const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0);
  for (const r of job.fill || []) {
    if (r.kind === "arg") {
      const a = new Uint8Array(memory.buffer, r.addr, r.bytes);
      for (let i = 0; i < a.length; i++) a[i] = (next() >>> 16) % 5;
    } else {
      const a = new Float32Array(memory.buffer, r.addr, r.bytes >> 2);
      for (let i = 0; i < a.length; i++) a[i] = next() / 2147483648 - 1;
    }
  }
  run();
  const sample = new Uint8Array(memory.buffer, job.out.addr, Math.min(job.out.bytes, 1 << 20)).slice();
  let out = "";
  for (let i = 0; i < sample.length; i += 4096) out += String.fromCharCode(...sample.subarray(i, i + 4096));
  let calls = 0, millis = 0;
  const start = performance.now();
  for (; calls < 3 || millis < job.millis; calls++) {
    run();
    millis = performance.now() - start;
  }
  return { out: btoa(out), millis: millis / calls };
}

function measure(calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run();
  return { millis: (performance.now() - start) / calls };
}

onmessage = e => {
  try {
    postMessage(e.data.job ? prepare(e.data.job) : measure(e.data.calls));
  } catch (err) {
    postMessage({ error: String(err) });
  }
};
