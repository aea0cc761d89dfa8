// Measures a network with native ONNX Runtime on one thread.
//
//   node onnxruntime.cjs FILE.onnx BATCH CHANNELS SIZE STEPS
//
// prints a line of JSON: the name of what measured, and the images a second of the median step, by the
// clock and by processor time.
"use strict";
const ort = require("onnxruntime-node");
const [file, ...numbers] = process.argv.slice(2);
const [batch, channels, size, steps] = numbers.map(Number);

(async () => {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const x = new ort.Tensor("float32", Float32Array.from({ length: batch * channels * size * size }, Math.random), [batch, channels, size, size]);
  const times = [];
  const processor = [];
  const rate = (millis) => (batch / millis.slice(3).sort((a, b) => a - b)[steps >> 1]) * 1e3;
  for (let i = 0; i < 3 + steps; i++) {
    const start = performance.now();
    const began = process.cpuUsage();
    await session.run({ x });
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(began); // microseconds
    processor.push((user + system) / 1e3);
  }
  const { version } = require("onnxruntime-node/package.json");
  console.log(JSON.stringify({ name: `ONNX Runtime ${version}`, clock: rate(times), processor: rate(processor) }));
})();
