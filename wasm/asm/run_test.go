package asm

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
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
	types := map[rune]ValType{'i': I32, 'l': I64, 'f': F32, 'd': F64, 'v': V128, '*': F32}
	m := NewModule()
	m.Memory("memory", 1, 1)
	for _, i := range tableOrder(t) {
		if strings.Contains(i.name, "relaxed") {
			continue
		}
		in, out, _ := strings.Cut(i.signature, ":")
		var params, results []ValType
		for _, r := range in {
			params = append(params, types[r])
		}
		for _, r := range out {
			results = append(results, types[r])
		}
		if i.name == "select" {
			params[2] = I32
		}
		f := m.NewFunc(i.name, params, results)
		for j := range params {
			f.LocalGet(f.Param(j))
		}
		method := reflect.ValueOf(f).MethodByName(goCase(i.name))
		args := make([]reflect.Value, method.Type().NumIn())
		for j := range args {
			args[j] = reflect.Zero(method.Type().In(j))
		}
		method.Call(args)
	}
	threads := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesThreads)
	r := wazero.NewRuntimeWithConfig(context.Background(), threads)
	defer r.Close(context.Background())
	instantiate(t, r, m)
}

// tableOrder lists the table.
func tableOrder(t *testing.T) (all []instruction) {
	for line := range strings.Lines(table) {
		if c := strings.Fields(line); len(c) == 4 && line[0] != '#' {
			all = append(all, instruction{c[0], c[2], c[3]})
		}
	}
	if len(all) != len(instructions()) {
		t.Fatalf("%d lines of the table give %d opcodes", len(all), len(instructions()))
	}
	return all
}

func goCase(name string) string {
	var b strings.Builder
	for _, p := range strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' }) {
		b.WriteString(strings.ToUpper(p[:1]) + p[1:])
	}
	return b.String()
}

// TestPrograms runs a small module that uses control flow, memory and imports.
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

	sign := m.NewFunc("sign", []ValType{I32}, []ValType{I32})
	sign.LocalGet(sign.Param(0))
	sign.I32Const(0)
	sign.I32LtS()
	sign.IfElse(func() { sign.I32Const(-1) }, func() { sign.I32Const(1) }, I32)
	m.Export("sign", sign)

	reverse := m.NewFunc("reverse", nil, []ValType{I32}) // lane 0 of the reversed data, plus lane 3 through memory.copy
	for i := range 4 {
		reverse.I32Const(0)
		reverse.I32Const(int32(i + 1))
		reverse.I32Store(uint32(64 + 4*i))
	}
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
	if a, b := int32(call(t, mod, "sign", api.EncodeI32(-7))[0]), int32(call(t, mod, "sign", 7)[0]); a != -1 || b != 1 {
		t.Errorf("sign: %d %d", a, b)
	}
	if got := call(t, mod, "reverse")[0]; got != 7 {
		t.Errorf("reverse = %d, want 4+3", got)
	}
}
