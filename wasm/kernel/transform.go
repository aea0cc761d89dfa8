package kernel

import (
	"math"

	"pawgrad/wasm/asm"
)

// scheme is one of Winograd's minimal filterings for 3 taps. In one dimension, out results need out+2 products instead
// of 3*out, after the input and the taps have been evaluated, as polynomials, at out+1 points and at infinity; in two
// dimensions that is (out+2)^2 products instead of 9*out^2. See Lavin and Gray, "Fast algorithms for convolutional
// neural networks" (2015), section 4.
//
// The gradient by the weights is the same algorithm with other parts: out gradients play the taps, 3 weight gradients
// the results.
type scheme struct {
	out    int         // results of a tile, per axis
	input  [][]float32 // B^T: what the pixels of a row become
	weight [][]float32 // G: the three taps at the points
	output [][]float32 // A^T: the results from the products
	grad   [][]float32 // G of the gradient: out gradients at the points
	kernel [][]float32 // A^T of the gradient: three weight gradients from the products
}

const winogradTaps = 3 // of the kernel, per axis

// tile is the edge of a tile of input pixels.
func (s *scheme) tile() int { return s.out + winogradTaps - 1 }

// points is how many products a tile takes.
func (s *scheme) points() int { return s.tile() * s.tile() }

// The points decide how exact it is: a tile's numbers are first made larger, then subtracted from each other. These leave
// a third of the error of Lavin's points, 0, 1, -1, 2, -2, at hardly more work: the inner two and the outer two are as
// far from 1, so that none of the numbers becomes as large.
const (
	inner = math.Sqrt2 / 2
	outer = math.Sqrt2
)

// winograd4 has tiles of 4x4 results: 36 products instead of 144. Points 0, inner, -inner, outer, -outer, infinity.
var winograd4 = &scheme{
	out: 4,
	input: [][]float32{
		{1, 0, -5. / 2, 0, 1, 0},
		{0, -outer, -2, inner, 1, 0},
		{0, outer, -2, -inner, 1, 0},
		{0, -inner, -1. / 2, outer, 1, 0},
		{0, inner, -1. / 2, -outer, 1, 0},
		{0, 1, 0, -5. / 2, 0, 1},
	},
	weight: [][]float32{
		{1, 0, 0},
		{-2. / 3, -2. / 3 * inner, -1. / 3},
		{-2. / 3, 2. / 3 * inner, -1. / 3},
		{1. / 6, 1. / 6 * outer, 1. / 3},
		{1. / 6, -1. / 6 * outer, 1. / 3},
		{0, 0, 1},
	},
	output: [][]float32{
		{1, 1, 1, 1, 1, 0},
		{0, inner, -inner, outer, -outer, 0},
		{0, 1. / 2, 1. / 2, 2, 2, 0},
		{0, inner / 2, -inner / 2, 2 * outer, -2 * outer, 1},
	},
	grad: [][]float32{
		{1, 0, 0, 0},
		{-2. / 3, -2. / 3 * inner, -1. / 3, -1. / 3 * inner},
		{-2. / 3, 2. / 3 * inner, -1. / 3, 1. / 3 * inner},
		{1. / 6, 1. / 6 * outer, 1. / 3, 1. / 3 * outer},
		{1. / 6, -1. / 6 * outer, 1. / 3, -1. / 3 * outer},
		{0, 0, 0, 1},
	},
	kernel: [][]float32{
		{1, 1, 1, 1, 1, 0},
		{0, inner, -inner, outer, -outer, 0},
		{0, 1. / 2, 1. / 2, 2, 2, 1},
	},
}

// winograd3 has tiles of 3x3 results: 25 products instead of 81. It wins where pictures are a few pixels wide and 4 does
// not divide them. Points 0, 1, -1, 2, infinity.
var winograd3 = &scheme{
	out: 3,
	input: [][]float32{
		{2, -1, -2, 1, 0},
		{0, -2, -1, 1, 0},
		{0, 2, -3, 1, 0},
		{0, -1, 0, 1, 0},
		{0, 2, -1, -2, 1},
	},
	weight: winograd3Taps,
	output: winograd3Output,
	grad:   winograd3Taps, // three gradients, three weights: the same
	kernel: winograd3Output,
}

var winograd3Taps = [][]float32{
	{1. / 2, 0, 0},
	{-1. / 2, -1. / 2, -1. / 2},
	{-1. / 6, 1. / 6, -1. / 6},
	{1. / 6, 1. / 3, 2. / 3},
	{0, 0, 1},
}

var winograd3Output = [][]float32{
	{1, 1, 1, 1, 0},
	{0, 1, -1, 2, 0},
	{0, 1, 1, 4, 1},
}

// coefficients are vectors of constants, set once before a loop.
type coefficients map[float32]asm.Local

// coefficients declares and sets a local for every number of the matrices that needs a multiplication.
func (e *emitter) coefficients(matrices ...[][]float32) coefficients {
	cs := coefficients{}
	for _, m := range matrices {
		for _, row := range m {
			for _, v := range row {
				if _, ok := cs[v]; !ok && v != 0 && v != 1 && v != -1 {
					cs[v] = e.Local(asm.V128)
					e.F32x4ConstAll(v)
					e.LocalSet(cs[v])
				}
			}
		}
	}
	return cs
}

// combine pushes sum of row[i]*x[i] over the i that take accepts. It reports whether there was any term.
func (cs coefficients) combine(e *emitter, row []float32, x []asm.Local, take func(i int) bool) bool {
	any := false
	// Terms without multiplication first: then every other term is one multiply-add.
	for pass := range 2 {
		for i, v := range row {
			if v == 0 || !take(i) || (v == 1 || v == -1) != (pass == 0) {
				continue
			}
			switch {
			case v == 1:
				e.LocalGet(x[i])
				if any {
					e.F32x4Add()
				}
			case v == -1 && any:
				e.LocalGet(x[i])
				e.F32x4Sub()
			case v == -1:
				e.LocalGet(x[i])
				e.F32x4Neg()
			case any && e.target.Relaxed:
				acc := e.Local(asm.V128)
				e.LocalSet(acc)
				e.LocalGet(x[i], cs[v], acc)
				e.F32x4RelaxedMadd()
			default:
				e.LocalGet(x[i], cs[v])
				e.F32x4Mul()
				if any {
					e.F32x4Add()
				}
			}
			any = true
		}
	}
	return any
}

// mirrored says whether b is a with the sign of its odd elements changed.
func mirrored(a, b []float32) bool {
	for i, v := range a {
		if i%2 == 1 {
			v = -v
		}
		if b[i] != v {
			return false
		}
	}
	return true
}

// evaluate emits out = matrix * x. Rows of opposite points differ only in the sign of the odd columns; their halves are
// computed once.
func (cs coefficients) evaluate(e *emitter, matrix [][]float32, x, out []asm.Local) {
	even, odd := e.Local(asm.V128), e.Local(asm.V128)
	for r := 0; r < len(matrix); r++ {
		if r+1 == len(matrix) || !mirrored(matrix[r], matrix[r+1]) {
			cs.combine(e, matrix[r], x, func(int) bool { return true })
			e.LocalSet(out[r])
			continue
		}
		cs.combine(e, matrix[r], x, func(i int) bool { return i%2 == 0 })
		e.LocalSet(even)
		cs.combine(e, matrix[r], x, func(i int) bool { return i%2 == 1 })
		e.LocalSet(odd)
		e.LocalGet(even, odd)
		e.F32x4Add()
		e.LocalSet(out[r])
		e.LocalGet(even, odd)
		e.F32x4Sub()
		e.LocalSet(out[r+1])
		r++
	}
}

// interpolate emits out = matrix * x. Columns of opposite points differ only in the sign of the odd rows: the sum and
// the difference of such a pair of x are computed once, and each row takes one of them.
func (cs coefficients) interpolate(e *emitter, matrix [][]float32, x, out []asm.Local) {
	columnOf := func(c int) []float32 {
		col := make([]float32, len(matrix))
		for r := range matrix {
			col[r] = matrix[r][c]
		}
		return col
	}
	var columns [][]float32
	var terms [2][]asm.Local // of even and of odd rows
	for c := 0; c < len(x); c++ {
		columns = append(columns, columnOf(c))
		if c+1 == len(x) || !mirrored(columnOf(c), columnOf(c+1)) {
			terms[0], terms[1] = append(terms[0], x[c]), append(terms[1], x[c])
			continue
		}
		sum, difference := e.Local(asm.V128), e.Local(asm.V128)
		e.LocalGet(x[c], x[c+1])
		e.F32x4Add()
		e.LocalSet(sum)
		e.LocalGet(x[c], x[c+1])
		e.F32x4Sub()
		e.LocalSet(difference)
		terms[0], terms[1] = append(terms[0], sum), append(terms[1], difference)
		c++
	}
	for r := range matrix {
		row := make([]float32, len(columns))
		for c, col := range columns {
			row[c] = col[r]
		}
		cs.combine(e, row, terms[r%2], func(int) bool { return true })
		e.LocalSet(out[r])
	}
}

// grid declares rows*cols vector locals.
func (e *emitter) grid(rows, cols int) [][]asm.Local {
	g := make([][]asm.Local, rows)
	for i := range g {
		g[i] = e.Locals(asm.V128, cols)
	}
	return g
}

// column is column j of a grid.
func column(g [][]asm.Local, j int) []asm.Local {
	c := make([]asm.Local, len(g))
	for i := range g {
		c[i] = g[i][j]
	}
	return c
}
