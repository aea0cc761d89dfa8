package figure

import (
	"math"
	"strings"

	"pawgrad/app/say"
)

// layLabels writes each level once on one of its lines, where there is most room: away from paths, other labels and the edges.
func (out *LandscapeLayout) layLabels(m Measure) {
	t, f := out.theme, out.landscape
	for k, level := range out.levels {
		half := m(level.Label, t.small()) / 2
		best, room := point{}, 0.0
		for _, line := range out.isolines[k] {
			for i, g := range line {
				if i%2 == 1 && len(line) > 20 { // every other place is near enough
					continue
				}
				at := point{out.x.at(between(f.X, g.X)), out.y.at(between(f.Y, g.Y))}
				if r := out.roomAt(at, half); r > room {
					best, room = at, r
				}
			}
		}
		if room > 0 {
			out.labels = append(out.labels, levelLabel{best, k})
		}
	}
}

// roomAt is how far a label of a half width at a place would lie from all else, CSS pixels; 0 where it may not lie.
func (out *LandscapeLayout) roomAt(at point, half float64) float64 {
	t, p := out.theme, out.Plot
	edge := math.Min(math.Min(at.X-half-p.X, p.Right()-at.X-half), math.Min(at.Y-t.Small/2-p.Y, p.Bottom()-at.Y-t.Small/2))
	if edge < t.gap() {
		return 0
	}
	room := math.Min(edge, 40*t.size()) // farther from the edge is no better
	for _, other := range out.labels {
		d := math.Hypot(at.X-other.at.X, at.Y-other.at.Y)
		if d < labelApart*t.size() {
			return 0
		}
		room = math.Min(room, d/2)
	}
	for _, line := range out.paths {
		for i := range line.points {
			from := line.points[max(0, i-1)]
			d := toSegment(at, from, line.points[i], half/(t.Small/2))
			if d < labelClear*t.size() {
				return 0
			}
			room = math.Min(room, d)
		}
	}
	return room
}

// toSegment is the distance of a place from a segment, with x squeezed by a factor: a label is that many times as wide as high.
func toSegment(at, a, b point, squeeze float64) float64 {
	squeeze = math.Max(1, squeeze)
	ax, ay := (a.X-at.X)/squeeze, a.Y-at.Y
	dx, dy := (b.X-a.X)/squeeze, b.Y-a.Y
	share := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		share = math.Max(0, math.Min(1, -(ax*dx+ay*dy)/d))
	}
	return math.Hypot(ax+share*dx, ay+share*dy)
}

// layFocus lists what lies where the visitor points: a path's point if one is near, else the surface's height there.
func (out *LandscapeLayout) layFocus(m Measure) {
	f, t := out.landscape, out.theme
	if f.Focus == nil {
		return
	}
	at := point{out.x.at(f.Focus.X), out.y.at(f.Focus.Y)}
	if !drawable(at.X, false) || !drawable(at.Y, false) || !out.Plot.Contains(at.X, at.Y) {
		return
	}
	head, where := "here", [2]float64{f.Focus.X, f.Focus.Y}
	near := 2.5 * t.Mark
	for _, line := range out.paths {
		for i, p := range line.points {
			if d := math.Hypot(p.X-at.X, p.Y-at.Y); d < near {
				near, where = d, line.path.Points[i]
				head = strings.TrimPrefix(line.path.Name+", ", ", ") + f.step() + " " + Significant(float64(i))
			}
		}
	}
	loss := say.Text("not finite")
	if z := f.lossAt(out.lattice, where); !math.IsNaN(z) {
		loss = f.LossAxis.value(z)
	}
	rows := [][2]string{{"loss", loss}, {"across", f.XAxis.value(where[0])}, {"up", f.YAxis.value(where[1])}}
	out.tip = layTip(head, rows, point{out.x.at(where[0]), out.y.at(where[1])}, 2*t.Mark, out.frame.width, out.frame.height, t, m)
}
