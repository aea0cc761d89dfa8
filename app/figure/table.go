package figure

import (
	"math"
	"slices"

	"pawgrad/app/say"
)

// Table is what a figure shows, in numbers: for those who cannot see it, or want to read it off.
type Table struct {
	Caption string
	Head    []string   // of the columns
	Rows    [][]string // each as long as Head; its first cell names it
	Note    string     // what has been left out, empty for nothing
}

// mostTableRows is how many rows of a long table are shown: more cannot be read, and files have them all.
const mostTableRows = 100

// missing is written where a column has no value.
const missing = "–"

// thinned are the indexes of n rows that a table shows, evenly, the last among them, and what is to be said of the rest.
func thinned(n int) (rows []int, note string) {
	step := (n + mostTableRows - 1) / mostTableRows
	for i := n - 1; i >= 0; i -= max(1, step) {
		rows = append(rows, i)
	}
	slices.Reverse(rows)
	if step > 1 {
		note = say.F("%d of %d {point|points}, evenly chosen. The tables that can be saved have all.", len(rows), n)
	}
	return rows, note
}

// places are the x at which any of the series has a point, ascending.
func places(series []Series, log bool) []float64 {
	var xs []float64
	for _, s := range series {
		for i := range s.n() {
			if !s.Style.Faint && drawable(s.X[i], log) {
				xs = append(xs, s.X[i])
			}
		}
	}
	slices.Sort(xs)
	return slices.CompactFunc(xs, func(a, b float64) bool { return math.Abs(a-b) <= sameValue*math.Abs(b) })
}

// exact is the value of a series at x, with its band, or "–" where it has no point.
func (s Series) exact(x float64, y Axis) string {
	n := s.n()
	i, _ := slices.BinarySearch(s.X[:n], x-sameValue*math.Abs(x))
	if i >= n || s.X[i]-x > sameValue*math.Abs(x) {
		return missing
	}
	text := y.value(s.Y[i])
	if s.banded() {
		text += say.F(" (%s to %s)", y.value(s.Lo[i]), y.value(s.Hi[i]))
	}
	return text
}
