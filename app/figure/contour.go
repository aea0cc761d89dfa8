package figure

import (
	"math"
	"slices"
	"strconv"

	"pawgrad/app/say"
	"pawgrad/nn/metric"
)

// lattice is a surface measured at the crossings of a grid: z[j*nx+i] at column i, row j. What is NaN or infinite was not measured.
type lattice struct {
	nx, ny int
	z      []float64
}

// newLattice takes rows of equal length; what a row lacks is NaN. It is empty unless there are two columns and two rows.
func newLattice(rows [][]float64, nx, ny int) lattice {
	ny = min(ny, len(rows))
	if nx < 2 || ny < 2 {
		return lattice{}
	}
	l := lattice{nx, ny, make([]float64, nx*ny)}
	for j := range ny {
		for i := range nx {
			l.z[j*nx+i] = math.NaN()
			if i < len(rows[j]) {
				l.z[j*nx+i] = rows[j][i]
			}
		}
	}
	return l
}

// at is the height at a crossing; -Inf, lower than any level, outside of the grid and where nothing finite was measured.
func (l lattice) at(i, j int) float64 {
	if i < 0 || j < 0 || i >= l.nx || j >= l.ny {
		return math.Inf(-1)
	}
	if z := l.z[j*l.nx+i]; drawable(z, false) {
		return z
	}
	return math.Inf(-1)
}

// extent is the least and the greatest finite height, min > max if there is none, and whether any is not finite.
func (l lattice) extent() (r Range, holes bool) {
	r = Range{math.Inf(1), math.Inf(-1)}
	for _, z := range l.z {
		if !drawable(z, false) {
			holes = true
			continue
		}
		r = Range{math.Min(r.Min, z), math.Max(r.Max, z)}
	}
	return r, holes
}

// read is the height between the crossings, bilinear; column and row are in units of the grid. NaN outside and beside holes.
func (l lattice) read(column, row float64) float64 {
	if !(column >= 0 && row >= 0 && column <= float64(l.nx-1) && row <= float64(l.ny-1)) {
		return math.NaN()
	}
	i, j := min(int(column), l.nx-2), min(int(row), l.ny-2)
	fx, fy := column-float64(i), row-float64(j)
	v := 0.0
	for k, weight := range [4]float64{(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy} {
		if weight > 0 { // a hole beside a crossing does not reach it
			v += weight * l.z[(j+k/2)*l.nx+i+k%2]
		}
	}
	if !drawable(v, false) {
		return math.NaN()
	}
	return v
}

// contour is the region of a lattice at or above a level, in units of the grid.
type contour struct {
	region [][]point // closed outlines, the region on their left, holes included: for a fill
	lines  [][]point // where the surface crosses the level: the outlines without the grid's edge and the edges of holes
}

// contourAt traces a level by marching squares (Lorensen and Cline's marching cubes of 1987 in the plane). Each cell holds the pieces of
// the outline that its four corners tell; the lattice is thought to lie in a sea at -Inf, so that all outlines close. A saddle, whose
// corners leave two readings, is read by the mean of the corners.
func (l lattice) contourAt(level float64) contour {
	// The grid with its sea has (nx+2) x (ny+2) crossings. An edge's number is twice that of its first crossing, plus one for an edge that
	// goes up a row. next[e] is the edge at which the piece that starts on edge e ends; 0 is none, since edge 0 lies in the sea.
	w := l.nx + 2
	next := make([]int32, 2*w*(l.ny+2))
	edge := func(i, j int, up bool) int32 { // i, j from -1
		e := int32(2 * ((j+1)*w + i + 1))
		if up {
			e++
		}
		return e
	}
	for j := -1; j < l.ny; j++ {
		for i := -1; i < l.nx; i++ {
			corners := [4]float64{l.at(i, j), l.at(i+1, j), l.at(i+1, j+1), l.at(i, j+1)}
			mask := 0
			for k, z := range corners {
				if z >= level {
					mask |= 1 << k
				}
			}
			if mask == 0 || mask == 15 {
				continue
			}
			if mask == 5 || mask == 10 {
				if mean := (corners[0] + corners[1] + corners[2] + corners[3]) / 4; mean >= level {
					mask += 16 // the two high corners are joined
				}
			}
			sides := [4]int32{edge(i, j, false), edge(i+1, j, true), edge(i, j+1, false), edge(i, j, true)}
			for _, piece := range marching[mask] {
				next[sides[piece[0]]] = sides[piece[1]]
			}
		}
	}
	var out contour
	for e := range next {
		if next[e] == 0 {
			continue
		}
		var loop []point
		var real []bool // whether the surface crosses the level there
		for at := int32(e); next[at] != 0; {
			p, crossed := l.crossing(int(at), level)
			loop, real = append(loop, p), append(real, crossed)
			at, next[at] = next[at], 0
		}
		out.region = append(out.region, loop)
		out.lines = append(out.lines, cut(loop, real)...)
	}
	return out
}

// marching lists, for each set of high corners, the pieces of the outline in a cell: from one side to another, the high ground on
// the left. Corners and sides count from the first crossing on around the cell: sides are first row, far column, far row, first column.
// 16 more is the second reading of a saddle.
var marching = [32][][2]int{
	1: {{0, 3}}, 2: {{1, 0}}, 3: {{1, 3}}, 4: {{2, 1}}, 5: {{0, 3}, {2, 1}}, 6: {{2, 0}}, 7: {{2, 3}},
	8: {{3, 2}}, 9: {{0, 2}}, 10: {{1, 0}, {3, 2}}, 11: {{1, 2}}, 12: {{3, 1}}, 13: {{0, 1}}, 14: {{3, 0}},
	16 + 5: {{0, 1}, {2, 3}}, 16 + 10: {{3, 0}, {1, 2}},
}

// crossing is where a level lies on an edge, in units of the grid; on an edge into the sea it is the shore, and not real.
func (l lattice) crossing(edge int, level float64) (p point, real bool) {
	w := l.nx + 2
	i, j := edge/2%w-1, edge/2/w-1
	di, dj := 1, 0
	if edge%2 == 1 {
		di, dj = 0, 1
	}
	a, b := l.at(i, j), l.at(i+di, j+dj)
	share := (level - a) / (b - a)
	switch {
	case math.IsInf(a, -1):
		share = 1
	case math.IsInf(b, -1):
		share = 0
	default:
		real = true
	}
	return point{float64(i) + share*float64(di), float64(j) + share*float64(dj)}, real
}

// cut leaves the pieces of a closed outline between places that are not real; the whole, closed, if all are.
func cut(loop []point, real []bool) [][]point {
	n := len(loop)
	start := slices.Index(real, false)
	if start < 0 {
		return [][]point{append(append([]point{}, loop...), loop[0])}
	}
	var out [][]point
	var piece []point
	for k := 1; k <= n; k++ {
		i := (start + k) % n
		if real[i] {
			piece = append(piece, loop[i])
			continue
		}
		if len(piece) > 1 {
			out = append(out, piece)
		}
		piece = nil
	}
	return out
}

const (
	// levelCount is about how many levels a surface is cut at: more than ten shades are hard to tell apart.
	levelCount = 9
	// levelSteep is the ratio of heights from which levels grow by a factor: evenly spaced ones would leave the valley bare.
	levelSteep = 5
	// levelTail is the share of the surface left to the lowest band and to the highest: a pit of one place or a corner that exploded
	// must not take the levels from all the rest.
	levelTail = 0.02
)

// levels chooses round heights to cut the surface at.
func (l lattice) levels() []tick {
	var sorted []float64
	for _, z := range l.z {
		if drawable(z, false) {
			sorted = append(sorted, z)
		}
	}
	if len(sorted) == 0 {
		return nil
	}
	slices.Sort(sorted)
	all := Range{sorted[0], sorted[len(sorted)-1]}
	most := Range{metric.Quantile(sorted, levelTail), metric.Quantile(sorted, 1-levelTail)}
	if all.Min < 0 || most.Min <= 0 || most.Max/most.Min < levelSteep {
		return evenLevels(all)
	}
	return growingLevels(most)
}

// evenLevels are multiples of a round step inside a range.
func evenLevels(r Range) []tick {
	if !(r.Min < r.Max) {
		return nil
	}
	var out []tick
	for _, t := range (Axis{}).ticks(r, levelCount+1) {
		if t.Value > r.Min && t.Value < r.Max {
			out = append(out, t)
		}
	}
	return out
}

// growingLevels grow by a factor over a range, rounded to two digits.
func growingLevels(r Range) []tick {
	var out []tick
	lo, hi := math.Log(r.Min), math.Log(r.Max)
	last := r.Min
	for k := 1; k <= levelCount; k++ {
		v, err := strconv.ParseFloat(strconv.FormatFloat(math.Exp(lo+(hi-lo)*float64(k)/(levelCount+1)), 'e', 1, 64), 64)
		if err != nil || v <= last || v >= r.Max {
			continue
		}
		last = v
		label := scientific(v, 1)
		if v >= 0.001 && v < 1e5 {
			label = say.Number(strconv.FormatFloat(v, 'f', -1, 64))
		}
		out = append(out, tick{v, label})
	}
	return out
}
