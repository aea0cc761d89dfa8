package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// freshConvs have one block of tiles: one group of panels, an edge beside it, several groups, and several with a rest
// and an edge. The tests' small pictures of many channels stand for those of a deep network.
var freshConvs = []Conv{
	same(1, 24, 24, 8),
	same(2, 16, 28, 4),
	same(5, 1024, 40, 4),
	same(6, 1020, 36, 4),
	same(9, 132, 140, 3),
}

func same(batch, inC, outC, size int) Conv {
	return Conv{Batch: batch, InH: size, InW: size, InC: inC, OutC: outC, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
}

// TestFreshIsPackAndEmit compares, bit by bit, with what packing all weights first gives.
func TestFreshIsPackAndEmit(t *testing.T) {
	groups, edges := map[bool]bool{}, map[bool]bool{}
	for _, c := range append(slices.Clone(winogradConvs), freshConvs...) {
		for _, pool := range []bool{false, true} {
			k := ConvForward{Conv: c, Bias: true, ReLU: pool, Pool: pool}
			if k.FreshBytes() == 0 {
				continue
			}
			w := newWinograd(k.correlate())
			groups[w.outC/panelFloats > w.group()], edges[w.outC%panelFloats > 0] = true, true
			t.Run(fmt.Sprintf("forward %+v", k), func(t *testing.T) {
				rng, r := rngOf(t), newRig(t)
				out := k.yLen()
				if k.Pool {
					out = k.poolLen()
				}
				x, weights, bias := r.floats(random(rng, k.xLen())), r.floats(random(rng, k.wLen())), r.floats(random(rng, k.OutC))
				packed, room, scratch := r.alloc(k.PackedBytes(), nil), r.alloc(k.FreshBytes(), nil), r.alloc(k.Scratch(), nil)
				y, arg, yFresh, argFresh := r.alloc(out*floatBytes, nil), r.alloc(out, nil), r.alloc(out*floatBytes, nil), r.alloc(out, nil)
				r.run(call(k.EmitPack(r.m, Target{}), weights, packed), call(k.Emit(r.m, Target{}), x, packed, bias, y, arg, scratch),
					call(k.EmitFresh(r.m, Target{}), x, weights, bias, yFresh, argFresh, scratch, room))
				sameBits(t, r.read(yFresh, out), r.read(y, out))
				if k.Pool && !slices.Equal(r.readBytes(argFresh, out), r.readBytes(arg, out)) {
					t.Error("the places of the largest numbers differ")
				}
			})
		}
		if k := (ConvGradInput{Conv: c}); k.FreshBytes() > 0 {
			t.Run(fmt.Sprintf("gradient %+v", k), func(t *testing.T) {
				rng, r := rngOf(t), newRig(t)
				g, weights := r.floats(random(rng, k.yLen())), r.floats(random(rng, k.wLen()))
				packed, room, scratch := r.alloc(k.PackedBytes(), nil), r.alloc(k.FreshBytes(), nil), r.alloc(k.Scratch(), nil)
				dx, fresh := r.alloc(k.xLen()*floatBytes, nil), r.alloc(k.xLen()*floatBytes, nil)
				r.run(call(k.EmitPack(r.m, Target{}), weights, packed), call(k.Emit(r.m, Target{}), g, packed, dx, scratch),
					call(k.EmitFresh(r.m, Target{}), g, weights, fresh, scratch, room))
				sameBits(t, r.read(fresh, k.xLen()), r.read(dx, k.xLen()))
			})
		}
	}
	if len(groups) < 2 || len(edges) < 2 {
		t.Error("the cases lack one with a single group, one with several, one with an edge, or one without")
	}
}

func sameBits(t *testing.T, got, want []float32) {
	t.Helper()
	for i, w := range want {
		if math.Float32bits(got[i]) != math.Float32bits(w) {
			t.Fatalf("number %d is %v, want %v", i, got[i], w)
		}
	}
}
