package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// emitRow returns a function (src, packed, bias, dst) that computes one unit of rows for one panel. With pooling, dst
// is the row buffer, [2][width][panel]; otherwise it is the tensor at the panel's first channel.
func (c correlate) emitRow(m *asm.Module, t Target, p correlatePlan, q panel) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_row%d", c.name, q.cols), 4)
	src, packed, bias, dst := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	a, b := e.Local(asm.I32), e.Local(asm.I32)
	outPixel := c.outPixel()
	if c.pool {
		outPixel = q.bytes()
	}
	// runTile computes the pixels at the given offsets from src and stores them one after the other from dst.
	runTile := func(offsets []int) {
		acc := accumulators(e, len(offsets), q.vecs())
		for r, vs := range acc {
			for v, l := range vs {
				switch {
				case r > 0: // not from a local that lives on: it would take a register from the tile
					e.LocalGet(acc[0][v])
					e.LocalSet(l)
				case c.bias:
					e.loadLanes(l, bias, v*vecBytes, q.lanes(v))
				default:
					e.zero(l)
				}
			}
		}
		e.set(a, asm.Var(src), 0)
		e.set(b, asm.Var(packed), 0)
		k := tile{rows: offsets, vecs: q.vecs(), axes: []axis{{c.kh, c.dilH * c.in.rowBytes()}}, steps: c.kw * c.in.c,
			aStep: floatBytes, bStep: q.bytes()}
		if c.dilW > 1 {
			k.axes, k.steps = append(k.axes, axis{c.kw, c.dilW * c.in.pixelBytes()}), c.in.c
		}
		k.emit(e, a, b, acc)
		for r, vs := range acc {
			for v, l := range vs {
				if c.relu && !c.pool {
					e.relu(l)
				}
				lanes := q.lanes(v)
				if c.pool {
					lanes = vecFloats
				}
				e.storeLanes(l, dst, r*outPixel+v*vecBytes, lanes)
			}
		}
		e.advance(dst, len(offsets)*outPixel)
	}
	pixel := c.strideW * c.in.pixelBytes()
	offsets := func(n int) []int {
		os := make([]int, n)
		for i := range os {
			os[i] = i * pixel
		}
		return os
	}
	if p.width*p.unitRows <= tileRows {
		var os []int
		for r := range p.unitRows {
			for _, o := range offsets(p.width) {
				os = append(os, r*c.strideH*c.in.rowBytes()+o)
			}
		}
		runTile(os)
		return e.Func
	}
	size, big, small := splitRows(p.width, t.tileRows())
	run := func(n, tiles int) {
		e.repeat(tiles, func() {
			runTile(offsets(n))
			e.advance(src, n*pixel)
		})
	}
	e.repeat(p.unitRows, func() {
		run(size, big)
		run(size-1, small)
		e.advance(src, c.strideH*c.in.rowBytes()-p.width*pixel)
	})
	return e.Func
}
