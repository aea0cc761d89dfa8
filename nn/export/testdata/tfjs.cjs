// Prints what TensorFlow.js says of the golden photos of a model: node tfjs.cjs FOLDER PHOTOS SIZE
"use strict";
const fs = require("fs");
const path = require("path");
const tf = require("@tensorflow/tfjs");
const [folder, photos, size] = process.argv.slice(2);
(async () => {
  const text = JSON.parse(fs.readFileSync(path.join(folder, "model.json")));
  const [group] = text.weightsManifest;
  const weights = fs.readFileSync(path.join(folder, group.paths[0]));
  const model = await tf.loadLayersModel(tf.io.fromMemory({
    modelTopology: text.modelTopology, weightSpecs: group.weights, weightData: new Uint8Array(weights).buffer,
  }));
  const pixels = new Uint8Array(fs.readFileSync(photos));
  const x = tf.tensor(pixels, [pixels.length / (size * size * 3), +size, +size, 3], "int32").toFloat();
  console.log(JSON.stringify(Array.from(await model.predict(x).data())));
})();
