package wasm_test

import (
	"sync"
	"testing"

	"pawgrad/wasm"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// TestGoroutines uses a backend from several goroutines and finalizes it from one more. Run it with -race.
func TestGoroutines(t *testing.T) {
	b := must(wasm.New("profile"))
	e := build(t, b, []shapes.Shape{vector(8)}, func(f compute.Function, x []compute.Value) []compute.Value {
		return []compute.Value{must(f.Add(x[0], x[0]))}
	})
	started := sync.WaitGroup{}
	work := sync.WaitGroup{}
	for range 4 {
		started.Add(1)
		work.Go(func() {
			b.Relaxed()
			for round := 0; !b.IsFinalized(); round++ {
				b.Path()
				b.Relaxed()
				b.Memory()
				b.Executables()
				e.(*wasm.Executable).Profile()
				x, err := b.BufferFromFlatData(0, []float32{1, 2, 3, 4, 5, 6, 7, 8}, vector(8))
				if err == nil {
					_, err = e.Execute([]compute.Buffer{x}, nil, 0)
					_ = x.Finalize()
				}
				if err != nil && !b.IsFinalized() {
					t.Errorf("round %d: %v", round, err)
				}
				if round == 0 {
					started.Done()
				}
			}
		})
	}
	started.Wait()
	b.Finalize()
	work.Wait()
	if b.Relaxed() {
		t.Error("wazero has no relaxed SIMD")
	}
	if got := b.Path(); got != "closed" {
		t.Errorf("the path of a finalized backend is %q", got)
	}
	if got := b.Memory(); got != (wasm.Memory{}) || len(b.Executables()) != 0 {
		t.Errorf("a finalized backend holds %+v and %d executables", got, len(b.Executables()))
	}
}
