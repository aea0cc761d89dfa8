package emit

import (
	"math"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/vmath"

	"github.com/gomlx/compute"
)

// MathModule is the import module of the functions the host lends: f64 to f64, correct to a unit in the last place or
// two. Both a browser's Math object and Go's math package have them all, and V8 calls its own without crossing into
// JavaScript. They serve Float64, and Float32 where package vmath has no function of its own: sines and cosines, whose
// arguments may be as large as they like.
const MathModule = "math"

// MathFuncs are the imported functions, by name, with the number of their arguments. The names are JavaScript's.
var MathFuncs = []struct {
	Name string
	Args int
}{
	{"exp", 1}, {"expm1", 1}, {"log", 1}, {"log1p", 1}, {"sin", 1}, {"cos", 1}, {"tanh", 1}, {"pow", 2}, {"atan2", 2},
}

// importMath declares the imported functions.
func importMath(m *asm.Module) map[string]*asm.Func {
	fs := map[string]*asm.Func{}
	for _, mf := range MathFuncs {
		params := []asm.ValType{asm.F64, asm.F64}[:mf.Args]
		fs[mf.Name] = m.ImportFunc(MathModule, mf.Name, params, []asm.ValType{asm.F64})
	}
	return fs
}

// viaFour are the operations on Float32 computed by a function of four numbers, here and in vectors alike: a number's
// image does not depend on its place.
var viaFour = map[compute.OpType]func(*vmath.Library) *asm.Func{
	compute.OpTypeExp:      (*vmath.Library).Exp,
	compute.OpTypeExpm1:    (*vmath.Library).Expm1,
	compute.OpTypeLog:      (*vmath.Library).Log,
	compute.OpTypeLog1p:    (*vmath.Library).Log1p,
	compute.OpTypeTanh:     (*vmath.Library).Tanh,
	compute.OpTypeLogistic: (*vmath.Library).Logistic,
	compute.OpTypeErf:      (*vmath.Library).Erf,
	compute.OpTypePow:      (*vmath.Library).Pow,
}

// viaFloat64 are the operations computed in double precision by a function of the module.
var viaFloat64 = map[compute.OpType]func(*context) *asm.Func{
	compute.OpTypeExp:      func(c *context) *asm.Func { return c.math["exp"] },
	compute.OpTypeExpm1:    func(c *context) *asm.Func { return c.math["expm1"] },
	compute.OpTypeLog:      func(c *context) *asm.Func { return c.math["log"] },
	compute.OpTypeLog1p:    func(c *context) *asm.Func { return c.math["log1p"] },
	compute.OpTypeSin:      func(c *context) *asm.Func { return c.math["sin"] },
	compute.OpTypeCos:      func(c *context) *asm.Func { return c.math["cos"] },
	compute.OpTypeTanh:     func(c *context) *asm.Func { return c.math["tanh"] },
	compute.OpTypeAtan2:    func(c *context) *asm.Func { return c.math["atan2"] },
	compute.OpTypePow:      func(c *context) *asm.Func { return c.math["pow"] },
	compute.OpTypeLogistic: (*context).logistic,
	compute.OpTypeErf:      (*context).erf,
	compute.OpTypeRem:      (*context).rem,
}

// logistic is 1/(1+exp(-x)).
func (c *context) logistic() *asm.Func {
	return c.m.Shared("logistic", []asm.ValType{asm.F64}, []asm.ValType{asm.F64}, func(f *asm.Func) {
		f.F64Const(1)
		f.F64Const(1)
		f.LocalGet(f.Param(0))
		f.F64Neg()
		f.Call(c.math["exp"])
		f.F64Add()
		f.F64Div()
	})
}

// erf sums the series erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1)/(2n+1)!! (Abramowitz & Stegun 7.1.6), whose
// terms all have one sign, until a term no longer counts. Beyond 6 the result is 1 in double precision.
func (c *context) erf() *asm.Func {
	const saturated = 6
	return c.m.Shared("erf", []asm.ValType{asm.F64}, []asm.ValType{asm.F64}, func(f *asm.Func) {
		x := f.Param(0)
		term, sum, n, square := f.Local(asm.F64), f.Local(asm.F64), f.Local(asm.F64), f.Local(asm.F64)
		f.LocalGet(x)
		f.F64Abs()
		f.F64Const(saturated)
		f.F64Gt()
		f.If(func() {
			f.F64Const(1)
			f.LocalGet(x)
			f.F64Copysign()
			f.Return()
		})
		f.LocalGet(x)
		f.LocalTee(term)
		f.LocalSet(sum)
		f.LocalGet(x, x)
		f.F64Mul()
		f.LocalSet(square)
		f.F64Const(1)
		f.LocalSet(n)
		f.Loop(func() {
			f.LocalGet(n)
			f.F64Const(2)
			f.F64Add()
			f.LocalSet(n)
			f.LocalGet(term, square)
			f.F64Mul()
			f.F64Const(2)
			f.F64Mul()
			f.LocalGet(n)
			f.F64Div()
			f.LocalTee(term)
			f.LocalGet(sum)
			f.F64Add()
			f.LocalSet(sum)
			f.LocalGet(term)
			f.F64Abs()
			f.LocalGet(sum)
			f.F64Abs()
			f.F64Const(0x1p-54)
			f.F64Mul()
			f.F64Gt()
			f.BrIf(0)
		})
		f.LocalGet(sum, square)
		f.F64Neg()
		f.Call(c.math["exp"])
		f.F64Mul()
		f.F64Const(2 / math.SqrtPi)
		f.F64Mul()
	})
}

// rem is the remainder of the division truncated towards zero, with the sign of the dividend. It is computed as
// a - trunc(a/b)*b, exact while the quotient has at most 53 bits; for Float32 operands that is where it matters.
func (c *context) rem() *asm.Func {
	return c.m.Shared("rem", []asm.ValType{asm.F64, asm.F64}, []asm.ValType{asm.F64}, func(f *asm.Func) {
		a, b := f.Param(0), f.Param(1)
		f.LocalGet(b)
		f.F64Abs()
		f.F64Const(math.Inf(1))
		f.F64Eq()
		f.LocalGet(a)
		f.F64Abs()
		f.F64Const(math.Inf(1))
		f.F64Lt()
		f.I32And()
		f.If(func() {
			f.LocalGet(a)
			f.Return()
		})
		f.LocalGet(a, a, b)
		f.F64Div()
		f.F64Trunc()
		f.LocalGet(b)
		f.F64Mul()
		f.F64Sub()
		f.LocalGet(a)
		f.F64Copysign()
	})
}

// ipow raises an integer to an integer power by squaring. A negative exponent gives 0, as in integer division, except
// for a base of 1 or -1.
func (c *context) ipow() *asm.Func {
	return c.m.Shared("ipow", []asm.ValType{asm.I64, asm.I64}, []asm.ValType{asm.I64}, func(f *asm.Func) {
		base, exp := f.Param(0), f.Param(1)
		result := f.Local(asm.I64)
		f.LocalGet(exp)
		f.I64Const(0)
		f.I64LtS()
		f.If(func() {
			// |base| = 1: the sign alternates with the exponent's parity, as for its absolute value.
			f.LocalGet(base, base)
			f.I64Mul()
			f.I64Const(1)
			f.I64Ne()
			f.If(func() {
				f.I64Const(0)
				f.Return()
			})
			f.I64Const(0)
			f.LocalGet(exp)
			f.I64Sub()
			f.LocalSet(exp)
		})
		f.I64Const(1)
		f.LocalSet(result)
		f.Block(func() {
			f.Loop(func() {
				f.LocalGet(exp)
				f.I64Eqz()
				f.BrIf(1)
				f.LocalGet(exp)
				f.I64Const(1)
				f.I64And()
				f.I32WrapI64()
				f.If(func() {
					f.LocalGet(result, base)
					f.I64Mul()
					f.LocalSet(result)
				})
				f.LocalGet(base, base)
				f.I64Mul()
				f.LocalSet(base)
				f.LocalGet(exp)
				f.I64Const(1)
				f.I64ShrU()
				f.LocalSet(exp)
				f.Br(0)
			})
		})
		f.LocalGet(result)
	})
}
