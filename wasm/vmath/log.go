package vmath

import (
	"math"

	"pawgrad/wasm/asm"
)

// logTail is the minimax polynomial of degree 2 in z = s^2 of (2 artanh(s) - 2s) / s^3 for |s| <= 3 - 2 sqrt(2), weighted
// for the relative error of 2 artanh(s), which is at most 1.4e-9.
var logTail = []float32{0.666667782, 0.399760906, 0.299252455}

// Log is the natural logarithm: -infinity of 0, not-a-number of negative numbers.
func (l *Library) Log() *asm.Func {
	return l.function("log", 1, func(c code) {
		original := c.Param(0)
		const least = 0x1p-126 // the least normal number
		const lift = 24        // brings denormal numbers into the normal ones
		x, tiny, e, f, s, z, half := c.vec(), c.vec(), c.vec(), c.vec(), c.vec(), c.vec(), c.vec()
		c.LocalGet(original)
		c.all(least)
		c.F32x4Lt()
		c.LocalSet(tiny)
		c.LocalGet(original)
		c.all(1 << lift)
		c.F32x4Mul()
		c.LocalGet(original, tiny)
		c.V128Bitselect()
		c.LocalSet(x)
		// x = 2^e m with m in [sqrt(1/2), sqrt(2)): as integers, exponents are counted from sqrt(1/2)'s bits.
		root := int32(math.Float32bits(math.Sqrt2 / 2))
		c.LocalGet(x)
		c.I32x4ConstAll(root)
		c.I32x4Sub()
		c.I32Const(mantissaBits)
		c.I32x4ShrS()
		c.LocalTee(e)
		c.I32Const(mantissaBits)
		c.I32x4Shl()
		c.LocalSet(z)
		c.LocalGet(x, z)
		c.I32x4Sub()
		c.all(1)
		c.F32x4Sub()
		c.LocalSet(f) // m - 1
		c.LocalGet(e)
		c.F32x4ConvertI32x4S()
		c.LocalGet(tiny)
		c.all(lift)
		c.V128And()
		c.F32x4Sub()
		c.LocalSet(e)
		// With s = f/(2+f), log(1+f) = 2 artanh(s), and 2s = f - s f = f - f^2/2 + s f^2/2. So
		// log(1+f) = f - (f^2/2 - s (f^2/2 + s^2 tail(s^2))): the large term is exact.
		c.LocalGet(f, f)
		c.all(2)
		c.F32x4Add()
		c.F32x4Div()
		c.LocalTee(s)
		c.LocalGet(s)
		c.F32x4Mul()
		c.LocalSet(z)
		c.LocalGet(f, f)
		c.F32x4Mul()
		c.all(0.5)
		c.F32x4Mul()
		c.LocalSet(half)
		// The logarithm of 2^e joins in two parts, the small one inside.
		c.LocalGet(e)
		c.all(ln2High)
		c.F32x4Mul()
		c.LocalGet(f, half, s, half)
		c.horner(z, logTail)
		c.LocalGet(z)
		c.F32x4Mul()
		c.F32x4Add()
		c.F32x4Mul()
		c.LocalGet(e)
		c.all(ln2Low)
		c.F32x4Mul()
		c.F32x4Add()
		c.F32x4Sub()
		c.F32x4Sub()
		c.F32x4Add()
		c.LocalSet(s)
		// Infinity and not-a-number are their own logarithms; then 0 and what is below.
		c.LocalGet(s, original, original)
		c.all(math.Inf(1))
		c.F32x4Lt()
		c.V128Bitselect()
		c.LocalSet(s)
		c.all(math.Inf(-1))
		c.LocalGet(s, original)
		c.all(0)
		c.F32x4Eq()
		c.V128Bitselect()
		c.LocalSet(s)
		c.all(math.NaN())
		c.LocalGet(s, original)
		c.all(0)
		c.F32x4Lt()
		c.V128Bitselect()
	})
}

// Log1p is log(1+x), accurate near 0: the logarithm of u, which is 1+x rounded, and what the rounding took, over u.
func (l *Library) Log1p() *asm.Func {
	log := l.Log()
	return l.function("log1p", 1, func(c code) {
		x := c.Param(0)
		u, rest := c.vec(), c.vec()
		c.LocalGet(x)
		c.all(1)
		c.F32x4Add()
		c.LocalTee(u)
		c.Call(log)
		// x - (u - 1) is exact up to 2^24 and nothing beyond.
		c.LocalGet(x, u)
		c.all(1)
		c.F32x4Sub()
		c.F32x4Sub()
		c.LocalGet(u)
		c.F32x4Div()
		c.LocalTee(rest)
		// 0 of not-a-number, which comes of -1 and of infinity
		c.LocalGet(rest, rest)
		c.F32x4Eq()
		c.V128And()
		c.F32x4Add()
		c.withSignOf(x)
	})
}
