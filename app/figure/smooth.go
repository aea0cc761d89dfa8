package figure

import "math"

// smooth is the exponential moving average of y with the given weight of the past, its start corrected as in Adam (Kingma and Ba,
// 2015, section 3): s_t = w*s_(t-1) + (1-w)*y_t, shown as s_t / (1 - w^t). Without the correction the first value would count
// far more than the rest. Gaps stay gaps and leave the average untouched.
func smooth(y []float64, weight float64) []float64 {
	out := make([]float64, len(y))
	var sum, seen float64
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			out[i] = math.NaN()
			continue
		}
		sum = weight*sum + (1-weight)*v
		seen = weight*seen + (1 - weight) // equals 1 - weight^t
		out[i] = sum / seen
	}
	return out
}

// point is a place on the surface.
type point struct{ X, Y float64 }

// perColumn is how many points of a polyline are kept per pixel column.
const perColumn = 2

// thin leaves out points of a polyline that cannot be told apart: of all points in one pixel column it keeps the lowest and the highest, in
// their order, and the very last. Noise keeps its height and a spike its tip (after Jugel et al., "M4", VLDB 2014, who also keep each
// column's first and last for an exact picture, at twice the points to paint). X ascends. Short lines come back as they are.
func thin(line []point, columns float64) []point {
	if float64(len(line)) <= perColumn*columns {
		return line
	}
	out := make([]point, 0, perColumn*int(columns)+perColumn)
	for start := 0; start < len(line); {
		column := math.Floor(line[start].X)
		end, lowest, highest := start+1, start, start
		for ; end < len(line) && line[end].X < column+1; end++ {
			if line[end].Y < line[lowest].Y {
				lowest = end
			}
			if line[end].Y > line[highest].Y {
				highest = end
			}
		}
		out = append(out, line[min(lowest, highest)])
		if lowest != highest {
			out = append(out, line[max(lowest, highest)])
		}
		start = end
	}
	if last := line[len(line)-1]; out[len(out)-1] != last {
		out = append(out, last)
	}
	return out
}
