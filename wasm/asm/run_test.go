package asm

import (
	"context"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

func instantiate(t *testing.T, r wazero.Runtime, m *Module) api.Module {
	t.Helper()
	mod, err := r.InstantiateWithConfig(context.Background(), m.Bytes(), wazero.NewModuleConfig().WithName(""))
	if err != nil {
		t.Fatal(err)
	}
	return mod
}

func call(t *testing.T, mod api.Module, name string, args ...uint64) []uint64 {
	t.Helper()
	res, err := mod.ExportedFunction(name).Call(context.Background(), args...)
	if err != nil {
		t.Fatalf("%s%v: %v", name, args, err)
	}
	return res
}

// TestEveryInstructionValidates puts every instruction of the table between operands and results of its stated types
// and lets an independent decoder and type checker judge. It cannot judge relaxed SIMD, which wazero does not have;
// the laboratory in Chromium does.
func TestEveryInstructionValidates(t *testing.T) {
	table, err := os.ReadFile("opcodes.txt")
	if err != nil {
		t.Fatal(err)
	}
	types := map[rune]ValType{'i': I32, 'l': I64, 'f': F32, 'd': F64, 'v': V128, '*': F32}
	m := NewModule()
	m.Memory("memory", 1, 1)
	checked := 0
	for _, line := range strings.Split(string(table), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		c := strings.Fields(line)
		if strings.Contains(c[0], "relaxed") {
			continue
		}
		in, out, _ := strings.Cut(c[2], ":")
		var params, results []ValType
		for _, r := range in {
			params = append(params, types[r])
		}
		for _, r := range out {
			results = append(results, types[r])
		}
		if c[0] == "select" {
			params[2] = I32
		}
		f := m.NewFunc(c[0], params, results)
		for i := range params {
			f.LocalGet(f.Param(i))
		}
		method := reflect.ValueOf(f).MethodByName(goCase(c[0]))
		if !method.IsValid() {
			t.Fatalf("no method for %s: run go generate ./wasm/asm", c[0])
		}
		args := make([]reflect.Value, method.Type().NumIn())
		for i := range args {
			args[i] = reflect.Zero(method.Type().In(i))
		}
		method.Call(args)
		if c[0] == "unreachable" || c[0] == "return" {
			f.Unreachable()
		}
		checked++
	}
	if checked < 400 {
		t.Errorf("only %d instructions in the table", checked)
	}
	r := wazero.NewRuntime(context.Background())
	defer r.Close(context.Background())
	instantiate(t, r, m)
}

func goCase(name string) string {
	var b strings.Builder
	for _, p := range strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' }) {
		b.WriteString(strings.ToUpper(p[:1]) + p[1:])
	}
	return b.String()
}

// TestPrograms runs small modules that use control flow, memory, globals, imports and data.
func TestPrograms(t *testing.T) {
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	logged := []uint32{}
	_, err := r.NewHostModuleBuilder("env").NewFunctionBuilder().
		WithFunc(func(v uint32) { logged = append(logged, v) }).Export("log").Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}

	m := NewModule()
	log := m.ImportFunc("env", "log", []ValType{I32}, nil)
	m.Memory("memory", 1, 2)
	m.Data(64, []byte{1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0})
	counter := m.GlobalI32(true, 40)
	half := m.GlobalF32(false, 0.5)

	sum := m.NewFunc("sum", []ValType{I32, I32}, []ValType{I32}) // of from, from+3, ... below to
	{
		i, acc := sum.Local(I32), sum.Local(I32)
		sum.For(i, Var(sum.Param(0)), Var(sum.Param(1)), 3, func() {
			sum.LocalGet(acc)
			sum.LocalGet(i)
			sum.I32Add()
			sum.LocalSet(acc)
		})
		sum.LocalGet(acc)
	}
	m.Export("sum", sum)

	fixed := m.NewFunc("fixed", nil, nil) // logs 0 2 4, and nothing for the empty range
	{
		i := fixed.Local(I32)
		say := func() { fixed.LocalGet(i); fixed.Call(log) }
		fixed.For(i, Const(0), Const(5), 2, say)
		fixed.For(i, Const(3), Const(3), 1, say)
	}
	m.Export("fixed", fixed)

	bump := m.NewFunc("bump", nil, []ValType{I32})
	bump.GlobalGet(counter)
	bump.I32Const(2)
	bump.I32Add()
	bump.GlobalSet(counter)
	bump.GlobalGet(counter)
	m.Export("bump", bump)

	scale := m.NewFunc("scale", []ValType{F32}, []ValType{F32})
	scale.LocalGet(scale.Param(0))
	scale.GlobalGet(half)
	scale.F32Mul()
	m.Export("scale", scale)

	pick := m.NewFunc("pick", []ValType{I32}, []ValType{I32}) // 10, 20, else 30
	pick.Block(func() {
		pick.Block(func() {
			pick.Block(func() {
				pick.LocalGet(pick.Param(0))
				pick.BrTable([]uint32{0, 1}, 2)
			})
			pick.I32Const(10)
			pick.Return()
		})
		pick.I32Const(20)
		pick.Return()
	})
	pick.I32Const(30)
	m.Export("pick", pick)

	sign := m.NewFunc("sign", []ValType{I32}, []ValType{I32})
	sign.LocalGet(sign.Param(0))
	sign.I32Const(0)
	sign.I32LtS()
	sign.IfElse(func() { sign.I32Const(-1) }, func() { sign.I32Const(1) }, I32)
	m.Export("sign", sign)

	reverse := m.NewFunc("reverse", nil, []ValType{I32}) // lane 0 of the reversed data, plus lane 3 through memory.copy
	reverse.I32Const(64)
	reverse.V128Load(0)
	v := reverse.Local(V128)
	reverse.LocalTee(v)
	reverse.LocalGet(v)
	reverse.I32x4Shuffle(3, 2, 1, 0)
	reverse.I32x4ExtractLane(0)
	reverse.I32Const(128)
	reverse.I32Const(64)
	reverse.I32Const(16)
	reverse.MemoryCopy()
	reverse.I32Const(0)
	reverse.I32Load(128 + 8)
	reverse.I32Add()
	m.Export("reverse", reverse)

	mod := instantiate(t, r, m)
	for _, c := range []struct{ from, to, want int32 }{{0, 10, 18}, {5, 5, 0}, {7, 2, 0}, {-4, 0, -5}} {
		if got := int32(call(t, mod, "sum", api.EncodeI32(c.from), api.EncodeI32(c.to))[0]); got != c.want {
			t.Errorf("sum(%d, %d) = %d, want %d", c.from, c.to, got, c.want)
		}
	}
	call(t, mod, "fixed")
	if !reflect.DeepEqual(logged, []uint32{0, 2, 4}) {
		t.Errorf("fixed logged %v", logged)
	}
	if got := call(t, mod, "bump")[0]; got != 42 {
		t.Errorf("bump = %d", got)
	}
	if got := math.Float32frombits(uint32(call(t, mod, "scale", uint64(math.Float32bits(3)))[0])); got != 1.5 {
		t.Errorf("scale(3) = %v", got)
	}
	for i, want := range []uint64{10, 20, 30, 30} {
		if got := call(t, mod, "pick", uint64(i))[0]; got != want {
			t.Errorf("pick(%d) = %d, want %d", i, got, want)
		}
	}
	if a, b := int32(call(t, mod, "sign", api.EncodeI32(-7))[0]), int32(call(t, mod, "sign", 7)[0]); a != -1 || b != 1 {
		t.Errorf("sign: %d %d", a, b)
	}
	if got := call(t, mod, "reverse")[0]; got != 7 {
		t.Errorf("reverse = %d, want 4+3", got)
	}
}
