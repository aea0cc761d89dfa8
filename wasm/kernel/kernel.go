// Package kernel emits the hot loops: convolutions and their gradients, matrix products, pooling.
//
// A kernel is a value that holds everything known at compile time (shapes, strides, what is fused into it). The stages
// of the backend see it as a Kernel. Its Emit method appends functions to an asm.Module and returns the entry; its
// Scratch method says, without emitting, how many bytes of work space a call needs. Entries take i32 byte addresses, one
// per tensor, in the order the Emit comment states. Addresses of tensors and scratch are multiples of Align. A kernel
// keeps nothing between calls: scratch may hold anything before and after.
//
// To add one, write its file here, and register it: in package recognise if it stands for a pattern of operations, in
// the table of package fuse if it is how one operation is computed.
//
// Layouts are GoMLX's: activations NHWC, convolution weights HWIO, matrices row-major; all float32, but for the kernels
// of operations that exist for every type (ArgMinMax, SelectAndScatter, RNGBits, RNGState).
//
// # What makes them fast
//
// Almost all the time goes into one shape of loop (tile): a few rows (pixels) times 8 columns (channels) are kept in
// registers; each step broadcasts one number per row and multiplies it with 8 packed weights. With 6 rows that is 12
// multiply-adds for 8 loads, and 15 of the 16 registers that x86-64 has. Because shapes are known, all offsets are
// constants in the instructions.
//
// Engines compile a function first with a quick compiler and replace it by an optimised one only at its next call. So
// the tiles sit in functions that do some microseconds of work and are called many times; the entry that drives them
// may stay slow.
//
// Gradients of a convolution that is followed by max-pooling are sparse: of every 4 numbers of its gradient at most
// one is not zero. Those kernels (ConvPoolGradInput, ConvPoolGradKernel) sort the non-zeros into lists first and so do
// a quarter of the multiplications.
//
// 3x3 convolutions of many channels go by Winograd's algorithm (scheme, winograd), which does a quarter of the
// multiplications, in the forward pass and in both dense gradients; their Direct field forbids it.
//
// The package must not know about graphs, hosts or models.
package kernel

// Align is the alignment, in bytes, of every tensor and scratch area handed to a kernel. Loads are unaligned-safe; 16
// only keeps vectors from straddling cache lines more often than they must.
const Align = 16

// Target is what the engine that will run the code can do.
type Target struct {
	// Relaxed permits the relaxed SIMD instructions, of which the fused multiply-add matters here. Results may then
	// differ in the last bit between machines.
	Relaxed bool
	// Team is the threads that run it, nil for one alone.
	Team *Team
}

// line is the length of a line of the cache, in bytes: two threads that write to the same one wait for each other.
const line = 64

const (
	floatBytes = 4
	vecFloats  = 4 // float32 lanes of a v128
	vecBytes   = 16
)

func lineUp(n int) int { return (n + line - 1) / line * line }

func alignUp(n int) int { return (n + Align - 1) / Align * Align }

func ceilDiv(a, b int) int { return (a + b - 1) / b }
