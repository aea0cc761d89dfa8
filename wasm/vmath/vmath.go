// Package vmath writes the elementary functions of Float32 as WebAssembly: four numbers at a time, and nothing lent by
// the host.
//
// Each function is a function of the module from one or two v128 to a v128. The recipe is the usual one: reduce the
// argument to a short interval by an exact or nearly exact step, evaluate a minimax polynomial there, undo the reduction.
// Only IEEE 754's own operations are used, never the relaxed ones, so that a result has the same bits on every machine,
// in every lane and on every path. Special values (not-a-number, infinities, zeros of both signs, denormal numbers) give
// what C's functions give. Accuracy holds the greatest errors, which the tests measure.
//
// The tables of coefficients are minimax polynomials; their test derives them anew by Remez's exchange.
package vmath

import (
	"math"

	"pawgrad/wasm/asm"
)

// Accuracy bounds the error of each function over all Float32 arguments, in units in the last place (ulp) of the
// correctly rounded result: 0.5 is the least possible. Of all 2^32 arguments (go test ./wasm/vmath -stride 1, on
// 2026-11-24) the worst have exp 1.028 at -59.92, expm1 1.758 at 0.388, logistic 2.402 at -4.157, tanh 2.498 at 4.505,
// log 0.840 at 1.413, log1p 1.437 at -8.9e-8, erf 1.316 at 0.991. The pairs of pow are too many; it is tried on a
// million.
var Accuracy = map[string]float64{
	"exp": 1.1, "expm1": 1.9, "logistic": 2.5, "tanh": 2.7, "log": 0.9, "log1p": 1.6, "erf": 1.5, "pow": 0.6,
}

// Library makes the functions of one module, each on first use.
type Library struct{ m *asm.Module }

// New returns the library of a module.
func New(m *asm.Module) *Library { return &Library{m} }

// function returns the function of a name and so many arguments. body leaves the result on the stack.
func (l *Library) function(name string, args int, body func(c code)) *asm.Func {
	params := []asm.ValType{asm.V128, asm.V128}[:args]
	return l.m.Shared(name+" of four", params, []asm.ValType{asm.V128}, func(f *asm.Func) { body(code{f}) })
}

// code adds to the instructions what several functions need.
type code struct{ *asm.Func }

// vec declares a vector.
func (c code) vec() asm.Local { return c.Local(asm.V128) }

// all pushes a number in all lanes.
func (c code) all(v float64) { c.F32x4ConstAll(float32(v)) }

// horner pushes the polynomial of x with these coefficients, lowest power first.
func (c code) horner(x asm.Local, coefficients []float32) {
	c.polynomial(x, len(coefficients)-1, func(i int) { c.F32x4ConstAll(coefficients[i]) }, c.F32x4Mul, c.F32x4Add)
}

// polynomial pushes one of x with the coefficients that push pushes, of that degree.
func (c code) polynomial(x asm.Local, degree int, push func(i int), multiply, add func()) {
	push(degree)
	for i := degree - 1; i >= 0; i-- {
		c.LocalGet(x)
		multiply()
		push(i)
		add()
	}
}

// signBit is the sign of a Float32.
const signBit = math.MinInt32

// withSignOf replaces the sign of the vector on the stack by that of x.
func (c code) withSignOf(x asm.Local) {
	c.F32x4Abs()
	c.LocalGet(x)
	c.I32x4ConstAll(signBit)
	c.V128And()
	c.V128Or()
}

// exponentBias and mantissaBits describe a Float32: its value is 2^(e-exponentBias) times 1.m, m of mantissaBits bits.
const (
	exponentBias = 127
	mantissaBits = 23
)

// pow2 turns the whole numbers on the stack, -126 to 127 as integers, into powers of two.
func (c code) pow2() {
	c.I32x4ConstAll(exponentBias)
	c.I32x4Add()
	c.I32Const(mantissaBits)
	c.I32x4Shl()
}

// ln2High and ln2Low add up to the logarithm of 2. ln2High has 9 significant bits, so that its product with any
// exponent is exact (Cody & Waite's reduction; the split is Cephes').
const (
	ln2High = 0.693359375
	ln2Low  = math.Ln2 - ln2High
)
