package vmath

import "pawgrad/wasm/asm"

// erfSplit divides the two formulas of Erf; from erfEnd on it is 1.
const (
	erfSplit = 1.0
	erfEnd   = 4.0
)

// erfNear is the minimax polynomial of degree 6 in z = x^2 of erf(x)/x - 1 for |x| <= erfSplit, weighted for the relative
// error of erf, which is at most 1.3e-9.
var erfNear = []float32{
	0.128379166, -0.376126258, 0.112835849, -0.0268538068, 0.00518832193, -0.000801016886, 7.85384918e-05,
}

// erfFar is the minimax polynomial of degree 7 of log(1 - erf(x)) for erfSplit <= x <= erfEnd, weighted for the relative
// error of erf, which is at most 8.3e-9.
var erfFar = []float32{
	-0.000227216899, -1.12784185, -0.63623991, -0.105588795, 0.0236649996, -0.00371428557, 0.000357210314, -1.56622292e-05,
}

// Erf is the error function.
func (l *Library) Erf() *asm.Func {
	exp := l.Exp()
	return l.function("erf", 1, func(c code) {
		x := c.Param(0)
		a, z, near := c.vec(), c.vec(), c.vec()
		c.LocalGet(x)
		c.F32x4Abs()
		c.all(erfEnd)
		c.F32x4Min()
		c.LocalTee(a)
		c.LocalGet(a)
		c.F32x4Mul()
		c.LocalSet(z)
		c.LocalGet(a, a)
		c.horner(z, erfNear)
		c.F32x4Mul()
		c.F32x4Add()
		c.LocalSet(near)
		c.LocalGet(near)
		c.all(1)
		c.horner(a, erfFar)
		c.Call(exp)
		c.F32x4Sub()
		c.LocalGet(a)
		c.all(erfSplit)
		c.F32x4Lt()
		c.V128Bitselect()
		c.withSignOf(x)
	})
}
