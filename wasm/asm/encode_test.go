package asm

import (
	"encoding/hex"
	"math"
	"testing"
)

// TestEncode compares instructions with bytes taken from the specification, one or more of every encoding form.
func TestEncode(t *testing.T) {
	m := NewModule()
	g := m.GlobalI32(true, 0)
	callee := m.NewFunc("callee", nil, nil)
	for _, c := range []struct {
		text string
		emit func(f *Func)
		hex  string
	}{
		{"unreachable", func(f *Func) { f.Unreachable() }, "00"},
		{"return", func(f *Func) { f.Return() }, "0f"},
		{"select", func(f *Func) { f.Select() }, "1b"},
		{"local.get 0", func(f *Func) { f.LocalGet(f.Param(0)) }, "2000"},
		{"local.set 1", func(f *Func) { f.LocalSet(f.Local(I32)) }, "2101"},
		{"local.tee 200", func(f *Func) { f.LocalTee(f.Locals(V128, 200)[199]) }, "22c801"},
		{"global.get 0", func(f *Func) { f.GlobalGet(g) }, "2300"},
		{"global.set 0", func(f *Func) { f.GlobalSet(g) }, "2400"},
		{"call 0", func(f *Func) { f.Call(callee) }, "1000"},
		{"i32.const 0", func(f *Func) { f.I32Const(0) }, "4100"},
		{"i32.const 63", func(f *Func) { f.I32Const(63) }, "413f"},
		{"i32.const 64", func(f *Func) { f.I32Const(64) }, "41c000"},
		{"i32.const -1", func(f *Func) { f.I32Const(-1) }, "417f"},
		{"i32.const -64", func(f *Func) { f.I32Const(-64) }, "4140"},
		{"i32.const -65", func(f *Func) { f.I32Const(-65) }, "41bf7f"},
		{"i32.const 2147483647", func(f *Func) { f.I32Const(math.MaxInt32) }, "41ffffffff07"},
		{"i32.const -2147483648", func(f *Func) { f.I32Const(math.MinInt32) }, "418080808078"},
		{"i64.const -9223372036854775808", func(f *Func) { f.I64Const(math.MinInt64) }, "428080808080808080807f"},
		{"f32.const 1", func(f *Func) { f.F32Const(1) }, "430000803f"},
		{"f64.const -2", func(f *Func) { f.F64Const(-2) }, "4400000000000000c0"},
		{"i32.load offset=300", func(f *Func) { f.I32Load(300) }, "2802ac02"},
		{"i64.load8_u", func(f *Func) { f.I64Load8U(0) }, "310000"},
		{"i64.store32 offset=1", func(f *Func) { f.I64Store32(1) }, "3e0201"},
		{"f64.load", func(f *Func) { f.F64Load(0) }, "2b0300"},
		{"memory.size", func(f *Func) { f.MemorySize() }, "3f00"},
		{"memory.grow", func(f *Func) { f.MemoryGrow() }, "4000"},
		{"memory.copy", func(f *Func) { f.MemoryCopy() }, "fc0a0000"},
		{"memory.fill", func(f *Func) { f.MemoryFill() }, "fc0b00"},
		{"i32.trunc_sat_f64_u", func(f *Func) { f.I32TruncSatF64U() }, "fc03"},
		{"i64.extend32_s", func(f *Func) { f.I64Extend32S() }, "c4"},
		{"f32.convert_i64_u", func(f *Func) { f.F32ConvertI64U() }, "b5"},
		{"v128.load offset=16", func(f *Func) { f.V128Load(16) }, "fd000410"},
		{"v128.load32_splat offset=65536", func(f *Func) { f.V128Load32Splat(65536) }, "fd0902808004"},
		{"v128.load8x8_u", func(f *Func) { f.V128Load8x8U(0) }, "fd020300"},
		{"v128.load64_zero", func(f *Func) { f.V128Load64Zero(0) }, "fd5d0300"},
		{"v128.store offset=4", func(f *Func) { f.V128Store(4) }, "fd0b0404"},
		{"v128.load8_lane 15", func(f *Func) { f.V128Load8Lane(0, 15) }, "fd5400000f"},
		{"v128.store64_lane offset=8 1", func(f *Func) { f.V128Store64Lane(8, 1) }, "fd5b030801"},
		{"v128.const f32x4 1 0 0 0", func(f *Func) { f.F32x4Const(1, 0, 0, 0) }, "fd0c0000803f000000000000000000000000"},
		{"v128.const i32x4 -1 2 0 0", func(f *Func) { f.I32x4Const(-1, 2, 0, 0) }, "fd0cffffffff020000000000000000000000"},
		{"i8x16.shuffle as i32x4 0 4 1 5", func(f *Func) { f.I32x4Shuffle(0, 4, 1, 5) },
			"fd0d" + "00010203" + "10111213" + "04050607" + "14151617"},
		{"f32x4.extract_lane 3", func(f *Func) { f.F32x4ExtractLane(3) }, "fd1f03"},
		{"f32x4.splat", func(f *Func) { f.F32x4Splat() }, "fd13"},
		{"i8x16.sub_sat_u", func(f *Func) { f.I8x16SubSatU() }, "fd73"},
		{"i64x2.ge_s", func(f *Func) { f.I64x2GeS() }, "fddb01"},
		{"f32x4.mul", func(f *Func) { f.F32x4Mul() }, "fde601"},
		{"i32x4.dot_i16x8_s", func(f *Func) { f.I32x4DotI16x8S() }, "fdba01"},
		{"i8x16.relaxed_swizzle", func(f *Func) { f.I8x16RelaxedSwizzle() }, "fd8002"},
		{"f32x4.relaxed_madd", func(f *Func) { f.F32x4RelaxedMadd() }, "fd8502"},
		{"f64x2.relaxed_nmadd", func(f *Func) { f.F64x2RelaxedNmadd() }, "fd8802"},
		{"i32x4.relaxed_dot_i8x16_i7x16_add_s", func(f *Func) { f.I32x4RelaxedDotI8x16I7x16AddS() }, "fd9302"},
		{"block br 0 end", func(f *Func) { f.Block(func() { f.Br(0) }) }, "02400c000b"},
		{"loop br_if 1 end", func(f *Func) { f.Loop(func() { f.BrIf(1) }) }, "03400d010b"},
		{"if nop else end", func(f *Func) { f.IfElse(func() { f.Nop() }, func() {}) }, "044001050b"},
		{"if (result f32) else end", func(f *Func) { f.IfElse(func() { f.F32Const(0) }, func() { f.F32Const(0) }, F32) },
			"047d430000000005430000" + "00000b"},
		{"br_table 1 2 0", func(f *Func) { f.BrTable([]uint32{1, 2}, 0) }, "0e02010200"},
	} {
		f := m.NewFunc("", []ValType{I32}, nil)
		c.emit(f)
		if got := hex.EncodeToString(f.body); got != c.hex {
			t.Errorf("%s: got %s, want %s", c.text, got, c.hex)
		}
	}
}

func TestLocalRuns(t *testing.T) {
	f := NewModule().NewFunc("f", []ValType{I32}, nil)
	f.Locals(V128, 3)
	f.Local(I32)
	f.Local(V128)
	if got, want := hex.EncodeToString(f.encode()), "03"+"037b"+"017f"+"017b"+"0b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTypesAreDeduplicated(t *testing.T) {
	m := NewModule()
	a := m.ImportFunc("env", "a", []ValType{I32}, []ValType{F32})
	b := m.NewFunc("b", []ValType{I32}, []ValType{F32})
	c := m.NewFunc("c", []ValType{I32, F32}, nil)
	if a.typ != b.typ || a.typ == c.typ || len(m.types) != 2 {
		t.Errorf("types %d %d %d of %d, want the first two equal and two in all", a.typ, b.typ, c.typ, len(m.types))
	}
	if a.Index() != 0 || b.Index() != 1 || c.Index() != 2 {
		t.Errorf("indices %d %d %d, want 0 1 2", a.Index(), b.Index(), c.Index())
	}
}

func TestMisusePanics(t *testing.T) {
	for name, misuse := range map[string]func(m *Module){
		"import after definition": func(m *Module) { m.NewFunc("f", nil, nil); m.ImportFunc("e", "g", nil, nil) },
		"body of an import":       func(m *Module) { m.ImportFunc("e", "g", nil, nil).Nop() },
		"two memories":            func(m *Module) { m.Memory("", 1, 1); m.ImportMemory("e", "m", 1, 1) },
		"parameter out of range":  func(m *Module) { m.NewFunc("f", nil, nil).Param(0) },
		"two block results":       func(m *Module) { m.NewFunc("f", nil, nil).Block(func() {}, I32, I32) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			misuse(NewModule())
		}()
	}
}
