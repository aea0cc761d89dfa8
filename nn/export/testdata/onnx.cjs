// Prints what ONNX Runtime says of the golden photos of a file: node onnx.cjs FILE.onnx PHOTOS SIZE
"use strict";
const fs = require("fs");
const ort = require("onnxruntime-node");
const [file, photos, size] = process.argv.slice(2);
(async () => {
  const session = await ort.InferenceSession.create(file);
  const pixels = new Uint8Array(fs.readFileSync(photos));
  const shape = [pixels.length / (size * size * 3), +size, +size, 3];
  const out = await session.run({ photos: new ort.Tensor("uint8", pixels, shape) });
  console.log(JSON.stringify(Array.from(out.probability.data)));
})();
