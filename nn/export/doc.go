// Package export describes a trained network in full, in the plain terms in which other
// tools' formats are written; a folder each writes it as one of them:
//
//   - gomlx: a checkpoint of GoMLX, with a Go program that opens it
//   - onefile: a page in one HTML file, with the program that computes the network inside
//   - onnx: ONNX, for ONNX Runtime and whatever else reads it
//   - safetensors: weights under PyTorch's names, with a loader to read
//   - tfjs: a layers model of TensorFlow.js
//
// Each takes a batch of 8-bit photos at the network's size, rows from the top, red, green and
// blue of each pixel together, as the page shows them to the network; the preparation of
// pixels is inside. What comes out is the probability of the second class. Whatever a photo's
// own shape is, it is stretched to the network's square before.
//
// A [Golden] travels with each: a few pictures and what the network says of them here, by
// which anyone can see that a network has arrived whole.
package export
