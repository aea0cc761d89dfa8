// Package file writes and reads what training leaves behind: a trained model,
// and, for package train, a snapshot of a run to go on with.
//
// Both are one container: a self-describing JSON header, then plain numbers.
//
//	offset  bytes  what
//	0       8      "PAWGRAD\n"
//	8       4      n, length of the header, unsigned, little-endian
//	12      n      the header: one JSON object (UTF-8)
//	12+n    ...    the tensors, one after another: float32, little-endian, or, where the
//	               header gives a tensor "steps", a signed byte a number
//
// A byte is how many steps the number is, of the step for its index on the tensor's last axis
// (version 2; without such tensors the version is 1).
//
// The header names the format ("pawgrad-model"), its version, every tensor's
// name and shape in order, and the SHA-256 of all bytes behind it. Anyone can
// read a model with a JSON parser and a few lines of any language.
//
// Files come from strangers: [Decode] checks every length before it is used,
// never allocates more than a small multiple of the input's size, and says in a
// sentence what is wrong and what to do. The package knows neither GoMLX nor the
// browser.
package file
