package vmath

import (
	"math"

	"pawgrad/wasm/asm"
)

// expTail is the minimax polynomial of degree 4 of (e^r - 1 - r) / r^2 for |r| <= ln(2)/2, weighted for the relative
// error of e^r - 1, which is at most 1.4e-8.
var expTail = []float32{0.499999982, 0.166665438, 0.0416671991, 0.00836649735, 0.00138825262}

// reduceExp splits x into n ln(2) + r with |r| <= ln(2)/2, n whole. x must lie within +-200 or be not-a-number.
// It leaves e^r - 1 - r in tail.
func (c code) reduceExp(x asm.Local) (n, r, tail asm.Local) {
	n, r, tail = c.vec(), c.vec(), c.vec()
	c.LocalGet(x)
	c.all(math.Log2E)
	c.F32x4Mul()
	c.F32x4Nearest()
	c.LocalSet(n)
	c.LocalGet(x)
	for _, part := range []float64{ln2High, ln2Low} {
		c.LocalGet(n)
		c.all(part)
		c.F32x4Mul()
		c.F32x4Sub()
	}
	c.LocalSet(r)
	c.horner(r, expTail)
	c.LocalGet(r)
	c.F32x4Mul()
	c.LocalGet(r)
	c.F32x4Mul()
	c.LocalSet(tail)
	return n, r, tail
}

// clamp limits x; not-a-number stays.
func (c code) clamp(x asm.Local, low, high float64) {
	c.LocalGet(x)
	c.all(high)
	c.F32x4Min()
	c.all(low)
	c.F32x4Max()
	c.LocalSet(x)
}

// Exp is e^x.
func (l *Library) Exp() *asm.Func {
	return l.function("exp", 1, func(c code) {
		x := c.Param(0)
		// e^-104 is less than half of the least denormal number, e^89 more than the greatest number.
		c.clamp(x, -104, 89)
		n, r, tail := c.reduceExp(x)
		half := c.vec()
		c.LocalGet(n)
		c.I32x4TruncSatF32x4S()
		c.LocalTee(n)
		c.I32Const(1)
		c.I32x4ShrS()
		c.LocalSet(half)
		c.LocalGet(r, tail)
		c.F32x4Add()
		c.all(1)
		c.F32x4Add()
		// Times 2^n in two steps: 2^n alone may be denormal or too large.
		c.LocalGet(n, half)
		c.I32x4Sub()
		c.pow2()
		c.F32x4Mul()
		c.LocalGet(half)
		c.pow2()
		c.F32x4Mul()
	})
}

// Expm1 is e^x - 1, accurate near 0.
func (l *Library) Expm1() *asm.Func {
	return l.function("expm1", 1, func(c code) {
		original := c.Param(0)
		x, scale := c.vec(), c.vec()
		c.LocalGet(original)
		c.LocalSet(x)
		// e^-20 does not count beside 1, and e^89 is more than the greatest number.
		c.clamp(x, -20, 89)
		n, r, tail := c.reduceExp(x)
		c.LocalGet(r, tail)
		c.F32x4Add()
		c.LocalSet(r)
		// e^x - 1 = 2^n (e^r - 1) + (2^n - 1), all halved as long as 2^n may be too large.
		c.LocalGet(n)
		c.I32x4TruncSatF32x4S()
		c.I32x4ConstAll(1)
		c.I32x4Sub()
		c.pow2()
		c.LocalSet(scale)
		c.LocalGet(r, scale, r)
		c.F32x4Mul()
		c.LocalGet(scale)
		c.all(0.5)
		c.F32x4Sub()
		c.F32x4Add()
		c.all(2)
		c.F32x4Mul()
		c.LocalGet(n)
		c.all(0)
		c.F32x4Eq()
		c.V128Bitselect() // n = 0: e^r - 1 itself, also where it is denormal
		c.withSignOf(original)
	})
}

// Logistic is 1 / (1 + e^-x).
func (l *Library) Logistic() *asm.Func {
	exp := l.Exp()
	return l.function("logistic", 1, func(c code) {
		x := c.Param(0)
		z := c.vec() // e^-|x|, which is never too large
		c.LocalGet(x)
		c.F32x4Abs()
		c.F32x4Neg()
		c.Call(exp)
		c.LocalSet(z)
		c.LocalGet(z)
		c.all(1)
		c.LocalGet(x)
		c.all(0)
		c.F32x4Lt()
		c.V128Bitselect()
		c.all(1)
		c.LocalGet(z)
		c.F32x4Add()
		c.F32x4Div()
	})
}

// Tanh is the hyperbolic tangent: -m / (m + 2) with m = e^(-2|x|) - 1, and the sign of x.
func (l *Library) Tanh() *asm.Func {
	expm1 := l.Expm1()
	return l.function("tanh", 1, func(c code) {
		x := c.Param(0)
		m := c.vec()
		c.LocalGet(x)
		c.F32x4Abs()
		c.all(-2)
		c.F32x4Mul()
		c.Call(expm1)
		c.LocalTee(m)
		c.LocalGet(m)
		c.all(2)
		c.F32x4Add()
		c.F32x4Div()
		c.withSignOf(x)
	})
}
