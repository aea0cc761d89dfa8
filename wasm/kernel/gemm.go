package kernel

import (
	"fmt"

	"pawgrad/wasm/asm"
)

// Gemm is c = relu(a x b + bias) for Batch pairs of matrices: a is [M, K] ([K, M] with TransA), b is [K, N] ([N, K] with
// TransB), c is [M, N]. With Accumulate the product is added to what c holds instead (Bias must then be off). The bias
// has N numbers.
//
// Blocks of b are packed into panels once and used for all rows of a, so b, which may be weights of many megabytes,
// streams through memory once.
type Gemm struct {
	Batch, M, N, K         int
	TransA, TransB         bool
	Bias, ReLU, Accumulate bool
}

// Flops is the number of floating-point operations, a multiply-add being two.
func (k Gemm) Flops() float64 { return 2 * float64(k.Batch*k.M) * float64(k.N*k.K) }

const (
	// gemmDepth is the most steps of K in a block: a panel of 8 columns then takes 8 KiB of the first-level cache.
	gemmDepth = 256
	// gemmPanels is how many panels of b are packed at a time; 16 of them take 128 KiB of the second-level cache.
	gemmPanels = 16
	// gemmTiles is how many tiles of rows go through a panel before the next panel's turn: their part of a, at most 8*6
	// rows of 256 numbers or 48 KiB, is read again from the second-level cache for every panel.
	gemmTiles = 8
)

// depths cuts K into blocks of nearly equal size: full blocks, then one of rest steps if rest > 0.
func (k Gemm) depths() (depth, full, rest int) {
	blocks := ceilDiv(k.K, gemmDepth)
	depth = min(k.K, (ceilDiv(k.K, blocks)+unrollSteps-1)/unrollSteps*unrollSteps)
	return depth, k.K / depth, k.K % depth
}

// aBlockStride is the distance, in bytes, of the rows of a transposed block of a, as it is copied to scratch: one step of
// K for all rows of its tiles.
const aBlockStride = gemmTiles * tileRows * floatBytes

// gemmPart is a thread's part of the pairs of matrices, of the full panels and of the tiles of rows, and what decides
// whether the last panel, which is not full, is in it. Of one of them threads have parts, of the others all.
type gemmPart struct {
	batch, panels, big, small part
	edge                      func(body func())
}

// share is this thread's part: of what there is most of.
func (k Gemm) share(e *emitter, big, small int) gemmPart {
	all := func(n int) part { return part{asm.Const(0), asm.Const(n)} }
	share := func(n int) part { from, to := e.share(n, 1); return part{from, to} }
	fulls := k.N / panelFloats
	mine := gemmPart{all(k.Batch), all(fulls), all(big), all(small), func(body func()) { body() }}
	switch max(k.Batch, fulls, big+small) {
	case k.Batch:
		mine.batch = share(k.Batch)
	case fulls:
		mine.panels = share(fulls)
		mine.edge = func(body func()) { e.target.Team.Last(e.Func, body) }
	default:
		mine.big, mine.small = share(big), share(small)
	}
	return mine
}

type gemmScratch struct{ b, a, total int }

func (k Gemm) layout() gemmScratch {
	depth, _, _ := k.depths()
	s := gemmScratch{a: alignUp(min(gemmPanels, ceilDiv(k.N, panelFloats)) * panelFloats * depth * floatBytes)}
	s.total = s.a
	if k.TransA {
		s.total += depth * aBlockStride
	}
	s.total = lineUp(s.total)
	return s
}

// Scratch is the number of bytes of scratch that Emit's function needs.
func (k Gemm) Scratch() int { return k.layout().total }

// Emit returns a function (a, b, bias, c, scratch).
func (k Gemm) Emit(m *asm.Module, t Target) *asm.Func {
	const name = "gemm"
	depth, fullDepths, restDepth := k.depths()
	size, big, small := splitRows(k.M, t.tileRows())
	at := k.layout()
	ps := panels(k.N)
	edge := panel{}
	if k.N%panelFloats != 0 {
		edge = ps[len(ps)-1]
		edge.first = 0
	}
	full := panel{0, panelFloats, panelFloats}

	type rowsKey struct {
		q           panel
		depth, size int
	}
	rowFns := map[rowsKey]*asm.Func{}
	packFns := map[rowsKey]*asm.Func{}
	rowsFn := func(q panel, depth, size int) *asm.Func {
		key := rowsKey{q, depth, size}
		if rowFns[key] == nil {
			rowFns[key] = k.emitRows(m, t, name, q, depth, size)
		}
		return rowFns[key]
	}
	packFn := func(q panel, depth int) *asm.Func {
		key := rowsKey{q: q, depth: depth}
		if packFns[key] == nil {
			p := packing{q, []axis{{depth, k.N * floatBytes}}, floatBytes}
			if k.TransB {
				p = packing{q, []axis{{depth, floatBytes}}, k.K * floatBytes}
			}
			packFns[key] = p.emit(m, t, name)
		}
		return packFns[key]
	}

	e := newFunc(m, t, name, 5)
	a, b, bias, c := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	i32 := func() asm.Local { return e.Local(asm.I32) }
	n, col, cols, count, k0, tiles, p, row := i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32()
	tile0, src, packed, aBlock, ap, cp, bp, flags := i32(), i32(), i32(), i32(), i32(), i32(), i32(), i32()

	scratch := i32()
	e.own(scratch, e.Param(4), 0, at.total)
	mine := k.share(e, big, small)

	// rows sends tiles of one size, the first of all of which is row first, through the packed panels.
	rows := func(q panel, depth, size, total, first int, mine part) {
		if total == 0 {
			return
		}
		e.Push(mine.from)
		e.mulConst(size)
		e.addConst(first)
		e.LocalSet(row)
		e.For(tile0, mine.from, mine.to, gemmTiles, func() {
			e.minOf(tiles, func() { e.Push(mine.to); e.LocalGet(tile0); e.I32Sub() }, func() { e.I32Const(gemmTiles) })
			if k.TransA {
				e.set(aBlock, asm.Var(scratch), at.a)
				e.set(ap, asm.Var(aBlock), 0)
				e.LocalGet(a, k0)
				e.mulConst(k.M * floatBytes)
				e.I32Add()
				e.addProduct(row, floatBytes)
				e.LocalSet(src)
				e.repeat(depth, func() {
					e.LocalGet(ap, src, tiles)
					e.mulConst(size * floatBytes)
					e.MemoryCopy()
					e.advance(ap, aBlockStride)
					e.advance(src, k.M*floatBytes)
				})
			} else {
				e.addr(a, row, k.K*floatBytes, 0)
				e.addProduct(k0, floatBytes)
				e.LocalSet(aBlock)
			}
			e.addr(c, row, k.N*floatBytes, 0)
			e.addProduct(col, floatBytes)
			e.LocalSet(cp)
			e.addr(bias, col, floatBytes, 0)
			e.LocalSet(bp)
			e.set(packed, asm.Var(scratch), at.b)
			e.For(p, asm.Const(0), asm.Var(count), 1, func() {
				e.call(rowsFn(q, depth, size), aBlock, packed, bp, cp, tiles, flags)
				e.advance(packed, depth*q.bytes())
				e.advance(cp, q.bytes())
				e.advance(bp, q.bytes())
			})
			e.LocalGet(tiles)
			e.mulConst(size)
			e.addLocal(row)
			e.LocalSet(row)
		})
	}
	// deep packs `count` panels from column col and row k0 of b and sends all rows of a through them.
	deep := func(q panel, depth int) {
		e.LocalGet(k0)
		e.I32Eqz()
		e.mulConst(flagFirst)
		e.LocalGet(k0)
		e.I32Const(int32(k.K - depth))
		e.I32Eq()
		e.mulConst(flagLast)
		e.I32Or()
		e.LocalSet(flags)
		rowStride, colStride := k.N*floatBytes, floatBytes
		if k.TransB {
			rowStride, colStride = floatBytes, k.K*floatBytes
		}
		e.addr(b, k0, rowStride, 0)
		e.addProduct(col, colStride)
		e.LocalSet(src)
		e.set(packed, asm.Var(scratch), at.b)
		e.For(p, asm.Const(0), asm.Var(count), 1, func() {
			e.call(packFn(q, depth), src, packed)
			e.advance(src, q.cols*colStride)
			e.advance(packed, depth*q.bytes())
		})
		rows(q, depth, size, big, 0, mine.big)
		rows(q, depth, size-1, small, size*big, mine.small)
	}
	allDepths := func(q panel) {
		e.For(k0, asm.Const(0), asm.Const(fullDepths*depth), depth, func() { deep(q, depth) })
		if restDepth > 0 {
			deep(q, restDepth)
		}
	}
	if t.Team != nil {
		for _, s := range []stride{{a, k.M * k.K * floatBytes}, {b, k.K * k.N * floatBytes}, {c, k.M * k.N * floatBytes}} {
			e.skip(s, mine.batch.from)
		}
	}
	e.For(n, mine.batch.from, mine.batch.to, 1, func() {
		if k.N >= panelFloats {
			e.For(cols, mine.panels.from, mine.panels.to, gemmPanels, func() {
				e.minOf(count, func() { e.Push(mine.panels.to); e.LocalGet(cols); e.I32Sub() }, func() { e.I32Const(gemmPanels) })
				e.LocalGet(cols)
				e.mulConst(panelFloats)
				e.LocalSet(col)
				allDepths(full)
			})
		}
		if edge.cols > 0 {
			mine.edge(func() {
				e.set(count, asm.Const(1), 0)
				e.set(col, asm.Const(k.N-edge.cols), 0)
				allDepths(edge)
			})
		}
		e.advance(a, k.M*k.K*floatBytes)
		e.advance(b, k.K*k.N*floatBytes)
		e.advance(c, k.M*k.N*floatBytes)
	})
	return e.Func
}

// Flags of a block of K, for the functions that emitRows returns.
const (
	flagFirst = 1 // the sums start here
	flagLast  = 2 // the sums end here
)

// emitRows returns a function (a, packed, bias, c, tiles, flags) that sends tiles of size rows through one panel.
func (k Gemm) emitRows(m *asm.Module, t Target, name string, q panel, depth, size int) *asm.Func {
	e := newFunc(m, t, fmt.Sprintf("%s_rows%dx%d", name, size, q.cols), 6)
	a, packed, bias, c, tiles, flags := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4), e.Param(5)
	ap, bp, i := e.Local(asm.I32), e.Local(asm.I32), e.Local(asm.I32)
	acc := accumulators(e, size, q.vecs())
	rowBytes, aRow, aStep := k.N*floatBytes, k.K*floatBytes, floatBytes
	if k.TransA {
		aRow, aStep = floatBytes, aBlockStride
	}
	offsets := make([]int, size)
	for r := range offsets {
		offsets[r] = r * aRow
	}
	each := func(f func(l asm.Local, r, v int)) {
		for r, vs := range acc {
			for v, l := range vs {
				f(l, r, v)
			}
		}
	}
	load := func() {
		each(func(l asm.Local, r, v int) { e.loadLanes(l, c, r*rowBytes+v*vecBytes, q.lanes(v)) })
	}
	e.For(i, asm.Const(0), asm.Var(tiles), 1, func() {
		if k.Accumulate {
			load()
		} else {
			e.LocalGet(flags)
			e.I32Const(flagFirst)
			e.I32And()
			e.IfElse(func() {
				if k.Bias {
					each(func(l asm.Local, r, v int) {
						if r == 0 {
							e.loadLanes(l, bias, v*vecBytes, q.lanes(v))
						} else {
							e.LocalGet(acc[0][v])
							e.LocalSet(l)
						}
					})
				} else {
					each(func(l asm.Local, _, _ int) { e.zero(l) })
				}
			}, load)
		}
		e.set(ap, asm.Var(a), 0)
		e.set(bp, asm.Var(packed), 0)
		tile{rows: offsets, vecs: q.vecs(), steps: depth, aStep: aStep, bStep: q.bytes()}.emit(e, ap, bp, acc)
		if k.ReLU {
			e.LocalGet(flags)
			e.I32Const(flagLast)
			e.I32And()
			e.If(func() { each(func(l asm.Local, _, _ int) { e.relu(l) }) })
		}
		each(func(l asm.Local, r, v int) { e.storeLanes(l, c, r*rowBytes+v*vecBytes, q.lanes(v)) })
		e.advance(a, size*aRow)
		e.advance(c, size*rowBytes)
	})
	return e.Func
}

// Name implements Kernel, as do the methods that follow.
func (k Gemm) Name() string { return "Gemm" }

func (k Gemm) Operands() (in, out []string) {
	in, out = []string{"a", "b"}, []string{"c"}
	if k.Bias {
		in = append(in, "bias")
	}
	return in, out
}

func (k Gemm) Memory(int) Memory { return Memory{Scratch: k.Scratch(), Own: k.Scratch()} }

// Shares implements Sharing. A small product is over before another thread has come.
func (k Gemm) Shares() bool {
	return k.Flops() >= leastFlops && max(k.Batch, k.N/panelFloats, k.M/tileRows) > 1
}

func (k Gemm) Call(c *Call) {
	c.call(k.Emit(c.Module, c.Target), c.In[0], c.In[1], c.optional(2), c.Out[0], c.Scratch)
}
