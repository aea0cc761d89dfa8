package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// ConvGradKernel is the gradient of a convolution by its weights: dw from x and g, the gradient by y.
//
// It is a product of matrices, dw[tap, channel] = sum over positions of x[position, tap] * g[position, channel], where
// a position's taps lie at constant offsets in the picture. Tiles are 6 taps times 8 channels; the positions of a block are
// the steps. g is packed per block, because its channels lie far apart.
type ConvGradKernel struct {
	Conv
	// Direct asks for the direct sum even where Winograd's algorithm, whose rounding errors are larger, is faster.
	Direct bool
}

// Winograd says whether Emit uses Winograd's algorithm.
func (k ConvGradKernel) Winograd() bool { return !k.Direct && k.winograd().fits() }

// winograd is the forward pass as Winograd's algorithm sees it.
func (k ConvGradKernel) winograd() winogradGrad {
	return winogradGrad{newWinograd(ConvForward{Conv: k.Conv}.correlate())}
}

// gradBlockBytes is how much of x and g a block of positions may hold: it is read once per tile, from the second-level
// cache, while all of dw streams through once per block.
const gradBlockBytes = 768 << 10

// block is how many rows of how many pictures make a block; more than one picture only if the rows are all of them.
func (k ConvGradKernel) block() (rows, images int) {
	c := k.normal()
	perRow := (k.image().rowBytes()*c.StrideH + k.OutW()*k.OutC*floatBytes)
	rows = min(k.OutH(), max(1, gradBlockBytes/perRow))
	images = 1
	if rows == k.OutH() {
		images = min(k.Batch, max(1, gradBlockBytes/(perRow*rows)))
	}
	return rows, images
}

func (k ConvGradKernel) stageRows() int {
	c := k.normal()
	rows, _ := k.block()
	return (rows-1)*c.StrideH + c.DilationH*(c.KH-1) + 1
}

// panelBytes is the size of one packed panel of g for a full block.
func (k ConvGradKernel) panelBytes() int {
	rows, images := k.block()
	return images * rows * k.OutW() * panelFloats * floatBytes
}

// stageAt is where the staged pictures begin in scratch, after the packed g.
func (k ConvGradKernel) stageAt() int { return lineUp(len(panels(k.OutC)) * k.panelBytes()) }

func (k ConvGradKernel) stageBytes() int {
	if k.image().plain() {
		return 0
	}
	_, images := k.block()
	return lineUp(images * k.stageRows() * k.image().rowBytes())
}

// Own is how much of the scratch memory each thread needs for itself.
func (k ConvGradKernel) Own() int {
	if k.Winograd() {
		return k.winograd().ownBytes()
	}
	return k.stageBytes()
}

// Scratch is the number of bytes of scratch that Emit's function needs.
func (k ConvGradKernel) Scratch() int {
	if k.Winograd() {
		return k.winograd().scratchBytes()
	}
	return k.stageAt() + k.stageBytes()
}

// tapGroup is the taps of one tile: offsets in the picture, and the index of the first.
type tapGroup struct {
	first   int
	offsets []int
}

// relative is the offsets counted from the first; groups with the same ones share their code.
func (g tapGroup) relative() string {
	s := ""
	for _, o := range g.offsets {
		s += fmt.Sprint(o-g.offsets[0], " ")
	}
	return s
}

func (k ConvGradKernel) tapGroups(t Target) []tapGroup {
	c := k.normal()
	var all []int
	for ky := range c.KH {
		for kx := range c.KW {
			for ci := range c.InC {
				all = append(all, ky*c.DilationH*k.image().rowBytes()+kx*c.DilationW*k.image().pixelBytes()+ci*floatBytes)
			}
		}
	}
	size, big, small := splitRows(len(all), t.tileRows())
	var gs []tapGroup
	at := 0
	for i := range big + small {
		n := size
		if i >= big {
			n--
		}
		gs = append(gs, tapGroup{at, all[at : at+n]})
		at += n
	}
	return gs
}

// Emit returns a function (x, g, dw, scratch). dw is overwritten.
func (k ConvGradKernel) Emit(m *asm.Module, t Target) *asm.Func {
	if k.Winograd() {
		return k.winograd().emit(m, t)
	}
	return k.emitDirect(m, t)
}

func (k ConvGradKernel) emitDirect(m *asm.Module, t Target) *asm.Func {
	const name = "conv_grad_kernel"
	c, im := k.normal(), k.image()
	rows, images := k.block()
	stageImage := k.stageRows() * im.rowBytes()
	pictureStep := im.h * im.rowBytes() // between pictures as the tiles see them
	var stage *asm.Func
	if !im.plain() {
		stage = emitStage(m, t, name, im)
		pictureStep = stageImage
	}
	type shape struct {
		q     panel
		group string
	}
	tiles := map[shape]*asm.Func{}
	packs := map[panel]*asm.Func{}
	flat := func(q panel) panel { q.first = 0; return q }
	groups, ps := k.tapGroups(t), panels(k.OutC)
	for _, q := range ps {
		q = flat(q)
		if packs[q] == nil {
			packs[q] = packing{q, []axis{{k.OutW(), k.OutC * floatBytes}}, floatBytes}.emit(m, t, name)
		}
		for _, g := range groups {
			if s := (shape{q, g.relative()}); tiles[s] == nil {
				tiles[s] = k.emitTile(m, t, name, q, g, pictureStep)
			}
		}
	}

	e := newFunc(m, t, name, 4)
	x, g, dw, scratch := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	n0, nEnd, y0, yEnd, n, y, src, dst := i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32()
	picture, pictures, rowCount, packed, tap, to, firstRow := i32(), i32(), i32(), i32(), i32(), i32(), i32()
	own := i32()
	e.own(own, scratch, k.stageAt(), k.stageBytes())
	e.target.Team.First(e.Func, func() {
		e.fillZero(func() { e.LocalGet(dw) }, func() { e.I32Const(int32(k.taps() * k.OutC * floatBytes)) })
	})
	e.wait()
	if stage != nil {
		e.fillZero(func() { e.LocalGet(own) }, func() { e.I32Const(int32(k.stageBytes())) })
	}
	// eachPanel runs body for all panels; packed points to the panel's part of scratch, col counts bytes of channels.
	col := i32()
	eachPanel := func(body func(q panel)) {
		e.eachPanel(k.OutC, func(q panel) {
			body(flat(q))
			e.advance(packed, k.panelBytes())
			e.advance(col, q.bytes())
		}, operand{packed, asm.Var(scratch), 0, k.panelBytes() / panelFloats}, operand{col, asm.Const(0), 0, floatBytes})
	}
	e.For(n0, asm.Const(0), asm.Const(k.Batch), images, func() {
		e.minOf(nEnd, func() { e.LocalGet(n0); e.addConst(images) }, func() { e.I32Const(int32(k.Batch)) })
		e.LocalGet(nEnd, n0)
		e.I32Sub()
		e.LocalSet(pictures)
		e.For(y0, asm.Const(0), asm.Const(k.OutH()), rows, func() {
			e.minOf(yEnd, func() { e.LocalGet(y0); e.addConst(rows) }, func() { e.I32Const(int32(k.OutH())) })
			e.LocalGet(yEnd, y0)
			e.I32Sub()
			e.LocalSet(rowCount)
			e.LocalGet(y0)
			e.mulConst(c.StrideH)
			e.LocalSet(firstRow)
			if stage != nil {
				e.set(picture, asm.Var(own), 0)
				e.For(n, asm.Var(n0), asm.Var(nEnd), 1, func() {
					e.addr(x, n, im.h*im.w*im.pixelBytes(), 0)
					e.LocalGet(firstRow, rowCount)
					e.addConst(-1)
					e.mulConst(c.StrideH)
					e.addConst(c.DilationH*(c.KH-1) + 1)
					e.call(stage, picture)
					e.advance(picture, stageImage)
				})
				e.set(picture, asm.Var(own), 0)
			} else {
				e.addr(x, n0, pictureStep, 0)
				e.addProduct(firstRow, im.rowBytes())
				e.LocalSet(picture)
			}
			eachPanel(func(q panel) {
				e.set(dst, asm.Var(packed), 0)
				e.For(n, asm.Var(n0), asm.Var(nEnd), 1, func() {
					e.LocalGet(n)
					e.mulConst(k.OutH())
					e.addLocal(y0)
					e.mulConst(k.OutW() * k.OutC * floatBytes)
					e.addLocal(g)
					e.addLocal(col)
					e.LocalSet(src)
					e.For(y, asm.Var(y0), asm.Var(yEnd), 1, func() {
						e.call(packs[q], src, dst)
						e.advance(src, k.OutW()*k.OutC*floatBytes)
						e.advance(dst, k.OutW()*q.bytes())
					})
				})
			})
			e.set(to, asm.Var(dw), 0)
			k.eachGroup(e, groups, tap, func(group tapGroup) {
				eachPanel(func(q panel) {
					e.LocalGet(picture, tap)
					e.I32Add()
					e.LocalGet(packed, to, col)
					e.I32Add()
					e.call(tiles[shape{q, group.relative()}], pictures, rowCount)
				})
				e.advance(to, len(group.offsets)*k.OutC*floatBytes)
			})
		})
	})
	return e.Func
}

// Name implements Kernel, as do the methods that follow.
func (k ConvGradKernel) Name() string { return "ConvGradKernel" }

func (k ConvGradKernel) Operands() (in, out []string) { return []string{"x", "g"}, []string{"dw"} }

func (k ConvGradKernel) Memory(int) Memory { return Memory{Scratch: k.Scratch(), Own: k.Own()} }

// Shares implements Sharing.
func (k ConvGradKernel) Shares() bool { return k.Winograd() || len(panels(k.OutC)) > 1 }

func (k ConvGradKernel) Call(c *Call) {
	c.call(k.Emit(c.Module, c.Target), c.In[0], c.In[1], c.Out[0], c.Scratch)
}
