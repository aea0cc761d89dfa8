package vmath

import (
	"math"

	"pawgrad/wasm/asm"
)

// Powers need more digits on the way than they have in the end: an error of the logarithm counts as many times as the
// exponent says. So they are computed in double precision, two at a time, and rounded once.

// log2Tail is the minimax polynomial of degree 4 in z = s^2 of (artanh(s) - s) / s^3 for |s| <= 3 - 2 sqrt(2), weighted
// for the relative error of artanh(s), which is at most 6e-14.
var log2Tail = []float64{0.333333333369, 0.199999979326, 0.142860568131, 0.110875598383, 0.0980432600775}

// exp2Tail is the minimax polynomial of degree 5 of (2^r - 1) / r for |r| <= 1/2, weighted for the relative error of 2^r,
// which is at most 4e-9.
var exp2Tail = []float64{
	0.693147225368, 0.240226510839, 0.0555029735968, 0.00961803082188, 0.00134099856423, 0.000154697187143,
}

// doubleMantissaBits and doubleBias describe a Float64.
const (
	doubleMantissaBits = 52
	doubleBias         = 1023
	// wholeBias, added to a whole number of moderate size, puts it into the mantissa's low bits.
	wholeBias = 0x1.8p52
)

// double pushes a double precision number in both lanes.
func (c code) double(v float64) {
	c.F64Const(v)
	c.F64x2Splat()
}

// hornerDouble is horner in double precision.
func (c code) hornerDouble(x asm.Local, coefficients []float64) {
	c.polynomial(x, len(coefficients)-1, func(i int) { c.double(coefficients[i]) }, c.F64x2Mul, c.F64x2Add)
}

// powDouble is a^y of two numbers in double precision, for a >= 0 that is no denormal number, accurate enough to round
// to single precision and limited to its range. Where it is not-a-number, Pow knows better.
func (l *Library) powDouble() *asm.Func {
	return l.function("powDouble", 2, func(c code) {
		a, y := c.Param(0), c.Param(1)
		e, s, z, log, n, r := c.vec(), c.vec(), c.vec(), c.vec(), c.vec(), c.vec()
		// a = 2^e m with m in [sqrt(1/2), sqrt(2)).
		c.LocalGet(a)
		c.I64Const(int64(math.Float64bits(math.Sqrt2 / 2)))
		c.I64x2Splat()
		c.I64x2Sub()
		c.I32Const(doubleMantissaBits)
		c.I64x2ShrS()
		c.LocalSet(e)
		c.LocalGet(a, e)
		c.I32Const(doubleMantissaBits)
		c.I64x2Shl()
		c.I64x2Sub()
		c.LocalTee(s)
		c.double(1)
		c.F64x2Sub()
		c.LocalGet(s)
		c.double(1)
		c.F64x2Add()
		c.F64x2Div()
		c.LocalTee(s)
		c.LocalGet(s)
		c.F64x2Mul()
		c.LocalSet(z)
		// log2(a) = e + (s + s z tail(z)) 2/ln(2)
		c.LocalGet(e)
		c.double(wholeBias)
		c.I64x2Add()
		c.double(wholeBias)
		c.F64x2Sub()
		c.hornerDouble(z, log2Tail)
		c.LocalGet(z)
		c.F64x2Mul()
		c.LocalGet(s)
		c.F64x2Mul()
		c.LocalGet(s)
		c.F64x2Add()
		c.double(2 * math.Log2E)
		c.F64x2Mul()
		c.F64x2Add()
		c.LocalSet(log)
		// Infinity and not-a-number are their own logarithms, that of 0 is -infinity.
		c.LocalGet(log, a, a)
		c.double(math.Inf(1))
		c.F64x2Lt()
		c.V128Bitselect()
		c.LocalSet(log)
		c.double(math.Inf(-1))
		c.LocalGet(log, a)
		c.double(0)
		c.F64x2Eq()
		c.V128Bitselect()
		// 2^(y log), in the range of single precision: beyond +-200 there is only 0 and infinity.
		const most = 200
		c.LocalGet(y)
		c.F64x2Mul()
		c.double(most)
		c.F64x2Min()
		c.double(-most)
		c.F64x2Max()
		c.LocalTee(r)
		c.F64x2Nearest()
		c.LocalSet(n)
		c.LocalGet(r, n)
		c.F64x2Sub()
		c.LocalSet(r)
		c.hornerDouble(r, exp2Tail)
		c.LocalGet(r)
		c.F64x2Mul()
		c.double(1)
		c.F64x2Add()
		c.LocalGet(n)
		c.double(wholeBias + doubleBias)
		c.F64x2Add()
		c.I32Const(doubleMantissaBits)
		c.I64x2Shl()
		c.F64x2Mul()
	})
}

// Pow is x^y, with C's special cases: 1 where x is 1 or y is 0, whatever the other; a negative x has powers for whole y.
func (l *Library) Pow() *asm.Func {
	half := l.powDouble()
	return l.function("pow", 2, func(c code) {
		x, y := c.Param(0), c.Param(1)
		a, whole, result := c.vec(), c.vec(), c.vec()
		c.LocalGet(x)
		c.F32x4Abs()
		c.LocalSet(a)
		c.LocalGet(y)
		c.F32x4Trunc()
		c.LocalGet(y)
		c.F32x4Eq()
		c.LocalSet(whole)
		for _, second := range []bool{false, true} {
			for _, v := range []asm.Local{a, y} {
				c.LocalGet(v)
				if second {
					c.LocalGet(v)
					c.I32x4Shuffle(2, 3, 0, 1)
				}
				c.F64x2PromoteLowF32x4()
			}
			c.Call(half)
			c.F32x4DemoteF64x2Zero()
		}
		c.I32x4Shuffle(0, 1, 4, 5)
		// The sign of x stays where y is odd: whole, but not twice a whole number.
		c.LocalGet(x)
		c.I32x4ConstAll(signBit)
		c.V128And()
		c.LocalGet(whole)
		c.V128And()
		c.LocalGet(y)
		c.all(0.5)
		c.F32x4Mul()
		c.LocalTee(result)
		c.F32x4Trunc()
		c.LocalGet(result)
		c.F32x4Ne()
		c.V128And()
		c.V128Or()
		c.LocalSet(result)
		choose := func(v float64, when func()) {
			c.all(v)
			c.LocalGet(result)
			when()
			c.V128Bitselect()
			c.LocalSet(result)
		}
		choose(math.NaN(), func() { // -infinity < x < 0, and y is not whole
			c.LocalGet(x)
			c.all(0)
			c.F32x4Lt()
			c.LocalGet(a)
			c.all(math.Inf(1))
			c.F32x4Lt()
			c.V128And()
			c.LocalGet(whole)
			c.V128Andnot()
		})
		choose(1, func() { // x = 1, or y = 0, or x = -1 and y infinite
			c.LocalGet(x)
			c.all(1)
			c.F32x4Eq()
			c.LocalGet(y)
			c.all(0)
			c.F32x4Eq()
			c.V128Or()
			c.LocalGet(a)
			c.all(1)
			c.F32x4Eq()
			c.LocalGet(y)
			c.F32x4Abs()
			c.all(math.Inf(1))
			c.F32x4Eq()
			c.V128And()
			c.V128Or()
		})
		c.LocalGet(result)
	})
}
