package figure

import (
	"math"

	"pawgrad/app/say"
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
	every   int      // one level in so many is written
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
	out := f.placed(width, height, t, m)
	if out.empty != "" {
		return out
	}
	out.laySurface()
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

// placed is the layout with frame, plot and key in their places and nothing inside the plot yet: all that the height depends on, at a
// small part of the cost.
func (f Landscape) placed(width, height float64, t Theme, m Measure) LandscapeLayout {
	out := LandscapeLayout{landscape: f, lattice: f.lattice(), theme: t, upto: 1}
	if data, _ := out.lattice.extent(); data.Min > data.Max {
		out.frame = newFrame(f.Title, f.up(), f.across(), width, height, t, m)
		out.empty = say.Text(emptyLandscape)
		return out
	}
	out.levels = out.lattice.levels()
	// The key stands where it leaves the larger plot.
	below, beside := out, out
	below.arrange(width, height, false, m)
	beside.arrange(width, height, true, m)
	if beside.key.upright && beside.Plot.W*beside.Plot.H > below.Plot.W*below.Plot.H {
		return beside
	}
	return below
}

// Height is the height in CSS pixels that the landscape wants at a width.
func (f Landscape) Height(width float64, t Theme) float64 {
	return f.wanted(width, t, Estimate)
}

func (f Landscape) wanted(width float64, t Theme, m Measure) float64 {
	const plenty = 4000
	l := f.placed(width, plenty, t, m)
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

// laySurface turns the lattice into paths: a band a level, one path of all lines, and the hatching of holes.
func (out *LandscapeLayout) laySurface() {
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
	r, holes := l.extent()
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
