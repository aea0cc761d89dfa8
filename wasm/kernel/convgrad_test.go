package kernel

import (
	"fmt"
	"testing"
)

func TestConvGradInput(t *testing.T) {
	for _, c := range append(winogradConvs, oddConvs...) {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			k := ConvGradInput{Conv: c}
			rng := rngOf(t)
			w, g, dx := random(rng, c.wLen()), random(rng, c.yLen()), newSums(c.xLen())
			c.each(func(xi, wi, yi int) { dx.add(xi, float64(w[wi])*float64(g[yi])) })
			r := newRig(t)
			wAt, gAt := r.floats(w), r.floats(g)
			packed, dxAt, scratch := r.alloc(k.PackedBytes(), nil), r.alloc(c.xLen()*floatBytes, nil), r.alloc(k.Scratch(), nil)
			r.run(call(k.EmitPack(r.m, Target{}), wAt, packed), call(k.Emit(r.m, Target{}), gAt, packed, dxAt, scratch))
			dx.checkWithin(t, "dx", r.read(dxAt, c.xLen()), toleranceOf(k.Winograd()))
		})
	}
}

func TestConvGradKernel(t *testing.T) {
	many := Conv{Batch: 11, InH: 30, InW: 30, InC: 5, OutC: 21, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1} // several blocks
	tall := Conv{Batch: 2, InH: 300, InW: 40, InC: 16, OutC: 3, KH: 3, KW: 1}
	blocks := Conv{Batch: 3, InH: 30, InW: 29, InC: 16, OutC: 16, KH: 3, KW: 3, PadTop: 1} // several blocks of Winograd's tiles
	for _, c := range append(append([]Conv{many, tall, blocks}, winogradConvs...), oddConvs...) {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			k := ConvGradKernel{Conv: c}
			rng := rngOf(t)
			x, g, dw := random(rng, c.xLen()), random(rng, c.yLen()), newSums(c.wLen())
			c.each(func(xi, wi, yi int) { dw.add(wi, float64(x[xi])*float64(g[yi])) })
			r := newRig(t)
			xAt, gAt := r.floats(x), r.floats(g)
			dwAt, scratch := r.alloc(c.wLen()*floatBytes, nil), r.alloc(k.Scratch(), nil)
			r.run(call(k.Emit(r.m, Target{}), xAt, gAt, dwAt, scratch))
			dw.checkWithin(t, "dw", r.read(dwAt, c.wLen()), toleranceOf(k.Winograd()))
		})
	}
}
