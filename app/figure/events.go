package figure

import "math"

// eventLabel is where the word of an event stands.
type eventLabel struct {
	event int
	box   Rect
}

// eventClear is how far an event's word keeps from curves, in gaps.
const eventClear = 0.35

// placeEvents sets each event's word beside its line, as high as it can be without lying on a
// curve, an end's name or another word: right of the line, or else left of it. Where there is no
// such place it stands where it hides least.
func (out *LineLayout) placeEvents() []eventLabel {
	var labels []eventLabel
	for i, e := range out.line.Events {
		x := out.x.at(e.X)
		if !(x >= out.Plot.X && x <= out.Plot.Right()) {
			continue
		}
		best, least := Rect{}, math.Inf(1)
		for _, box := range out.eventBoxes(x, e.Label) {
			hidden := out.hiddenBy(box, labels, i)
			if hidden < least {
				best, least = box, hidden
			}
			if hidden == 0 {
				break
			}
		}
		labels = append(labels, eventLabel{i, best})
	}
	return labels
}

// eventBoxes are the places of a word beside a line at x, the best first.
func (out *LineLayout) eventBoxes(x float64, word string) []Rect {
	t := out.theme
	box := Rect{X: x + t.gap()/2, Y: out.Plot.Y, W: out.measure(word, t.small()), H: t.lineHeight()}
	sides := []float64{box.X, x - t.gap()/2 - box.W}
	if sides[1] < out.Plot.X {
		sides = sides[:1]
	} else if box.Right() > out.Plot.Right() {
		sides = sides[1:]
	}
	var boxes []Rect
	for ; box.Bottom() <= out.Plot.Bottom() || boxes == nil; box.Y += box.H / 2 {
		for _, box.X = range sides {
			boxes = append(boxes, box)
		}
	}
	return boxes
}

// hiddenBy is how much of the curves, markers, words before it and lines of other events a word of
// an event would hide.
func (out *LineLayout) hiddenBy(box Rect, before []eventLabel, event int) float64 {
	hidden := 0.0
	for _, l := range before {
		if box.Meets(l.box) {
			hidden += 100
		}
	}
	for i, e := range out.line.Events {
		if x := out.x.at(e.X); i != event && x >= box.X && x <= box.Right() {
			hidden += 10
		}
	}
	near := box.Grown(eventClear * out.theme.gap())
	for _, c := range out.curves {
		for _, lines := range [2][][]point{c.line, c.raw} {
			for _, line := range lines {
				hidden += inside(line, near)
			}
		}
		marks := near.Grown(out.theme.Mark)
		for _, m := range c.marks {
			if marks.Contains(m.X, m.Y) {
				hidden++
			}
		}
		if c.end != nil && marks.Contains(c.end.X, c.end.Y) {
			hidden++
		}
	}
	return hidden
}

// inside counts the segments of a line that come into a rectangle.
func inside(line []point, r Rect) float64 {
	n := 0.0
	for i := 1; i < len(line); i++ {
		if crosses(line[i-1], line[i], r) {
			n++
		}
	}
	return n
}

// crosses reports whether a segment comes into a rectangle: of the part of it that lies between the
// rectangle's sides something lies between its top and bottom.
func crosses(a, b point, r Rect) bool {
	if a.X > b.X {
		a, b = b, a
	}
	if b.X < r.X || a.X > r.Right() {
		return false
	}
	y := func(x float64) float64 {
		if b.X == a.X {
			return a.Y
		}
		return a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X)
	}
	from, to := y(math.Max(a.X, r.X)), y(math.Min(b.X, r.Right()))
	if a.X == b.X {
		from, to = a.Y, b.Y
	}
	return math.Max(from, to) >= r.Y && math.Min(from, to) <= r.Bottom()
}

// drawEvents paints a dashed line for each event.
func (l LineLayout) drawEvents(s Surface) {
	t := l.theme
	for _, label := range l.events {
		e := l.line.Events[label.event]
		x := l.x.at(e.X)
		var p Path
		p.Segment(x, l.Plot.Y, x, l.Plot.Bottom())
		s.Path(&p, Paint{Stroke: e.Style.On(t), Width: t.Thin, Dash: []float64{2 * t.size(), 3 * t.size()}})
	}
}

// nameEvents writes each event's word, over what crosses it.
func (l LineLayout) nameEvents(s Surface) {
	t := l.theme
	for _, label := range l.events {
		s.Text(Text{X: label.box.X, Y: label.box.Y, S: l.line.Events[label.event].Label, Font: t.small(), Baseline: Top, Color: t.Ink, Halo: t.Ground})
	}
}
