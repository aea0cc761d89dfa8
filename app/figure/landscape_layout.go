package figure

import (
	"math"
	"strings"
)

// LandscapeLayout is a landscape worked out for one size. Its surface is ready to be painted, so that paths are played at the cost of
// their own lines: keep the layout, and draw [LandscapeLayout.At] for each frame.
type LandscapeLayout struct {
	Plot Rect // the area of the surface

	landscape Landscape
	lattice   lattice
	theme     Theme
	frame     frame
	x, y      scale
	xTicks    []tick
	yTicks    []tick
	levels    []tick
	bands     []*Path // bands[0] is all that was measured, bands[k] what lies at or above levels[k-1]
	lines     *Path
	isolines  [][][]point // of each level, in units of the grid
	hatch     *Path       // nil without holes
	labels    []levelLabel
	paths     []pathLayout
	key       landscapeKey
	tip       *tip
	empty     string
	upto      float64 // share of the paths to draw
}

// levelLabel is a level's height on one of its lines.
type levelLabel struct {
	at    point
	level int
}

// pathLayout is a path in pixels.
type pathLayout struct {
	path   LandscapePath
	points []point
}

// landscapeKey is the bar of colours: below the plot from left to right, or beside it from the foot up.
type landscapeKey struct {
	upright bool
	bar     Rect
	label   []string // lines above the bar
	labelY  float64  // base line of the first
	every   int      // each how-manieth level is written
	legend  []legendEntry
}

// Sizes in CSS pixels at scale 1.
const (
	keyBar      = 10  // thickness of the bar of colours
	keyStep     = 8   // least height of a band in an upright bar
	keyBeside   = 150 // width that a key beside the plot takes
	labelApart  = 46  // between two level labels
	labelClear  = 9   // between a level label and a path
	landAspect  = 2.1 // the most that a window may be longer than high for one unit to be as long along both axes
	landHighest = 640 // height of a plot that has all the room it wants
)

// Layout works the landscape out for a size in CSS pixels.
func (f Landscape) Layout(width, height float64, t Theme, m Measure) LandscapeLayout {
	out := LandscapeLayout{landscape: f, lattice: f.lattice(), theme: t, upto: 1}
	if f.Upto != nil {
		out.upto = math.Max(0, math.Min(1, *f.Upto))
	}
	data, holes := out.lattice.extent()
	if data.Min > data.Max {
		out.frame = newFrame(f.Title, f.up(), f.across(), width, height, t, m)
		out.empty = emptyLandscape
		if f.Empty != "" {
			out.empty = f.Empty
		}
		return out
	}
	out.levels = out.lattice.levels()
	// The key stands where it leaves the larger plot.
	below, beside := out, out
	below.arrange(width, height, false, m)
	beside.arrange(width, height, true, m)
	if beside.key.upright && beside.Plot.W*beside.Plot.H > below.Plot.W*below.Plot.H {
		out = beside
	} else {
		out = below
	}
	out.laySurface(holes)
	for _, p := range f.Paths {
		line := pathLayout{path: p}
		for _, at := range p.Points[:p.drawable()] {
			line.points = append(line.points, point{out.x.at(at[0]), out.y.at(at[1])})
		}
		out.paths = append(out.paths, line)
	}
	out.layLabels(m)
	out.layFocus(m)
	return out
}

// Height is the height in CSS pixels that the landscape wants at a width.
func (f Landscape) Height(width float64, t Theme) float64 {
	return f.wanted(width, t, Estimate)
}

func (f Landscape) wanted(width float64, t Theme, m Measure) float64 {
	const plenty = 4000
	l := f.Layout(width, plenty, t, m)
	if l.empty != "" || l.key.upright {
		return landHighest * t.size() * 0.75
	}
	spare := math.Max(0, plenty-l.Plot.H)
	return math.Min(landHighest*t.size(), l.Plot.H) + spare - l.slack()
}

// slack is the height that the plot's shape leaves unused.
func (l LandscapeLayout) slack() float64 { return l.frame.inner.Bottom() - l.Plot.Bottom() }

// arrange places frame, plot and key, the key beside the plot or below it.
func (out *LandscapeLayout) arrange(width, height float64, beside bool, m Measure) {
	f, t := out.landscape, out.theme
	out.frame = newFrame(f.Title, f.up(), f.across(), width, height, t, m)
	if !beside {
		out.frame.addLegend(f.series(), t, m)
	}
	out.frame.addNote(f.caption(out.lattice), t, m)
	plot := out.frame.inner
	keyWidth := keyBeside * t.size()
	for _, s := range f.series() {
		keyWidth = math.Max(keyWidth, swatchWidth*t.size()+t.gap()+m(s.Name, t.small()))
	}
	if beside {
		plot.W -= keyWidth + 2*t.gap()
	} else if len(out.levels) > 0 {
		used := keyBar*t.size() + 2*t.lineHeight() + 2.2*t.gap()
		plot.H = math.Max(1, plot.H-used)
		out.frame.inner.H, out.frame.xLabelY = plot.H, out.frame.xLabelY-used
	}
	nx, ny := out.lattice.nx, out.lattice.ny
	xr, yr := Range{f.X[0], f.X[nx-1]}, Range{f.Y[0], f.Y[ny-1]}
	n := clampInt(plot.H/(yTickGap*t.size()), 2, 6)
	out.yTicks = f.YAxis.ticks(yr, n)
	left := 0.0
	for _, tick := range out.yTicks {
		left = math.Max(left, m(tick.Label, t.small()))
	}
	plot.X += left + t.gap()
	plot.W = math.Max(1, plot.W-left-t.gap()-t.Small)
	plot.H = math.Max(1, plot.H)
	if aspect := (xr.Max - xr.Min) / (yr.Max - yr.Min); aspect < landAspect && aspect > 1/landAspect {
		plot.W, plot.H = math.Min(plot.W, plot.H*aspect), math.Min(plot.H, plot.W/aspect)
	} else {
		plot.H = math.Min(plot.H, plot.W)
	}
	for n := clampInt(plot.W/(xTickGap*t.size()), 1, 8); n <= 9 && len(out.xTicks) < 2; n++ { // a lone tick gives no scale
		out.xTicks = apartTicks(f.XAxis.ticks(xr, n), xr, plot.W, t, m)
	}
	out.Plot = plot
	out.x = scale{xr.Min, xr.Max, plot.X, plot.Right(), false}
	out.y = scale{yr.Min, yr.Max, plot.Bottom(), plot.Y, false}
	if beside {
		out.keyBeside(keyWidth, m)
	} else {
		out.keyBelow(m)
	}
}

// series is the paths as series, for a legend.
func (f Landscape) series() []Series {
	var out []Series
	for _, p := range f.Paths {
		out = append(out, Series{Name: p.Name, Style: p.Style})
	}
	return out
}

// keyBelow lays the bar of colours under the x axis.
func (out *LandscapeLayout) keyBelow(m Measure) {
	if len(out.levels) == 0 {
		return
	}
	t := out.theme
	bottom := out.Plot.Bottom() + t.lineHeight()
	if out.frame.xLabel != "" {
		bottom += t.lineHeight()
	}
	key := landscapeKey{label: []string{fit(out.landscape.LossAxis.Label, out.frame.width-2*out.frame.pad, t.small(), m)}, every: 1}
	key.labelY = bottom + 1.7*t.gap() + t.Small*capHeight
	key.bar = Rect{out.Plot.X, key.labelY + t.gap()*0.9, math.Max(out.Plot.W, math.Min(360*t.size(), out.frame.inner.Right()-out.Plot.X-t.Small)), keyBar * t.size()}
	widest := 0.0
	for _, level := range out.levels {
		widest = math.Max(widest, m(level.Label, t.small()))
	}
	for step := key.bar.W / float64(len(out.levels)+1); step*float64(key.every) < widest+t.gap() && key.every < len(out.levels); {
		key.every++
	}
	out.key = key
}

// keyBeside lays legend and bar right of the plot, if both fit there.
func (out *LandscapeLayout) keyBeside(width float64, m Measure) {
	t := out.theme
	key := landscapeKey{upright: true, every: 1}
	x, y := out.Plot.Right()+2*t.gap()+t.Small, out.Plot.Y
	row := t.lineHeight() * 1.15
	for _, s := range out.landscape.series() {
		if s.Name != "" {
			key.legend = append(key.legend, legendEntry{x, y + row/2, s.Name, s.Style})
			y += row
		}
	}
	if len(key.legend) > 0 {
		y += row / 2
	}
	if len(out.levels) > 0 {
		key.label = wrap(out.landscape.LossAxis.Label, width, t.small(), m)
		key.labelY = y + t.Small*capHeight
		y += float64(len(key.label))*t.lineHeight() + t.gap()
		step := math.Min(24*t.size(), (out.Plot.Bottom()-y)/float64(len(out.levels)+1))
		if step < keyStep*t.size() {
			return // too low: the key goes below
		}
		for step*float64(key.every) < t.lineHeight()*0.9 {
			key.every++
		}
		key.bar = Rect{x, y, keyBar * t.size(), step * float64(len(out.levels)+1)}
	}
	if y > out.Plot.Bottom() {
		return
	}
	out.key = key
}

// laySurface turns the lattice into paths: a band a level, one path of all lines, and the hatching of holes.
func (out *LandscapeLayout) laySurface(holes bool) {
	l, f := out.lattice, out.landscape
	px := func(p point) (x, y float64) { return out.x.at(between(f.X, p.X)), out.y.at(between(f.Y, p.Y)) }
	add := func(path *Path, line []point) {
		for i, p := range line {
			if x, y := px(p); i == 0 {
				path.Move(x, y)
			} else {
				path.Line(x, y)
			}
		}
	}
	out.lines = &Path{}
	r, _ := l.extent()
	for k := -1; k < len(out.levels); k++ {
		level := r.Min
		if k >= 0 {
			level = out.levels[k].Value
		}
		c, band := l.contourAt(level), &Path{}
		for _, loop := range c.region {
			add(band, loop)
			band.Close()
		}
		out.bands = append(out.bands, band)
		if k >= 0 {
			out.isolines = append(out.isolines, c.lines)
			for _, line := range c.lines {
				add(out.lines, line)
			}
		}
	}
	if holes {
		out.hatch = &Path{}
		p, apart := out.Plot, 7*out.theme.size()
		for d := apart; d < p.W+p.H; d += apart { // from the left or lower edge up to the right
			x0, y0 := p.X, p.Y+d
			if over := y0 - p.Bottom(); over > 0 {
				x0, y0 = x0+over, p.Bottom()
			}
			x1, y1 := p.X+d, p.Y
			if over := x1 - p.Right(); over > 0 {
				x1, y1 = p.Right(), y1+over
			}
			out.hatch.Segment(x0, y0, x1, y1)
		}
	}
}

// between is the coordinate at a place in units of the grid.
func between(xs []float64, at float64) float64 {
	i := max(0, min(int(at), len(xs)-2))
	return xs[i] + (at-float64(i))*(xs[i+1]-xs[i])
}

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
	loss := "not finite"
	if z := f.lossAt(out.lattice, where); !math.IsNaN(z) {
		loss = f.LossAxis.value(z)
	}
	rows := [][2]string{{"loss", loss}, {"across", f.XAxis.value(where[0])}, {"up", f.YAxis.value(where[1])}}
	out.tip = layTip(head, rows, point{out.x.at(where[0]), out.y.at(where[1])}, 2*t.Mark, out.frame.width, out.frame.height, t, m)
}

// SpotAt is a place in data units, for [Landscape.Focus] or for the start of a path; false outside of the surface.
func (l LandscapeLayout) SpotAt(px, py float64) (Spot, bool) {
	if l.empty != "" || !l.Plot.Contains(px, py) {
		return Spot{}, false
	}
	return Spot{l.x.value(px), l.y.value(py)}, true
}

// At is the same layout with another share of the paths drawn, 0 to 1.
func (l LandscapeLayout) At(share float64) LandscapeLayout {
	l.upto = math.Max(0, math.Min(1, share))
	return l
}
