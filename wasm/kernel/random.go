package kernel

import (
	"math/bits"

	"pawgrad/wasm/asm"
)

// The random generator is the one of GoMLX's Go backend, bit for bit: PCG-DXSM with 128 bits of state (M. O'Neill;
// math/rand/v2). A draw advances the state, state = state*pcgMul + pcgInc mod 2^128, and mixes it into 64 bits.
var (
	pcgMul = wide{2549297995355413924, 4865540595714422341}
	pcgInc = wide{6364136223846793005, 1442695040888963407}
)

const pcgCheapMul = 0xda942042e4dd58b5

// wide is a number of 128 bits.
type wide struct{ hi, lo uint64 }

func (a wide) plus(b wide) wide {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	return wide{a.hi + b.hi + carry, lo}
}

func (a wide) times(b wide) wide {
	hi, lo := bits.Mul64(a.lo, b.lo)
	return wide{hi + a.hi*b.lo + a.lo*b.hi, lo}
}

// jump returns mul and inc such that state*mul + inc is the state after n draws.
func jump(n int) (mul, inc wide) {
	mul = wide{0, 1}
	stepMul, stepInc := pcgMul, pcgInc
	for ; n > 0; n >>= 1 {
		if n&1 != 0 { // first these draws, then the step's: x -> stepMul*(mul x + inc) + stepInc
			mul, inc = mul.times(stepMul), inc.times(stepMul).plus(stepInc)
		}
		stepMul, stepInc = stepMul.times(stepMul), stepInc.times(stepMul.plus(wide{0, 1}))
	}
	return mul, inc
}

// mulHigh is the upper half of the 128-bit product of two unsigned 64-bit numbers.
func mulHigh(m *asm.Module) *asm.Func {
	t := []asm.ValType{asm.I64}
	return m.Shared("mulHigh", []asm.ValType{asm.I64, asm.I64}, t, func(f *asm.Func) {
		a, b := f.Param(0), f.Param(1)
		low := func(x asm.Local) { f.LocalGet(x); f.I64Const(0xffffffff); f.I64And() }
		high := func(x asm.Local) { f.LocalGet(x); f.I64Const(32); f.I64ShrU() }
		mid, cross := f.Local(asm.I64), f.Local(asm.I64)
		// mid = aHigh*bLow + (aLow*bLow >> 32); cross = aLow*bHigh + low(mid)
		high(a)
		low(b)
		f.I64Mul()
		low(a)
		low(b)
		f.I64Mul()
		f.I64Const(32)
		f.I64ShrU()
		f.I64Add()
		f.LocalSet(mid)
		low(a)
		high(b)
		f.I64Mul()
		low(mid)
		f.I64Add()
		f.LocalSet(cross)
		high(a)
		high(b)
		f.I64Mul()
		high(mid)
		f.I64Add()
		high(cross)
		f.I64Add()
	})
}

// pcgStep sets (hi, lo) to (hi, lo)*mul + inc mod 2^128; t is a spare i64.
func (f *Call) pcgStep(hi, lo, t asm.Local, mul, inc wide) {
	// t = high(lo*mulLo) + hi*mulLo + lo*mulHi
	f.LocalGet(lo)
	f.I64Const(int64(mul.lo))
	f.call(mulHigh(f.Module))
	f.LocalGet(hi)
	f.I64Const(int64(mul.lo))
	f.I64Mul()
	f.I64Add()
	f.LocalGet(lo)
	f.I64Const(int64(mul.hi))
	f.I64Mul()
	f.I64Add()
	f.LocalSet(t)
	f.LocalGet(lo)
	f.I64Const(int64(mul.lo))
	f.I64Mul()
	f.I64Const(int64(inc.lo))
	f.I64Add()
	f.LocalTee(lo)
	// The sum overflowed if it came out below what was added.
	f.I64Const(int64(inc.lo))
	f.I64LtU()
	f.I64ExtendI32U()
	f.I64Const(int64(inc.hi))
	f.I64Add()
	f.LocalGet(t)
	f.I64Add()
	f.LocalSet(hi)
}

// loadState reads the two halves of a generator's state.
func (f *Call) loadState(state, hi, lo asm.Local) {
	for i, half := range []asm.Local{hi, lo} {
		f.LocalGet(state)
		f.I64Load(uint32(8 * i))
		f.LocalSet(half)
	}
}

// RNGBits fills its result with random bits from the state; the last draw may be used in part.
type RNGBits struct{ Bytes int }

// Name implements Kernel, as do the methods that follow.
func (k RNGBits) Name() string { return "RNGBits" }

func (k RNGBits) Operands() (in, out []string) { return []string{"state"}, []string{"bits"} }

func (k RNGBits) Memory(int) Memory { return Memory{} }

func (k RNGBits) Call(f *Call) {
	state, out := f.In[0], f.Out[0]
	total := k.Bytes
	hi, lo, t := f.Local(asm.I64), f.Local(asm.I64), f.Local(asm.I64)
	i := f.Local(asm.I32)
	f.loadState(state, hi, lo)
	draw := func() { // leaves the bits in t
		f.pcgStep(hi, lo, t, pcgMul, pcgInc)
		f.LocalGet(hi, hi)
		f.I64Const(32)
		f.I64ShrU()
		f.I64Xor()
		f.I64Const(-(1<<64 - pcgCheapMul))
		f.I64Mul()
		f.LocalTee(t)
		f.LocalGet(t)
		f.I64Const(48)
		f.I64ShrU()
		f.I64Xor()
		f.LocalGet(lo)
		f.I64Const(1)
		f.I64Or()
		f.I64Mul()
		f.LocalSet(t)
	}
	const drawBytes = 8
	whole := total / drawBytes * drawBytes
	f.For(i, asm.Const(0), asm.Const(whole), drawBytes, func() {
		draw()
		f.LocalGet(out, i)
		f.I32Add()
		f.LocalGet(t)
		f.I64Store(0)
	})
	if whole == total {
		return
	}
	draw()
	for b := whole; b < total; b++ {
		f.LocalGet(out, t)
		f.I64Const(int64(8 * (b - whole)))
		f.I64ShrU()
		f.I64Store8(uint32(b))
	}
}

// RNGState jumps ahead by the draws that RNGBits made. The Go backend stores the two halves with their bytes reversed
// (it reads the generator's big-endian form as little-endian), so that is what follows here as well.
type RNGState struct{ Draws int }

// Name implements Kernel, as do the methods that follow.
func (k RNGState) Name() string { return "RNGState" }

func (k RNGState) Operands() (in, out []string) { return []string{"state"}, []string{"next"} }

func (k RNGState) Memory(int) Memory { return Memory{} }

func (k RNGState) Call(f *Call) {
	state, out := f.In[0], f.Out[0]
	hi, lo, t := f.Local(asm.I64), f.Local(asm.I64), f.Local(asm.I64)
	f.loadState(state, hi, lo)
	mul, inc := jump(k.Draws)
	f.pcgStep(hi, lo, t, mul, inc)
	for i, half := range []asm.Local{hi, lo} {
		f.LocalGet(out, half)
		f.call(reverseBytes(f.Module))
		f.I64Store(uint32(8 * i))
	}
	f.LocalGet(out) // the third word is not used by the generator
	f.LocalGet(state)
	f.I64Load(16)
	f.I64Store(16)
}

// reverseBytes swaps the bytes of a 64-bit number end for end.
func reverseBytes(m *asm.Module) *asm.Func {
	t := []asm.ValType{asm.I64}
	return m.Shared("reverseBytes", t, t, func(f *asm.Func) {
		x := f.Param(0)
		swap := func(mask uint64, shift int64) {
			f.LocalGet(x)
			f.I64Const(shift)
			f.I64ShrU()
			f.I64Const(int64(mask))
			f.I64And()
			f.LocalGet(x)
			f.I64Const(int64(mask))
			f.I64And()
			f.I64Const(shift)
			f.I64Shl()
			f.I64Or()
			f.LocalSet(x)
		}
		swap(0x00ff00ff00ff00ff, 8)
		swap(0x0000ffff0000ffff, 16)
		f.LocalGet(x)
		f.I64Const(32)
		f.I64Rotl()
	})
}
