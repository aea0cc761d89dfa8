package kernel

import (
	"fmt"
	"testing"
)

func TestMaxPool(t *testing.T) {
	for _, k := range []MaxPool{
		{Batch: 1, H: 2, W: 2, C: 1}, {Batch: 3, H: 5, W: 7, C: 3, ReLU: true}, {Batch: 2, H: 4, W: 6, C: 8},
		{Batch: 2, H: 7, W: 4, C: 13, ReLU: true}, {Batch: 1, H: 1, W: 9, C: 5},
	} {
		t.Run(fmt.Sprintf("%+v", k), func(t *testing.T) {
			c := Conv{Batch: k.Batch, InH: k.H, InW: k.W, InC: k.C, OutC: k.C, KH: 1, KW: 1} // for its indices
			rng := rngOf(t)
			x, n := make([]float32, c.xLen()), c.poolLen()
			for i := range x {
				x[i] = float32(rng.IntN(4) - 2) // small whole numbers: many windows have equal numbers, and zeros
			}
			wantY, wantArg, wantDx := make([]float32, n), make([]byte, n), make([]float32, len(x))
			g := random(rng, n)
			for i := range wantY {
				first, offsets := c.poolIndex(i)
				best := 0
				for q, o := range offsets {
					if x[first+o] > x[first+offsets[best]] {
						best = q
					}
				}
				wantY[i], wantArg[i] = x[first+offsets[best]], byte(best)
				if k.ReLU && wantY[i] < 0 {
					wantY[i] = 0
				}
				if k.ReLU && wantY[i] == 0 && x[first] < 0 { // after the ReLU the first is the largest, and was clipped
					wantArg[i] = ArgShut
				} else {
					wantDx[first+offsets[best]] = g[i]
				}
			}
			r := newRig(t)
			xAt, gAt := r.floats(x), r.floats(g)
			y, arg, dx := r.alloc(n*floatBytes, nil), r.alloc(n, nil), r.alloc(len(x)*floatBytes, nil)
			r.run(call(k.Emit(r.m, Target{}), xAt, y, arg), call(MaxPoolGrad{k}.Emit(r.m, Target{}), gAt, arg, dx))
			gotY, gotArg, gotDx := r.read(y, n), r.readBytes(arg, n), r.read(dx, len(x))
			for i := range wantY {
				if gotY[i] != wantY[i] || gotArg[i] != wantArg[i] {
					t.Fatalf("y[%d] = %v from %d, want %v from %d", i, gotY[i], gotArg[i], wantY[i], wantArg[i])
				}
			}
			for i := range wantDx {
				if gotDx[i] != wantDx[i] {
					t.Fatalf("dx[%d] = %v, want %v", i, gotDx[i], wantDx[i])
				}
			}
		})
	}
}
