package kernel

import (
	"fmt"
	"math"
	"testing"
)

func TestConvForward(t *testing.T) {
	for _, c := range append(winogradConvs, oddConvs...) {
		for _, fused := range []struct{ bias, relu, pool bool }{{}, {true, false, false}, {true, true, false}, {true, true, true}, {false, false, true}} {
			k := ConvForward{Conv: c, Bias: fused.bias, ReLU: fused.relu, Pool: fused.pool}
			t.Run(fmt.Sprintf("%+v", k), func(t *testing.T) { testConvForward(t, k) })
		}
	}
}

func testConvForward(t *testing.T, k ConvForward) {
	if err := k.Check(); err != nil {
		t.Fatal(err)
	}
	rng := rngOf(t)
	x, w, bias := random(rng, k.xLen()), random(rng, k.wLen()), random(rng, k.OutC)
	full := newSums(k.yLen())
	if k.Bias {
		for i := range full.v {
			full.add(i, float64(bias[i%k.OutC]))
		}
	}
	k.each(func(xi, wi, yi int) { full.add(yi, float64(x[xi])*float64(w[wi])) })

	r := newRig(t)
	outLen := k.yLen()
	if k.Pool {
		outLen = k.poolLen()
	}
	xAt, wAt, bAt := r.floats(x), r.floats(w), r.floats(bias)
	packed, y, arg, scratch := r.alloc(k.PackedBytes(), nil), r.alloc(outLen*floatBytes, nil), r.alloc(outLen, nil), r.alloc(k.Scratch(), nil)
	r.run(call(k.EmitPack(r.m, Target{}), wAt, packed), call(k.Emit(r.m, Target{}), xAt, packed, bAt, y, arg, scratch))
	got := r.read(y, outLen)
	if !k.Pool {
		if k.ReLU {
			for i, v := range full.v {
				full.v[i] = math.Max(v, 0)
			}
		}
		full.checkWithin(t, "y", got, toleranceOf(k.Winograd()))
		return
	}
	args := r.readBytes(arg, outLen)
	for i := range got {
		first, offsets := k.poolIndex(i)
		best, abs := math.Inf(-1), 0.0
		for _, o := range offsets {
			best, abs = math.Max(best, full.v[first+o]), math.Max(abs, full.abs[first+o])
		}
		want := best
		if k.ReLU {
			want = math.Max(best, 0)
		}
		slack := toleranceOf(k.Winograd()) * (abs + 1e-30)
		if math.Abs(float64(got[i])-want) > slack {
			t.Fatalf("y[%d] = %v, want %v", i, got[i], want)
		}
		switch a := args[i]; {
		case a < 4: // the byte names a number that is the largest, up to rounding
			if full.v[first+offsets[a]] < best-2*slack || k.ReLU && best < -slack {
				t.Fatalf("arg[%d] = %d, want the place of %v", i, a, best)
			}
		case a != ArgShut || !k.ReLU || best > slack:
			t.Fatalf("arg[%d] = %d for a window whose largest number is %v", i, a, best)
		}
	}
}

// TestWinogradIsExact holds the root mean square of the errors of a layer of 512 channels, as VGG19's deeper ones, against
// that of its results: through 16 of these layers a network's answer has to keep five digits.
func TestWinogradIsExact(t *testing.T) {
	const limit = 1.5e-6
	for _, side := range []int{4, 6, 8} { // by winograd4, winograd3, winograd4
		k := ConvForward{Conv: Conv{Batch: 8, InH: side, InW: side, InC: 512, OutC: 16, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}}
		if !k.Winograd() {
			t.Fatalf("%d pixels take the direct sum", side)
		}
		rng := rngOf(t)
		x, w := random(rng, k.xLen()), random(rng, k.wLen())
		for i := range x {
			x[i] = max(x[i], 0) // behind a ReLU
		}
		full := newSums(k.yLen())
		k.each(func(xi, wi, yi int) { full.add(yi, float64(x[xi])*float64(w[wi])) })
		r := newRig(t)
		xAt, wAt := r.floats(x), r.floats(w)
		packed, y, scratch := r.alloc(k.PackedBytes(), nil), r.alloc(k.yLen()*floatBytes, nil), r.alloc(k.Scratch(), nil)
		r.run(call(k.EmitPack(r.m, Target{}), wAt, packed), call(k.Emit(r.m, Target{}), xAt, packed, 0, y, 0, scratch))
		errors, results := 0.0, 0.0
		for i, got := range r.read(y, k.yLen()) {
			errors += (float64(got) - full.v[i]) * (float64(got) - full.v[i])
			results += full.v[i] * full.v[i]
		}
		relative := math.Sqrt(errors / results)
		t.Logf("%d pixels: %.2g", side, relative)
		if relative > limit {
			t.Errorf("%d pixels: the errors are %.2g of the results, more than %.2g", side, relative, limit)
		}
	}
}
