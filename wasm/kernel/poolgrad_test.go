package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// pooledGradient makes a random pooled gradient with arg-max bytes, some windows shut and some values zero, and the
// full-size gradient it stands for.
func pooledGradient(rng *rand.Rand, c Conv) (g []float32, arg []byte, full []float32) {
	g, arg, full = random(rng, c.poolLen()), make([]byte, c.poolLen()), make([]float32, c.yLen())
	for i := range g {
		arg[i] = byte(rng.IntN(ArgShut + 1))
		if rng.IntN(8) == 0 {
			g[i] = 0
		}
		first, offsets := c.poolIndex(i)
		if arg[i] < ArgShut {
			full[first+offsets[arg[i]]] = g[i]
		}
	}
	return g, arg, full
}

var poolConvs = []Conv{
	{Batch: 1, InH: 4, InW: 4, InC: 4, OutC: 1, KH: 3, KW: 3},
	{Batch: 3, InH: 6, InW: 6, InC: 3, OutC: 8, KH: 3, KW: 3},
	{Batch: 2, InH: 13, InW: 31, InC: 3, OutC: 32, KH: 3, KW: 3},
	{Batch: 2, InH: 9, InW: 8, InC: 5, OutC: 7, KH: 3, KW: 3},
	{Batch: 2, InH: 7, InW: 11, InC: 4, OutC: 11, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 3, InH: 4, InW: 4, InC: 17, OutC: 13, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 19, InH: 6, InW: 6, InC: 32, OutC: 5, KH: 3, KW: 3},
	{Batch: 2, InH: 5, InW: 6, InC: 6, OutC: 3, KH: 2, KW: 1, PadLeft: 1},
	{Batch: 1, InH: 40, InW: 12, InC: 24, OutC: 4, KH: 3, KW: 3},
}

func TestConvPoolGradKernel(t *testing.T) {
	for _, c := range poolConvs {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			k := ConvPoolGradKernel{ConvPoolGrad{c}, true}
			if err := k.Check(); err != nil {
				t.Fatal(err)
			}
			rng := rngOf(t)
			x := random(rng, c.xLen())
			g, arg, full := pooledGradient(rng, c)
			dw, db := newSums(c.wLen()), newSums(c.OutC)
			c.each(func(xi, wi, yi int) { dw.add(wi, float64(x[xi])*float64(full[yi])) })
			for i, v := range full {
				db.add(i%c.OutC, float64(v))
			}
			r := newRig(t)
			xAt, gAt, argAt := r.floats(x), r.floats(g), r.bytes(arg)
			dwAt, dbAt, scratch := r.alloc(c.wLen()*floatBytes, nil), r.alloc(c.OutC*floatBytes, nil), r.alloc(k.Scratch(), nil)
			r.run(call(k.Emit(r.m, Target{}), xAt, gAt, argAt, dwAt, dbAt, scratch))
			dw.check(t, "dw", r.read(dwAt, c.wLen()))
			db.check(t, "dbias", r.read(dbAt, c.OutC))
		})
	}
}

func TestConvPoolGradInput(t *testing.T) {
	for _, c := range poolConvs {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			k := ConvPoolGradInput{ConvPoolGrad{c}}
			rng := rngOf(t)
			w := random(rng, c.wLen())
			g, arg, full := pooledGradient(rng, c)
			dx := newSums(c.xLen())
			c.each(func(xi, wi, yi int) { dx.add(xi, float64(w[wi])*float64(full[yi])) })
			r := newRig(t)
			wAt, gAt, argAt := r.floats(w), r.floats(g), r.bytes(arg)
			packed, dxAt, scratch := r.alloc(k.PackedBytes(), nil), r.alloc(c.xLen()*floatBytes, nil), r.alloc(k.Scratch(), nil)
			r.run(call(k.EmitPack(r.m, Target{}), wAt, packed), call(k.Emit(r.m, Target{}), gAt, argAt, packed, dxAt, scratch))
			dx.check(t, "dx", r.read(dxAt, c.xLen()))
		})
	}
}
