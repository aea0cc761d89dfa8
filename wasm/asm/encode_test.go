package asm

import (
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "encode testdata/encodings.txt anew with WABT's wat2wasm (npm's wabt)")

const encodings = "testdata/encodings.txt"

// TestEncode holds every instruction of the table, and all forms of those written by hand, against what WABT makes of
// their text: a line of the file is text and bytes.
func TestEncode(t *testing.T) {
	samples := sampleInstructions(t)
	if *update {
		assemble(t, samples)
	}
	file, err := os.ReadFile(encodings)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(file)) {
		text, code, _ := strings.Cut(strings.TrimSpace(line), "\t")
		want[text] = code
	}
	for _, f := range samples {
		text, got := textOf(f), hex.EncodeToString(f.body)
		if want[text] != got {
			t.Errorf("%s: got %s, WABT's encoding is %q", text, got, want[text])
		}
	}
	if len(want) != len(samples) {
		t.Errorf("%s has %d instructions, there are %d: go test ./wasm/asm -update", encodings, len(want), len(samples))
	}
}

func textOf(f *Func) string {
	lines := f.text(func(uint32) string { return "" })
	for i, line := range lines {
		call, _, _ := strings.Cut(line, "(; ")
		lines[i] = strings.TrimSpace(call)
	}
	return strings.Join(lines, " ")
}

// sampleInstructions is a function for each instruction.
func sampleInstructions(t *testing.T) (fs []*Func) {
	m := NewModule()
	callee := m.NewFunc("callee", nil, nil)
	global := m.Global()
	locals := make([]ValType, 201)
	for i := range locals {
		locals[i] = I32
	}
	sample := func(emit func(f *Func)) {
		f := m.NewFunc("", locals, nil)
		emit(f)
		fs = append(fs, f)
	}
	for _, i := range tableOrder(t) {
		sample(func(f *Func) {
			method := reflect.ValueOf(f).MethodByName(goCase(i.name))
			if !method.IsValid() {
				t.Fatalf("no method for %s: run go generate ./wasm/asm", i.name)
			}
			args := make([]reflect.Value, method.Type().NumIn())
			for j := range args {
				switch typ := method.Type().In(j); typ.Kind() {
				case reflect.Uint32: // offset
					args[j] = reflect.ValueOf(uint32(300))
				case reflect.Uint8: // lane
					args[j] = reflect.ValueOf(byte(1))
				default:
					args[j] = reflect.ValueOf([16]byte{0, 17, 2, 19, 4, 21, 6, 23, 8, 25, 10, 27, 12, 29, 14, 31})
				}
			}
			method.Call(args)
		})
	}
	for _, emit := range []func(f *Func){
		func(f *Func) { f.LocalGet(f.Param(0)) },
		func(f *Func) { f.LocalSet(f.Param(1)) },
		func(f *Func) { f.LocalTee(f.Param(200)) },
		func(f *Func) { f.Call(callee) },
		func(f *Func) { f.GlobalGet(global) },
		func(f *Func) { f.GlobalSet(global) },
		func(f *Func) { f.I32Const(0) },
		func(f *Func) { f.I32Const(63) },
		func(f *Func) { f.I32Const(64) },
		func(f *Func) { f.I32Const(-64) },
		func(f *Func) { f.I32Const(-65) },
		func(f *Func) { f.I32Const(math.MaxInt32) },
		func(f *Func) { f.I32Const(math.MinInt32) },
		func(f *Func) { f.I64Const(-1) },
		func(f *Func) { f.I64Const(math.MaxInt64) },
		func(f *Func) { f.I64Const(math.MinInt64) },
		func(f *Func) { f.F32Const(1.1) },
		func(f *Func) { f.F32Const(float32(math.Inf(-1))) },
		func(f *Func) { f.F32Const(float32(math.NaN())) },
		func(f *Func) { f.F64Const(-0x1p-1074) },
		func(f *Func) { f.F64Const(math.Inf(1)) },
		func(f *Func) { f.V128Load(65536) },
		func(f *Func) { f.V128Load(0) },
		func(f *Func) { f.V128Store64Lane(0, 0) },
		func(f *Func) { f.F32x4Const(1, -0.1, 0, 1e30) },
		func(f *Func) { f.I32x4ConstAll(-1) },
		func(f *Func) { f.I32x4ConstAll(math.MinInt32 + 1) },
		func(f *Func) { f.I32x4Shuffle(0, 4, 1, 5) },
		func(f *Func) { f.Block(func() { f.Br(0) }) },
		func(f *Func) { f.Loop(func() { f.LocalGet(f.Param(0)); f.BrIf(1) }) },
		func(f *Func) { f.IfElse(func() { f.Return() }, func() { f.Br(0) }) },
		func(f *Func) { f.IfElse(func() { f.F32Const(0) }, func() { f.F32Const(0) }, F32) },
	} {
		sample(emit)
	}
	return fs
}

// assemble writes the file of encodings, by WABT alone.
func assemble(t *testing.T, samples []*Func) {
	wat := "(module (memory 1) (global (mut i32) (i32.const 0)) (func)\n"
	params := strings.Repeat(" i32", len(samples[0].params))
	for _, f := range samples {
		wat += fmt.Sprintf("(func (param%s) %s)\n", params, textOf(f))
	}
	in := filepath.Join(t.TempDir(), "in.wat")
	out := in + ".wasm"
	if err := os.WriteFile(in, []byte(wat+")\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("wat2wasm", "--no-check", "--enable-all", in, "-o", out).CombinedOutput(); err != nil {
		t.Fatalf("wat2wasm: %v\n%s", err, text)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for i, body := range bodies(module)[1:] { // without the callee's
		fmt.Fprintf(&lines, "%s\t%x\n", textOf(samples[i]), body)
	}
	if err := os.WriteFile(encodings, []byte(lines.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// bodies returns the code of the functions of an encoded module, without locals and the final end.
func bodies(module []byte) (out [][]byte) {
	size := func() int {
		v, n := binary.Uvarint(module)
		module = module[n:]
		return int(v)
	}
	module = module[8:]
	for module[0] != secCode {
		module = module[1:]
		module = module[size():]
	}
	module = module[1:]
	size()
	for range size() {
		n := size()
		out = append(out, module[1:n-1]) // no locals
		module = module[n:]
	}
	return out
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
	if a.index != 0 || b.index != 1 || c.index != 2 {
		t.Errorf("indices %d %d %d, want 0 1 2", a.index, b.index, c.index)
	}
}

func TestMisusePanics(t *testing.T) {
	for name, misuse := range map[string]func(m *Module){
		"import after definition": func(m *Module) { m.NewFunc("f", nil, nil); m.ImportFunc("e", "g", nil, nil) },
		"body of an import":       func(m *Module) { m.ImportFunc("e", "g", nil, nil).Drop() },
		"two memories":            func(m *Module) { m.Memory("", 1, 1); m.ImportMemory("e", "m", 1, 1) },
		"sharing without a limit": func(m *Module) { m.Memory("", 1, 0); m.ShareMemory() },
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
