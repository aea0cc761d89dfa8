package asm

import "math"

// Opcodes of the instructions that are written by hand.
const (
	opBlock     = 0x02
	opLoop      = 0x03
	opIf        = 0x04
	opElse      = 0x05
	opEnd       = 0x0b
	opBr        = 0x0c
	opBrIf      = 0x0d
	opCall      = 0x10
	opLocalGet  = 0x20
	opLocalSet  = 0x21
	opLocalTee  = 0x22
	opGlobalGet = 0x23
	opGlobalSet = 0x24
	opI32Const  = 0x41
	opI64Const  = 0x42
	opF32Const  = 0x43
	opF64Const  = 0x44
	opVector    = 0xfd // prefix
	opV128Const = 0x0c // after it
)

func (f *Func) u32(v uint32) { f.body = appendU32(f.body, v) }

// mem appends a memory argument: the alignment as a power of two (a hint), then the offset in bytes.
func (f *Func) mem(align, offset uint32) {
	f.u32(align)
	f.u32(offset)
}

// LocalGet is local.get, of one local after the other.
func (f *Func) LocalGet(ls ...Local) {
	for _, l := range ls {
		f.op(opLocalGet)
		f.u32(l.index)
	}
}

// LocalSet is local.set.
func (f *Func) LocalSet(l Local) { f.op(opLocalSet); f.u32(l.index) }

// LocalTee is local.tee.
func (f *Func) LocalTee(l Local) { f.op(opLocalTee); f.u32(l.index) }

// GlobalGet is global.get.
func (f *Func) GlobalGet(g Global) { f.op(opGlobalGet); f.u32(g.index) }

// GlobalSet is global.set.
func (f *Func) GlobalSet(g Global) { f.op(opGlobalSet); f.u32(g.index) }

// I32Const is i32.const.
func (f *Func) I32Const(v int32) { f.op(opI32Const); f.body = appendS64(f.body, int64(v)) }

// I64Const is i64.const.
func (f *Func) I64Const(v int64) { f.op(opI64Const); f.body = appendS64(f.body, v) }

// F32Const is f32.const.
func (f *Func) F32Const(v float32) {
	f.op(opF32Const)
	f.body = appendLE32(f.body, math.Float32bits(v))
}

// F64Const is f64.const.
func (f *Func) F64Const(v float64) {
	f.op(opF64Const)
	f.body = appendLE64(f.body, math.Float64bits(v))
}

// F32x4Const is v128.const with four float lanes.
func (f *Func) F32x4Const(a, b, c, d float32) {
	f.op(opVector, opV128Const)
	for _, v := range [4]float32{a, b, c, d} {
		f.body = appendLE32(f.body, math.Float32bits(v))
	}
}

// F32x4ConstAll is v128.const with the same float in all lanes.
func (f *Func) F32x4ConstAll(v float32) { f.F32x4Const(v, v, v, v) }

// I32x4ConstAll is v128.const with the same integer in all lanes.
func (f *Func) I32x4ConstAll(v int32) {
	f.op(opVector, opV128Const)
	for range 4 {
		f.body = appendLE32(f.body, uint32(v))
	}
}

// I32x4Shuffle is i8x16.shuffle by whole 32-bit lanes: 0..3 name the first operand's, 4..7 the second's.
func (f *Func) I32x4Shuffle(a, b, c, d byte) {
	var lanes [16]byte
	for i, l := range [4]byte{a, b, c, d} {
		if l > 7 {
			panic("asm: I32x4Shuffle: lanes are 0..7")
		}
		for j := range 4 {
			lanes[4*i+j] = 4*l + byte(j)
		}
	}
	f.I8x16Shuffle(lanes)
}
