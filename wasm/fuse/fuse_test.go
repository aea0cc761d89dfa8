package fuse

import (
	"math/rand/v2"
	"testing"

	"pawgrad/wasm/build"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/simplify"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// tangle draws a graph of element-wise operations, reductions and views that read each other at random: what fusion
// must keep in order.
func tangle(seed uint64) *ir.Graph {
	rng := rand.New(rand.NewPCG(seed, 2))
	b := build.New("tangle", nil)
	f := b.Main()
	matrix := shapes.Make(dtypes.Float32, 4, 4)
	all := []compute.Value{must(f.Parameter("x", matrix, nil)), must(f.Parameter("y", matrix, nil))}
	for range 30 {
		x, y := all[rng.IntN(len(all))], all[max(0, len(all)-1-rng.IntN(6))]
		var v compute.Value
		switch rng.IntN(5) {
		case 0:
			v = must(f.Transpose(x, 1, 0))
		case 1:
			v = must(f.BroadcastInDim(must(f.ReduceSum(x, rng.IntN(2))), matrix, []int{rng.IntN(2)}))
		case 2:
			v = must(f.Tanh(x))
		default:
			v = must(f.Add(x, y))
		}
		all = append(all, v)
	}
	outputs := []compute.Value{all[len(all)-1], all[len(all)-2], all[10], all[0], all[0]}
	if err := f.Return(outputs, nil); err != nil {
		panic(err)
	}
	return simplify.Simplify(must(b.Graph()))
}

// TestOrder checks what every program must keep: a value is written once, before it is read, by a step that knows it
// writes; inputs and constants never; every output by some step.
func TestOrder(t *testing.T) {
	for seed := range uint64(300) {
		p := Fuse(tangle(seed))
		written := map[*Value]bool{}
		for i, s := range p.Steps {
			for j, v := range s.Args {
				if !s.Writes[j] && v.Input < 0 && v.Const == nil && !written[v] {
					t.Fatalf("seed %d: step %d (%s) reads %s before it is written", seed, i, s.Name, v.Name)
				}
			}
			for j, v := range s.Args {
				if !s.Writes[j] {
					continue
				}
				if v.Input >= 0 || v.Const != nil || written[v] {
					t.Fatalf("seed %d: step %d (%s) writes %s", seed, i, s.Name, v.Name)
				}
				written[v] = true
			}
			for _, pair := range s.InPlace {
				if s.Writes[pair[0]] || !s.Writes[pair[1]] {
					t.Fatalf("seed %d: step %d (%s) would work in place from %d to %d", seed, i, s.Name, pair[0], pair[1])
				}
			}
		}
		for i, v := range p.Outputs {
			if v.Output != i || !written[v] {
				t.Fatalf("seed %d: output %d is not written", seed, i)
			}
		}
	}
}

// TestEveryOperationIsLowered holds the tables of this package against the one of all operations.
func TestEveryOperationIsLowered(t *testing.T) {
	for op, o := range ir.Ops {
		_, nests := lowerings[op]
		_, native := kernels[op]
		control := op == compute.OpTypeIf || op == compute.OpTypeWhile || op == compute.OpTypeSort
		if want := o.Class == ir.Special && op != ir.OpKernel && !control; (nests || native) != want || nests && native {
			t.Errorf("%s: class %d, loop nests %v, kernel %v", ir.OpName(op), o.Class, nests, native)
		}
	}
	for op := range lowerings {
		if _, ok := ir.Ops[op]; !ok {
			t.Errorf("%s has a lowering and is not among the operations", ir.OpName(op))
		}
	}
	for op := range kernels {
		if _, ok := ir.Ops[op]; !ok {
			t.Errorf("%s has a kernel and is not among the operations", ir.OpName(op))
		}
	}
}
