package run

import (
	"strings"
	"testing"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/emit"
)

// TestHost checks the host that this program was built for; it also runs in Chromium (wasm/bench).
func TestHost(t *testing.T) {
	h, err := New(1)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	before := h.Size()
	if err := h.Grow(2); err != nil || h.Size() != before+2*emit.PageBytes {
		t.Fatalf("growing by 2 pages: %v, from %d to %d bytes", err, before, h.Size())
	}
	want := []byte("tensors")
	h.Write(uint32(before-3), want) // across the old end
	got := make([]byte, len(want))
	h.Read(uint32(before-3), got)
	if string(got) != string(want) {
		t.Errorf("read %q", got)
	}
	if err := h.Grow(emit.MaxPages); err == nil {
		t.Error("a memory larger than 4 GiB is promised")
	}
}

// quotient is a module whose function stores a/b at an address. Its function goes by the given name.
func quotient(name string) []byte {
	m := asm.NewModule()
	m.ImportMemory(emit.EnvModule, emit.MemoryName, 1, emit.MaxPages)
	f := m.NewFunc("divide", []asm.ValType{asm.I32, asm.I32, asm.I32}, nil)
	for i := range 3 {
		f.LocalGet(f.Param(i))
	}
	f.I32DivS()
	f.I32Store(0)
	m.Export(name, f)
	return m.Bytes()
}

// illTyped is a module that decodes, but adds a number to nothing.
func illTyped() []byte {
	m := asm.NewModule()
	f := m.NewFunc(emit.RunName, nil, nil)
	f.I32Const(1)
	f.I32Add()
	f.Drop()
	m.Export(emit.RunName, f)
	return m.Bytes()
}

// homeless is a module that imports what the host does not have.
func homeless() []byte {
	m := asm.NewModule()
	f := m.ImportFunc(emit.MathModule, "riddle", nil, nil)
	m.Export(emit.RunName, f)
	return m.Bytes()
}

// TestBrokenModules loads what cannot run: the host refuses it with a sentence, and goes on.
func TestBrokenModules(t *testing.T) {
	h, err := New(1)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	sound := quotient(emit.RunName)
	for name, module := range map[string][]byte{
		"nothing":            nil,
		"no module":          []byte("no module"),
		"cut short":          sound[:len(sound)-5],
		"ill-typed":          illTyped(),
		"an unknown import":  homeless(),
		"no function to run": quotient("walk"),
	} {
		f, err := h.Load(module)
		if err == nil {
			t.Errorf("%s: the module is accepted", name)
			f.Close()
			continue
		}
		t.Logf("%s: %v", name, err)
		if sentence := err.Error(); !strings.HasPrefix(sentence, "wasm backend: "+h.Name()+" does not accept the module: ") || len(sentence) < 60 {
			t.Errorf("%s: the error does not say what is wrong: %v", name, err)
		}
	}
	f, err := h.Load(sound)
	if err != nil {
		t.Fatalf("after broken modules a sound one is refused: %v", err)
	}
	defer f.Close()
	const address = 16
	err = f.Call(1, address, 7, 0)
	if err == nil || !strings.Contains(err.Error(), "by zero") {
		t.Errorf("a division by zero gives the error %v", err)
	}
	if err := f.Call(1, address, 42, 6); err != nil {
		t.Errorf("after a trap the function cannot be called any more: %v", err)
	}
	var result [1]byte
	if h.Read(address, result[:]); result[0] != 7 {
		t.Errorf("42/6 is %d", result[0])
	}
}
