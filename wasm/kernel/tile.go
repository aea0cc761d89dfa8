package kernel

import "pawgrad/wasm/asm"

const (
	// tileRows is how many rows a register tile has at most: with 2 vectors of columns, 6 rows take 12 accumulators,
	// and 2 for the weights and 1 for the broadcast number make 15 registers, all that V8 allocates on x86-64.
	tileRows = 6
	// baselineTileRows is the same for the baseline target.
	baselineTileRows = 5
	// panelFloats is the width of a full panel of packed weights, in columns (output channels).
	panelFloats = 8
	// unrollSteps is how many steps of a tile's loop are written out. 4 hides the loop's own instructions.
	unrollSteps = 4
	// straightSteps is the longest run of steps that is written out without a loop.
	straightSteps = 12
)

// tileRows is how many rows a tile should have on the target: without the fused multiply-add each product needs a
// register of its own for a moment, and a 6-row tile would spill.
func (t Target) tileRows() int {
	if t.Relaxed {
		return tileRows
	}
	return baselineTileRows
}

// splitRows cuts n rows into tiles of at most most rows of nearly equal size: big tiles of size rows come first,
// then small ones of size-1 rows. Nearly equal, because a tile of one or two rows wastes most of the multipliers.
func splitRows(n, most int) (size, big, small int) {
	if n <= 0 {
		return 1, 0, 0
	}
	tiles := ceilDiv(n, most)
	size = ceilDiv(n, tiles)
	small = tiles*size - n
	return size, tiles - small, small
}

// panel is a group of at most 8 columns whose weights lie packed: floats columns are stored for every step, the
// first cols of them are real.
type panel struct {
	first  int // first column
	cols   int // real columns, 1..8
	floats int // stored columns, 4 or 8
}

func (p panel) vecs() int  { return p.floats / vecFloats }
func (p panel) bytes() int { return p.floats * floatBytes }

// lanes is how many columns of vector v are real.
func (p panel) lanes(v int) int { return max(0, min(vecFloats, p.cols-v*vecFloats)) }

// panels cuts columns into panels: full ones of 8, then one for the rest, 4 wide if that is enough.
func panels(columns int) []panel {
	var ps []panel
	for c := 0; c < columns; c += panelFloats {
		n := min(panelFloats, columns-c)
		w := panelFloats
		if n <= vecFloats {
			w = vecFloats
		}
		ps = append(ps, panel{c, n, w})
	}
	return ps
}

// packedFloats is how many floats columns take for one step when packed in panels.
func packedFloats(columns int) int {
	n := 0
	for _, p := range panels(columns) {
		n += p.floats
	}
	return n
}

// axis is one loop around the steps of a tile: count rounds, the row pointer moving by stride bytes each.
type axis struct{ count, stride int }

// tile is the loop at the heart of everything:
//
//	for every axis, for step: acc[row][col] += a[rows[row] + step*aStep] * b[step*bStep + col/4*bVec + col%4]
//
// All byte offsets. b runs on through all axes without a gap.
type tile struct {
	rows  []int  // offset of each row from the row pointer
	vecs  int    // vectors of columns
	axes  []axis // outermost first
	steps int
	aStep int
	bStep int
	bVec  int // distance of a step's vectors; 0 means that they are neighbours
}

// emit appends the loop and returns how far it has moved a. b is moved to the end; acc[row][vec] are the accumulators.
func (t tile) emit(e *emitter, a, b asm.Local, acc [][]asm.Local) int {
	bs, x := e.Locals(asm.V128, t.vecs), e.Local(asm.V128)
	bVec := t.bVec
	if bVec == 0 {
		bVec = vecBytes
	}
	// step emits one step at constant distances from the pointers.
	step := func(aOff, bOff int) {
		for v := range bs {
			e.LocalGet(b)
			e.V128Load(uint32(bOff + v*bVec))
			e.LocalSet(bs[v])
		}
		for r, off := range t.rows {
			e.LocalGet(a)
			e.V128Load32Splat(uint32(aOff + off))
			e.LocalSet(x)
			for v := range bs {
				e.madd(acc[r][v], x, bs[v])
			}
		}
	}
	return t.loop(e, append(t.axes[:len(t.axes):len(t.axes)], axis{t.steps, t.aStep}), a, b, step)
}

// loop emits the steps that axes count, the last of which counts single steps, and returns how far a has moved.
func (t tile) loop(e *emitter, axes []axis, a, b asm.Local, step func(aOff, bOff int)) int {
	total := 1
	for _, ax := range axes {
		total *= ax.count
	}
	if total <= straightSteps {
		n := 0
		var each func(axes []axis, aOff int)
		each = func(axes []axis, aOff int) {
			if len(axes) == 0 {
				step(aOff, n*t.bStep)
				n++
				return
			}
			for i := range axes[0].count {
				each(axes[1:], aOff+i*axes[0].stride)
			}
		}
		each(axes, 0)
		e.advance(b, n*t.bStep)
		return 0
	}
	ax := axes[0]
	if len(axes) > 1 {
		e.repeat(ax.count, func() {
			moved := t.loop(e, axes[1:], a, b, step)
			e.advance(a, ax.stride-moved)
		})
		return ax.count * ax.stride
	}
	run := func(n int) {
		for i := range n {
			step(i*ax.stride, i*t.bStep)
		}
		e.advance(a, n*ax.stride)
		e.advance(b, n*t.bStep)
	}
	e.repeat(ax.count/unrollSteps, func() { run(unrollSteps) })
	run(ax.count % unrollSteps)
	return ax.count * ax.stride
}

// accumulators declares the registers of a tile.
func accumulators(e *emitter, rows, vecs int) [][]asm.Local {
	acc := make([][]asm.Local, rows)
	for r := range acc {
		acc[r] = e.Locals(asm.V128, vecs)
	}
	return acc
}
