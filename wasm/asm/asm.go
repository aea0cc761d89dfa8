// Package asm encodes WebAssembly modules.
//
// It is the last stage of the backend: whoever emits code (the kernels, the fused loops, the step function) calls one
// method per instruction, Module.Bytes turns the whole into the binary format, and Module.String shows it as text. The names are the specification's
// in Go case: f32x4.relaxed_madd is Func.F32x4RelaxedMadd, v128.load32_splat is Func.V128Load32Splat. Nearly all of
// them are generated from the table opcodes.txt; it holds what the backend uses. testdata/encodings.txt has each
// instruction's text and bytes as WABT writes them, and the tests compare.
//
// Three invariants hold by construction, so that emitters need not think of them:
//
//   - What begins also ends: Block, Loop, If and For take the body as a Go function, hence an unbalanced "end" cannot
//     be written.
//   - Function types are deduplicated, and indices are given out in the order of creation. WebAssembly counts imported
//     functions before defined ones, so all ImportFunc calls come before the first NewFunc.
//   - Locals are declared in the order of Func.Local calls; parameters come first. A Local belongs to its function.
//
// The package does no type checking: the engine that compiles the module does that, and every kernel's test goes
// through one. It knows nothing of tensors or graphs, and keeps no state besides the module being built.
package asm

//go:generate go run ./internal/gen
