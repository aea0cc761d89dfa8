package kernel

import "pawgrad/wasm/asm"

// stripBytes is how much of the picture a driver works on before it moves on: small enough to stay in the second-level
// cache (1 MiB and more on current machines) beside a panel of weights, large enough to reuse that panel.
const stripBytes = 192 << 10

// correlate is the common core of the forward pass and the gradient by input: every output pixel is a sum over taps of
// a (padded) picture times packed weights.
//
// Order of loops: block of pictures, strip of rows, panel of output channels, picture, row. The weights of a panel are
// read from the cache for all rows of a strip.
type correlate struct {
	name             string
	batch            int
	in               image
	outH, outW, outC int
	kh, kw           int
	strideH, strideW int
	dilH, dilW       int
	bias, relu, pool bool
	asMany           bool // see ConvForward
}

// plan is how the driver cuts the work. All in output rows or pictures.
type correlatePlan struct {
	staged    bool
	unitRows  int // rows that one call of a row function does
	width     int // pixels of a row that are computed (pooling drops an odd one)
	rows      int // rows that are computed
	strip     int // rows in a strip, a multiple of unitRows
	images    int // pictures in a block; more than 1 only if a strip is a whole picture
	stageRows int // padded input rows that a strip needs
}

func (c correlate) plan() correlatePlan {
	p := correlatePlan{staged: !c.in.plain(), unitRows: 1, width: c.outW, rows: c.outH, images: 1}
	if c.pool {
		p.unitRows, p.width, p.rows = 2, c.outW/2*2, c.outH/2*2
	} else if c.outW*2 <= tileRows {
		// Narrow pictures: several rows fill one register tile.
		for u := tileRows / c.outW; u > 1; u-- {
			if c.outH%u == 0 {
				p.unitRows = u
				break
			}
		}
	}
	need := func(rows int) int { return ((rows-1)*c.strideH + c.dilH*(c.kh-1) + 1) * c.in.rowBytes() }
	p.strip = p.unitRows
	for p.strip+p.unitRows <= p.rows && need(p.strip+p.unitRows) <= stripBytes {
		p.strip += p.unitRows
	}
	if p.strip >= p.rows {
		p.strip = max(p.rows, p.unitRows)
		for p.images < c.batch && (p.images+1)*need(p.strip) <= stripBytes {
			p.images++
		}
	}
	p.stageRows = (p.strip-1)*c.strideH + c.dilH*(c.kh-1) + 1
	return p
}

func (c correlate) taps() int { return c.kh * c.kw * c.in.c }

// packedBytes is the size of the packed weights.
func (c correlate) packedBytes() int { return alignUp(packedFloats(c.outC) * c.taps() * floatBytes) }

// stageBytes is the part of scratch that holds the staged strip.
func (c correlate) stageBytes() int {
	p := c.plan()
	if !p.staged {
		return 0
	}
	return alignUp(p.images * p.stageRows * c.in.rowBytes())
}

// scratchBytes is what each thread needs.
func (c correlate) scratchBytes() int {
	n := c.stageBytes()
	if c.pool {
		n += 2 * c.plan().width * panelFloats * floatBytes
	}
	return lineUp(n)
}

// part is the numbers from..to.
type part struct{ from, to asm.Operand }

// share is this thread's part of the pictures and of their rows. Threads share the pictures, or, if these are few, the
// rows of each.
func (c correlate) share(e *emitter, p correlatePlan) (pictures, rows part) {
	pictures, rows = part{asm.Const(0), asm.Const(c.batch)}, part{asm.Const(0), asm.Const(p.rows)}
	if c.batch >= manyPictures {
		pictures.from, pictures.to = e.share(c.batch, 1)
	} else {
		rows.from, rows.to = e.share(p.rows, p.unitRows)
	}
	return pictures, rows
}

// outPixel is the distance between output pixels in bytes.
func (c correlate) outPixel() int { return c.outC * floatBytes }

// finalH and finalW are the sizes of what is stored.
func (c correlate) finalH() int {
	if c.pool {
		return c.outH / 2
	}
	return c.outH
}

func (c correlate) finalW() int {
	if c.pool {
		return c.outW / 2
	}
	return c.outW
}

// emit returns a function (x, packed, bias, y, arg, scratch).
func (c correlate) emit(m *asm.Module, t Target) *asm.Func {
	p := c.plan()
	var stage *asm.Func
	if p.staged {
		stage = emitStage(m, t, c.name, c.in)
	}
	rowFns := map[panel]*asm.Func{}
	poolFns := map[panel]*asm.Func{}
	ps := panels(c.outC)
	shape := func(q panel) panel { q.first = 0; return q }
	for _, q := range ps {
		if rowFns[shape(q)] == nil {
			rowFns[shape(q)] = c.emitRow(m, t, p, q)
			if c.pool {
				poolFns[shape(q)] = emitPoolRow(m, t, c.name, q, p.width/2, c.outC, c.relu)
			}
		}
	}

	e := newFunc(m, t, c.name, 6)
	x, packed, bias, y, arg := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	if p.rows == 0 || p.width == 0 {
		return e.Func // pooling a picture of one row or column leaves nothing
	}
	i32 := func() asm.Local { return e.Local(asm.I32) }
	n0, nEnd, y0, yEnd, n, row := i32(), i32(), i32(), i32(), i32(), i32()
	src, dst, dstArg, wp, bp, src0, pix := i32(), i32(), i32(), i32(), i32(), i32(), i32()
	scratch, rowBuf := i32(), i32()
	e.own(scratch, e.Param(5), 0, c.scratchBytes())
	e.set(rowBuf, asm.Var(scratch), c.stageBytes())
	imageBytes := c.in.h * c.in.w * c.in.pixelBytes()
	stagedImage := p.stageRows * c.in.rowBytes()
	if p.staged {
		e.fillZero(func() { e.LocalGet(scratch) }, func() { e.I32Const(int32(c.stageBytes())) })
	}
	outRow := c.finalW() * c.outC // elements

	// onePanel runs all rows of the block's strip through one panel, whose channels start at element pix.
	onePanel := func(q panel) {
		e.For(n, asm.Var(n0), asm.Var(nEnd), 1, func() {
			if p.staged {
				e.LocalGet(scratch, n, n0)
				e.I32Sub()
				e.mulConst(stagedImage)
				e.I32Add()
			} else {
				e.addr(x, n, imageBytes, 0)
				e.addProduct(y0, c.strideH*c.in.rowBytes())
			}
			e.LocalSet(src)
			// element index of the first output of this picture and strip
			e.LocalGet(n)
			e.mulConst(c.finalH() * outRow)
			e.LocalGet(y0)
			if c.pool {
				e.I32Const(1)
				e.I32ShrU()
			}
			e.mulConst(outRow)
			e.I32Add()
			e.addLocal(pix)
			e.LocalTee(dstArg)
			e.mulConst(floatBytes)
			e.addLocal(y)
			e.LocalSet(dst)
			e.LocalGet(dstArg, arg)
			e.I32Add()
			e.LocalSet(dstArg)
			e.For(row, asm.Var(y0), asm.Var(yEnd), p.unitRows, func() {
				if c.pool {
					e.call(rowFns[shape(q)], src, wp, bp, rowBuf)
					e.call(poolFns[shape(q)], rowBuf, dst, dstArg)
					e.advance(dst, outRow*floatBytes)
					e.advance(dstArg, outRow)
				} else {
					e.call(rowFns[shape(q)], src, wp, bp, dst)
					e.advance(dst, p.unitRows*outRow*floatBytes)
				}
				e.advance(src, p.unitRows*c.strideH*c.in.rowBytes())
			})
		})
		e.advance(wp, c.taps()*q.bytes())
		e.advance(bp, q.cols*floatBytes)
		e.advance(pix, q.cols)
	}

	pictures, rows := c.share(e, p)
	e.For(n0, pictures.from, pictures.to, p.images, func() {
		e.minOf(nEnd, func() { e.LocalGet(n0); e.addConst(p.images) }, func() { e.Push(pictures.to) })
		e.For(y0, rows.from, rows.to, p.strip, func() {
			e.minOf(yEnd, func() { e.LocalGet(y0); e.addConst(p.strip) }, func() { e.Push(rows.to) })
			if p.staged {
				e.set(src0, asm.Var(scratch), 0)
				e.For(n, asm.Var(n0), asm.Var(nEnd), 1, func() {
					e.addr(x, n, imageBytes, 0)
					e.LocalGet(y0)
					e.mulConst(c.strideH)
					e.LocalGet(yEnd) // rows: (yEnd-y0-1)*stride + reach
					e.LocalGet(y0)
					e.I32Sub()
					e.addConst(-1)
					e.mulConst(c.strideH)
					e.addConst(c.dilH*(c.kh-1) + 1)
					e.call(stage, src0)
					e.advance(src0, stagedImage)
				})
			}
			e.set(wp, asm.Var(packed), 0)
			e.set(bp, asm.Var(bias), 0)
			e.set(pix, asm.Const(0), 0)
			full := c.outC / panelFloats
			if full > 0 {
				e.repeat(full, func() { onePanel(ps[0]) })
			}
			if full < len(ps) {
				onePanel(ps[full])
			}
		})
	})
	return e.Func
}
