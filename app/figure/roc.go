package figure

import (
	"math"
	"sort"
	"strings"

	"pawgrad/app/say"
)

// ROC shows how the true positive rate of each classifier trades against its false positive rate as its threshold moves.
type ROC struct {
	Title  string
	Curves []ROCCurve
	// Threshold marks the point of each curve where the classifier says yes from this score on; 0 marks none.
	Threshold float64
	// FalsePositive and TruePositive label the axes.
	FalsePositive, TruePositive string
}

// ROCCurve is one classifier's curve: parallel slices, from (0, 0) with the highest threshold to (1, 1) with the lowest.
type ROCCurve struct {
	Name                string
	Style               Style
	FPR, TPR, Threshold []float64 // Threshold may be nil: then no point is marked
	AUC                 float64   // the area under the curve, computed where the curve was
}

// ROCLayout is a ROC chart worked out for one size.
type ROCLayout struct {
	Plot Rect // the unit square

	roc    ROC
	theme  Theme
	frame  frame
	x, y   scale
	ticks  []tick
	curves []rocLine
	key    Rect // where curves are named, with their areas
	empty  string
}

type rocLine struct {
	curve ROCCurve
	name  []string // lines of its name in the key
	line  []point
	mark  *point // at the threshold
}

const (
	emptyROC = "ROC curves appear here when a run has been tested"
	areaHead = "area (AUC)"
	// nameLines is how many lines a name has at most in the key: with more, that of many curves would be higher than the square.
	nameLines = 2
)

// Heading implements Figure.
func (r ROC) Heading() string { return r.Title }

// Describe implements Figure.
func (r ROC) Describe() string {
	var parts []string
	for _, c := range r.ranked() {
		parts = append(parts, c.Name+" "+area(c.AUC))
	}
	if len(parts) == 0 {
		return say.F("ROC curves: %s. No data yet.", r.Title)
	}
	return say.F("ROC curves: %s. Area under the curve (0.5 is chance, 1 is perfect): %s.", r.Title, strings.Join(parts, ", "))
}

// rocRows is how many parts the false positive rate is divided into in the table.
const rocRows = 20

// Table implements Figure: the true positive rate of each curve by the false positive rate, and its area.
func (r ROC) Table() Table {
	ranked := r.ranked()
	t := Table{Caption: say.F("%s, true positive rate", r.Title), Head: []string{say.Text("False positive rate")}}
	areas := []string{say.Text(areaHead)}
	for _, c := range ranked {
		t.Head, areas = append(t.Head, c.Name), append(areas, area(c.AUC))
	}
	if len(ranked) == 0 {
		return t
	}
	for i := range rocRows + 1 {
		at := float64(i) / rocRows
		row := []string{Fixed(2)(at)}
		for _, c := range ranked {
			most := 0.0
			for k := range min(len(c.FPR), len(c.TPR)) {
				if c.FPR[k] <= at+sameValue {
					most = math.Max(most, c.TPR[k])
				}
			}
			row = append(row, Fixed(4)(most))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, areas)
	return t
}

func area(v float64) string { return Fixed(4)(v) }

// ranked is the curves that have points, the largest area first.
func (r ROC) ranked() []ROCCurve {
	var out []ROCCurve
	for _, c := range r.Curves {
		if min(len(c.FPR), len(c.TPR)) > 0 {
			out = append(out, c)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].AUC > out[b].AUC })
	return out
}

// Layout works the chart out for a size in CSS pixels.
func (r ROC) Layout(width, height float64, t Theme, m Measure) ROCLayout {
	out := ROCLayout{roc: r, theme: t}
	out.frame = newFrame(r.Title, r.TruePositive, r.FalsePositive, width, height, t, m)
	plot := out.frame.inner
	left := m("0.00", t.small()) + t.gap()
	side := math.Max(1, math.Min(plot.W-left-t.Small, plot.H))
	out.Plot = Rect{plot.X + left, plot.Y, side, side}
	out.x = scale{0, 1, out.Plot.X, out.Plot.Right(), false}
	out.y = scale{0, 1, out.Plot.Bottom(), out.Plot.Y, false}
	out.ticks = Axis{}.ticks(Range{0, 1}, 5)

	ranked := r.ranked()
	names := 0.0
	for _, c := range ranked {
		out.curves = append(out.curves, out.line(c))
		names = math.Max(names, m(c.Name, t.small()))
	}
	out.placeKey(names, plot.Right(), m)
	if len(ranked) == 0 {
		out.empty = emptyROC
	}
	return out
}

// placeKey sets the key beside the square, or in its lower right corner if that is where names fit. Names that fit nowhere are
// broken into lines where there is more room. Names is the widest one's width, right the end of what is free beside the square.
func (l *ROCLayout) placeKey(names, right float64, m Measure) {
	t := l.theme
	others := swatchWidth*t.size() + m(say.Text(areaHead), t.small()) + 4*t.gap() // of the key's width
	left := l.Plot.Right() + 2*t.gap() + t.Small
	inside, beside := l.Plot.W-2*t.gap(), right-left
	out := others+names <= beside || others+names > inside && beside > inside
	room := inside
	if out {
		room = beside
	}
	names = math.Max(1, math.Min(names, room-others))
	lines := 1 // the head
	for i, c := range l.curves {
		name := wrap(c.curve.Name, names, t.small(), m)
		if len(name) > nameLines {
			name = append(name[:nameLines-1], strings.Join(name[nameLines-1:], " "))
		}
		for k, line := range name {
			name[k] = fit(line, names, t.small(), m)
		}
		l.curves[i].name, lines = name, lines+len(name)
	}
	l.key = Rect{left, l.Plot.Y, others + names, float64(lines)*t.lineHeight() + t.gap()}
	if !out {
		l.key.X, l.key.Y = l.Plot.Right()-l.key.W-t.gap(), l.Plot.Bottom()-l.key.H-t.gap()
	}
}

func (l *ROCLayout) line(c ROCCurve) rocLine {
	n := min(len(c.FPR), len(c.TPR))
	out := rocLine{curve: c}
	var all []point
	for i := range n {
		if drawable(c.FPR[i], false) && drawable(c.TPR[i], false) {
			all = append(all, point{l.x.at(c.FPR[i]), l.y.at(c.TPR[i])})
		}
	}
	out.line = thin(all, l.Plot.W)
	if t := l.roc.Threshold; t > 0 && len(c.Threshold) >= n {
		// The last point whose threshold is still at or above t is what the classifier does at t.
		for i := n - 1; i >= 0; i-- {
			if c.Threshold[i] >= t && drawable(c.FPR[i], false) && drawable(c.TPR[i], false) {
				out.mark = &point{l.x.at(c.FPR[i]), l.y.at(c.TPR[i])}
				break
			}
		}
	}
	return out
}

// Draw implements Figure.
func (r ROC) Draw(s Surface, t Theme) { draw(r.Layout, s, t) }

// Draw paints the chart.
func (l ROCLayout) Draw(s Surface) {
	t := l.theme
	l.frame.draw(s, t)
	drawAxes(s, t, l.Plot, l.x, l.y, l.ticks, l.ticks)
	// The label follows the square, which may end above the figure's foot.
	l.frame.drawXLabel(s, t, l.Plot.Right(), l.frame.xLabelY-(l.frame.inner.Bottom()-l.Plot.Bottom()))
	if l.empty != "" {
		drawEmpty(s, t, l.Plot, l.empty)
		return
	}
	var chance Path
	chance.Segment(l.Plot.X, l.Plot.Bottom(), l.Plot.Right(), l.Plot.Y)
	s.Path(&chance, Paint{Stroke: t.Muted, Width: t.Hair, Dash: []float64{2 * t.size(), 4 * t.size()}})
	for i := len(l.curves) - 1; i >= 0; i-- { // the best on top
		strokeCurve(s, t, l.curves[i].curve.Style, outline([][]point{l.curves[i].line}, false))
	}
	for i := len(l.curves) - 1; i >= 0; i-- {
		if mark := l.curves[i].mark; mark != nil {
			drawMarks(s, t, l.curves[i].curve.Style, t.Mark*1.2, *mark)
		}
	}
	l.drawKey(s)
}

func (l ROCLayout) drawKey(s Surface) {
	t := l.theme
	var p Path
	p.Rect(l.key)
	s.Path(&p, Paint{Fill: t.Ground.Fade(0.9)})
	y := l.key.Y + t.gap()/2 + t.lineHeight()/2
	s.Text(Text{X: l.key.Right() - t.gap(), Y: y, S: say.Text(areaHead), Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Muted})
	for _, c := range l.curves {
		y += t.lineHeight()
		x, swatch := l.key.X+t.gap(), swatchWidth*t.size()
		drawSwatch(s, t, c.curve.Style, x, y, swatch)
		for i, line := range c.name {
			s.Text(Text{X: x + swatch + t.gap(), Y: y + float64(i)*t.lineHeight(), S: line, Font: t.small(), Baseline: Centred, Color: t.Ink})
		}
		s.Text(Text{X: l.key.Right() - t.gap(), Y: y, S: area(c.curve.AUC), Font: t.small(), Anchor: End, Baseline: Centred, Color: t.Ink})
		y += float64(len(c.name)-1) * t.lineHeight()
	}
}
