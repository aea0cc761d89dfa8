package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// cutter takes square tiles out of a picture and evaluates them at a scheme's points.
type cutter struct {
	in     image
	size   int // edge of a tile: input pixels, or gradients
	matrix [][]float32
	stride int // bytes between points in the destination
	vec    int // bytes between vectors of 4 channels in the destination
}

// emit returns a function (picture, y, x, patch, dst): the tile whose corner is pixel (y, x) of the picture, which may
// lie outside, goes to dst + point*stride + channels/4*vec. patch is room for size*size pixels.
func (c cutter) emit(m *asm.Module, t Target, name string) *asm.Func {
	transform := c.emitTransform(m, t, name)
	e := newFunc(m, t, fmt.Sprintf("%s_cut%d", name, c.size), 5)
	picture, y, x, patch, dst := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	pixel, row := c.in.pixelBytes(), c.in.w*c.in.pixelBytes()
	x0, x1, i, yy := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	inside := func(l asm.Local, n int) { // 0 <= l <= n-size
		if n < c.size {
			e.I32Const(0)
			return
		}
		e.LocalGet(l)
		e.I32Const(int32(n - c.size))
		e.I32LeU()
	}
	inside(y, c.in.h)
	inside(x, c.in.w)
	e.I32And()
	e.If(func() {
		e.addr(picture, y, row, 0)
		e.addProduct(x, pixel)
		e.I32Const(int32(row))
		e.call(transform, dst)
		e.Return()
	})
	// The tile sticks out: copy what is there into a patch of zeros.
	e.fillZero(func() { e.LocalGet(patch) }, func() { e.I32Const(int32(c.size * c.size * pixel)) })
	e.I32Const(0)
	e.LocalSet(x0)
	e.LocalGet(x)
	e.I32Const(0)
	e.I32GtS()
	e.If(func() { e.set(x0, asm.Var(x), 0) })
	e.minOf(x1, func() { e.LocalGet(x); e.addConst(c.size) }, func() { e.I32Const(int32(c.in.w)) })
	e.LocalGet(x1, x0)
	e.I32GtS()
	e.If(func() {
		e.For(i, asm.Const(0), asm.Const(c.size), 1, func() {
			e.LocalGet(y, i)
			e.I32Add()
			e.LocalTee(yy)
			e.I32Const(int32(c.in.h))
			e.I32LtU()
			e.If(func() {
				e.addr(patch, i, c.size*pixel, 0)
				e.LocalGet(x0, x)
				e.I32Sub()
				e.mulConst(pixel)
				e.I32Add()
				e.addr(picture, yy, row, 0)
				e.addProduct(x0, pixel)
				e.LocalGet(x1, x0)
				e.I32Sub()
				e.mulConst(pixel)
				e.MemoryCopy()
			})
		})
	})
	e.LocalGet(patch)
	e.I32Const(int32(c.size * pixel))
	e.call(transform, dst)
	return e.Func
}

// emitTransform returns a function (src, row, dst) that evaluates a tile whose rows lie row bytes apart.
func (c cutter) emitTransform(m *asm.Module, t Target, name string) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_transform%d", name, c.size), 3)
	src, row, dst := e.Param(0), e.Param(1), e.Param(2)
	cs := e.coefficients(c.matrix)
	points := len(c.matrix) // per axis
	rows := e.Locals(asm.I32, c.size)
	for i, r := range rows {
		if i == 0 {
			e.set(r, asm.Var(src), 0)
			continue
		}
		e.LocalGet(rows[i-1], row)
		e.I32Add()
		e.LocalSet(r)
	}
	x, half, out := e.Locals(asm.V128, c.size), e.grid(points, c.size), e.Locals(asm.V128, points)
	e.repeat(c.in.c/vecFloats, func() {
		for j := range c.size { // columns
			for i, r := range rows {
				e.LocalGet(r)
				e.V128Load(uint32(j * c.in.pixelBytes()))
				e.LocalSet(x[i])
			}
			cs.evaluate(e, c.matrix, x, column(half, j))
		}
		for i := range points { // rows
			cs.evaluate(e, c.matrix, half[i], out)
			for j, l := range out {
				e.storeLanes(l, dst, (i*points+j)*c.stride, vecFloats)
			}
		}
		for _, r := range rows {
			e.advance(r, vecBytes)
		}
		e.advance(dst, c.vec)
	})
	return e.Func
}
