package run

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"pawgrad/wasm/build"
	"pawgrad/wasm/emit"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/plan"
	"pawgrad/wasm/recognise"
	"pawgrad/wasm/simplify"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

const doubledNumbers = 1 << 16

// doubling is a module for two threads that doubles numbers, each thread half of them.
func doubling(t *testing.T) []byte {
	t.Helper()
	builder := build.New("doubling", nil)
	main := builder.Main()
	x, err := main.Parameter("x", shapes.Make(dtypes.Float32, doubledNumbers), nil)
	if err != nil {
		t.Fatal(err)
	}
	y, err := main.Add(x, x)
	if err != nil {
		t.Fatal(err)
	}
	if err := main.Return([]compute.Value{y}, nil); err != nil {
		t.Fatal(err)
	}
	g, err := builder.Graph()
	if err != nil {
		t.Fatal(err)
	}
	program := fuse.Fuse(recognise.Recognise(simplify.Simplify(g)))
	module, shared := emit.Module(program, plan.Make(program, true, 2), 0, emit.Options{Threads: true})
	if !slices.Equal(shared, []bool{true}) {
		t.Fatalf("threads share these steps: %v", shared)
	}
	return module.Bytes()
}

// twoThreads is a host with a second thread that is there, or the test ends.
func twoThreads(t *testing.T) Host {
	t.Helper()
	h, err := New(2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	if h.Threads() != 2 {
		t.Fatalf("the memory can be shared by %d threads", h.Threads())
	}
	hire(t, h)
	return h
}

// hire waits for the second thread.
func hire(t *testing.T, h Host) {
	t.Helper()
	const patience = time.Minute
	h.Hire(2)
	for begun := time.Now(); h.Ready() < 2; time.Sleep(time.Millisecond) {
		if time.Since(begun) > patience {
			t.Fatal("the second thread does not come")
		}
	}
}

// TestLostThread has a thread vanish: the call it should have taken part in ends with an error, calls after it go on
// without, and another thread can take its place.
func TestLostThread(t *testing.T) {
	h := twoThreads(t)
	f, err := h.Load(doubling(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := h.Grow(16); err != nil {
		t.Fatal(err)
	}
	const table, x, y = emit.MeetingEnd, 1 << 12, 1<<12 + 4*doubledNumbers
	h.Write(table, binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, x), y))
	double := func(threads int, call func() error) error {
		numbers := make([]byte, 4*doubledNumbers)
		h.Write(y, numbers)
		for i := range doubledNumbers {
			binary.LittleEndian.PutUint32(numbers[4*i:], math.Float32bits(float32(i)))
		}
		h.Write(x, numbers)
		if err := call(); err != nil {
			return err
		}
		h.Read(y, numbers)
		for i := range doubledNumbers {
			if got := math.Float32frombits(binary.LittleEndian.Uint32(numbers[4*i:])); got != float32(2*i) {
				t.Fatalf("with %d threads twice %d is %v", threads, i, got)
			}
		}
		return nil
	}
	call := func(threads int) error {
		return double(threads, func() error { return f.Call(threads, table, 0) })
	}
	if err := call(2); err != nil {
		t.Fatal(err)
	}
	h.Write(emit.MeetingPatience, []byte{3, 0, 0, 0})
	if err := double(2, func() error { return callAlone(h, f, table, 0) }); err == nil {
		t.Error("a call without its second thread succeeds")
	} else {
		t.Log(err)
	}
	if h.Ready() != 1 {
		t.Errorf("after one has gone there are %d threads", h.Ready())
	}
	if err := call(1); err != nil {
		t.Errorf("after a thread has gone, one thread alone: %v", err)
	}
	hire(t, h)
	if err := call(2); err != nil {
		t.Errorf("after another has come: %v", err)
	}
}
