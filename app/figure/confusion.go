package figure

import (
	"fmt"
	"math"

	"pawgrad/app/say"
)

// Confusion is a 2x2 confusion matrix: rows are what a photo shows, columns what the classifier said.
type Confusion struct {
	Title   string
	Classes [2]string  // plural names, such as "cats" and "dogs"
	Counts  [2][2]int  // Counts[actual][predicted]
	Chosen  [2][2]bool // cells with an outline, whose photos are shown elsewhere
}

// ConfusionLayout is a confusion matrix worked out for one size.
type ConfusionLayout struct {
	Cells [2][2]Rect // by actual, predicted

	matrix Confusion
	theme  Theme
	frame  frame
	empty  string
}

const (
	emptyConfusion = "Right and wrong answers appear here when a run has been tested"
	// cellAspect is the most that a cell is wider than high; wider ones look like a table and lose their shades.
	cellAspect = 1.7
)

// Heading implements Figure.
func (c Confusion) Heading() string { return c.Title }

func (c Confusion) total() int {
	return c.Counts[0][0] + c.Counts[0][1] + c.Counts[1][0] + c.Counts[1][1]
}

// share is the part of the photos of one class that was given a name, 0 to 1; 0 if there are none.
func (c Confusion) share(actual, predicted int) float64 {
	row := c.Counts[actual][0] + c.Counts[actual][1]
	return float64(c.Counts[actual][predicted]) / math.Max(1, float64(row))
}

// summary is the sentence under the title.
func (c Confusion) summary() string {
	if c.total() == 0 {
		return ""
	}
	right := c.Counts[0][0] + c.Counts[1][1]
	return say.F("Accuracy %s: %d of %d right", Fixed(4)(float64(right)/float64(c.total())), right, c.total())
}

// Describe implements Figure.
func (c Confusion) Describe() string {
	if c.total() == 0 {
		return say.F("Confusion matrix: %s. No data yet.", c.Title)
	}
	row := func(i int) string {
		return say.F("of %d %s, %d (%s) were called %s", c.Counts[i][0]+c.Counts[i][1], c.Classes[i], c.Counts[i][i], percent(c.share(i, i)), c.Classes[i])
	}
	return say.F("Confusion matrix: %s. %s; %s; %s.", c.Title, c.summary(), row(0), row(1))
}

// Table implements Figure: a row for each actual class, a column for each predicted one.
func (c Confusion) Table() Table {
	t := Table{Caption: c.Title, Head: []string{say.Text("Actual"), say.F("predicted %s", c.Classes[0]), say.F("predicted %s", c.Classes[1])}, Note: c.summary()}
	if c.total() == 0 {
		return t
	}
	for actual, class := range c.Classes {
		row := []string{class}
		for predicted := range c.Classes {
			row = append(row, fmt.Sprintf("%d (%s)", c.Counts[actual][predicted], percent(c.share(actual, predicted))))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func percent(share float64) string { return say.Number(fmt.Sprintf("%.1f %%", 100*share)) }

// Layout works the matrix out for a size in CSS pixels.
func (c Confusion) Layout(width, height float64, t Theme, m Measure) ConfusionLayout {
	out := ConfusionLayout{matrix: c, theme: t, frame: newFrame(c.Title, c.summary(), "", width, height, t, m)}
	area := out.frame.inner
	area.H = math.Max(1, height-out.frame.pad-area.Y)
	left := m("actual", t.small())
	for _, class := range c.Classes {
		left = math.Max(left, m(class, t.body()))
	}
	left += 2 * t.gap()
	top := 2 * t.lineHeight()
	gap := t.gap() / 2
	w, h := math.Max(1, (area.W-left-gap)/2), math.Max(1, (area.H-top-gap)/2)
	w, h = math.Min(w, h*cellAspect), math.Min(h, w)
	for actual := range 2 {
		for predicted := range 2 {
			out.Cells[actual][predicted] = Rect{area.X + left + float64(predicted)*(w+gap), area.Y + top + float64(actual)*(h+gap), w, h}
		}
	}
	if c.total() == 0 {
		out.empty = say.Text(emptyConfusion)
	}
	return out
}

// CellAt is the cell at a place, such as a click; false outside all cells.
func (l ConfusionLayout) CellAt(px, py float64) (actual, predicted int, ok bool) {
	for actual := range 2 {
		for predicted := range 2 {
			if l.Cells[actual][predicted].Contains(px, py) {
				return actual, predicted, true
			}
		}
	}
	return 0, 0, false
}

// Draw implements Figure.
func (c Confusion) Draw(s Surface, t Theme) { draw(c.Layout, s, t) }

// Draw paints the matrix.
func (l ConfusionLayout) Draw(s Surface) {
	t, c := l.theme, l.matrix
	l.frame.draw(s, t)
	if l.empty != "" {
		f := l.frame
		drawEmpty(s, t, Rect{f.inner.X, f.inner.Y, f.inner.W, f.height - f.inner.Y - f.pad}, l.empty)
		return
	}
	first := l.Cells[0][0]
	s.Text(Text{X: first.X, Y: first.Y - t.lineHeight() - t.gap(), S: say.Text("predicted"), Font: t.small(), Color: t.Muted})
	s.Text(Text{X: first.X - 2*t.gap(), Y: first.Y - t.gap(), S: say.Text("actual"), Font: t.small(), Anchor: End, Color: t.Muted})
	for i, class := range c.Classes {
		column, row := l.Cells[0][i], l.Cells[i][0]
		s.Text(Text{X: column.X + column.W/2, Y: column.Y - t.gap(), S: class, Font: t.body(), Anchor: Middle, Color: t.Ink})
		s.Text(Text{X: row.X - 2*t.gap(), Y: row.Y + row.H/2, S: class, Font: t.body(), Anchor: End, Baseline: Centred, Color: t.Ink})
	}
	for actual := range 2 {
		for predicted := range 2 {
			l.drawCell(s, actual, predicted)
		}
	}
}

// drawCell paints a cell in a shade by its share of its row, with its count and that share.
func (l ConfusionLayout) drawCell(s Surface, actual, predicted int) {
	t, c, cell := l.theme, l.matrix, l.Cells[actual][predicted]
	share := c.share(actual, predicted)
	ground := t.Accent.Fade(0.06 + 0.84*share).over(t.Ground)
	ink := inkOn(ground)
	var p Path
	p.Rect(cell)
	s.Path(&p, Paint{Fill: ground})
	if c.Chosen[actual][predicted] {
		outer := t.gap() / 4 // as far as the gap between cells lets two outlines stand apart
		var outline Path
		outline.Rect(Rect{cell.X - outer/2, cell.Y - outer/2, cell.W + outer, cell.H + outer})
		s.Path(&outline, Paint{Stroke: t.Ink, Width: t.Line})
	}
	x, y := cell.X+cell.W/2, cell.Y+cell.H/2
	count := Font{Size: math.Min(t.Title*1.5, cell.H/3), Bold: true}
	s.Text(Text{X: x, Y: y - t.gap()/2, S: fmt.Sprint(c.Counts[actual][predicted]), Font: count, Anchor: Middle, Color: ink})
	s.Text(Text{X: x, Y: y + t.gap()*1.3, S: percent(share), Font: t.small(), Anchor: Middle, Baseline: Top, Color: ink})
}
