package figure

import (
	"fmt"
	"math"
	"strings"

	"pawgrad/app/say"
)

// Forest shows one figure a row with its interval, such as the test accuracy of each method, and beside it the figure that another study
// found, as a hollow marker. Rows keep the order they are given in, that of the table they stand beside.
type Forest struct {
	Title string
	X     Axis // of the values
	Rows  []ForestRow
	Guess float64 // the accuracy of always naming the larger class, 0 for none
	Note  string  // a caption below: what the interval is
	Focus *int    // the index of the row whose figures are listed in a small box, nil for none
}

// ForestRow is one row. What is NaN is not there: a method not run yet, a single figure without an interval, a method the study lacks.
type ForestRow struct {
	Name      string
	Style     Style
	Value     float64
	Low, High float64
	Reference float64 // the study's value
}

// ForestLayout is a forest plot worked out for one size.
type ForestLayout struct {
	rowPlot
	forest Forest
}

const (
	emptyForest  = "Test accuracies appear here when a run has been tested"
	forestRowGap = 30 // between rows where the height is free, CSS pixels at scale 1
)

// Heading implements Figure.
func (f Forest) Heading() string { return f.Title }

// Describe implements Figure.
func (f Forest) Describe() string {
	var parts []string
	for _, r := range f.Rows {
		if !drawable(r.Value, f.X.Log) {
			continue
		}
		part := r.Name + " " + f.X.value(r.Value)
		if r.interval(f.X.Log) {
			part += say.F(" (%s to %s)", f.X.value(r.Low), f.X.value(r.High))
		}
		if drawable(r.Reference, f.X.Log) {
			part += fmt.Sprintf(", %s %s", say.Text(theStudy), f.X.value(r.Reference))
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return say.F("Values with intervals: %s. No data yet.", f.Title)
	}
	return strings.TrimSpace(say.F("Values with intervals: %s, %s. %s. %s", f.Title, f.X.describe(), strings.Join(parts, "; "), f.caption()))
}

// Table implements Figure: a row for each value.
func (f Forest) Table() Table {
	t := Table{Caption: f.Title + ", " + f.X.Label, Head: []string{say.Text("Method"), say.Text("here"), say.Text("Interval"), say.Text(theStudy)}, Note: f.Note}
	for _, r := range f.Rows {
		interval := missing
		if r.interval(f.X.Log) {
			interval = say.F("%s to %s", f.X.value(r.Low), f.X.value(r.High))
		}
		t.Rows = append(t.Rows, []string{r.Name, f.X.value(r.Value), interval, f.X.value(r.Reference)})
	}
	return t
}

func (r ForestRow) interval(log bool) bool { return drawable(r.Low, log) && drawable(r.High, log) }

// caption is the note, and what a hollow marker is if there is one.
func (f Forest) caption() string {
	text := f.Note
	for _, r := range f.Rows {
		if drawable(r.Reference, f.X.Log) {
			text += say.F(" Hollow marker: %s.", say.Text(theStudy))
			break
		}
	}
	return strings.TrimSpace(text + " " + guessNote(f.Guess, f.X))
}

func (f Forest) plot(width, height float64, t Theme, m Measure) rowPlot {
	return newRowPlot(f.Title, f.caption(), f.X, len(f.Rows), width, height, t, m)
}

// Height is the height in CSS pixels at which the rows have comfortable room.
func (f Forest) Height(width float64, t Theme) float64 {
	return f.plot(width, 1000, t, Estimate).wanted(forestRowGap)
}

// Layout works the plot out for a size in CSS pixels.
func (f Forest) Layout(width, height float64, t Theme, m Measure) ForestLayout {
	out := ForestLayout{forest: f, rowPlot: f.plot(width, height, t, m)}
	data, any, names := Range{math.Inf(1), math.Inf(-1)}, false, 0.0
	values, references, intervals := column{head: say.Text("here")}, column{head: say.Text(theStudy), muted: true}, column{head: say.Text("interval"), muted: true}
	write := func(v float64) string {
		if !drawable(v, f.X.Log) {
			return ""
		}
		data = Range{math.Min(data.Min, v), math.Max(data.Max, v)}
		return f.X.value(v)
	}
	for _, r := range f.Rows {
		names = math.Max(names, m(r.Name, t.small()))
		any = any || drawable(r.Value, f.X.Log)
		values.cells = append(values.cells, write(r.Value))
		references.cells = append(references.cells, write(r.Reference))
		interval := ""
		if r.interval(f.X.Log) {
			interval = write(r.Low) + "–" + write(r.High)
		}
		intervals.cells = append(intervals.cells, interval)
	}
	out.layAxis(f.X, data, names, []column{values, references, intervals}, 2*t.gap(), m)
	if !any {
		out.empty = say.Text(emptyForest)
	} else if f.Focus != nil && *f.Focus >= 0 && *f.Focus < len(f.Rows) {
		out.tip = out.layTip(*f.Focus, m)
	}
	return out
}

// layTip lists the figures of a row.
func (l *ForestLayout) layTip(row int, m Measure) *tip {
	r, value := l.forest.Rows[row], l.forest.X.value
	var rows [][2]string
	x := l.Plot.X + l.Plot.W/2
	if drawable(r.Value, l.forest.X.Log) {
		x = l.x.at(r.Value)
		rows = append(rows, [2]string{l.columns[0].head, value(r.Value)})
	} else {
		rows = append(rows, [2]string{l.columns[0].head, say.Text("not yet")})
	}
	if r.interval(l.forest.X.Log) {
		rows = append(rows, [2]string{"interval", value(r.Low) + "–" + value(r.High)})
	}
	if drawable(r.Reference, l.forest.X.Log) {
		rows = append(rows, [2]string{say.Text(theStudy), value(r.Reference)})
		if drawable(r.Value, l.forest.X.Log) {
			difference := value(r.Value - r.Reference)
			if r.Value >= r.Reference {
				difference = "+" + difference
			}
			rows = append(rows, [2]string{"difference", difference})
		}
	}
	return layTip(r.Name, rows, point{x, l.rowY[row]}, 2.5*l.theme.Mark, l.frame.width, l.frame.height, l.theme, m)
}

// Draw implements Figure.
func (f Forest) Draw(s Surface, t Theme) { draw(f.Layout, s, t) }

// Draw paints the plot.
func (l ForestLayout) Draw(s Surface) {
	l.draw(s, l.forest.Guess, func(i int) {
		row := l.forest.Rows[i]
		l.drawName(s, row.Style, row.Name, l.rowY[i])
		l.drawRow(s, row, l.rowY[i])
	})
}

// drawRow paints a row's hollow marker, its interval with caps, and its marker.
func (l ForestLayout) drawRow(s Surface, row ForestRow, y float64) {
	t, log := l.theme, l.forest.X.Log
	if row.interval(log) {
		var p Path
		lo, hi, cap := l.x.at(row.Low), l.x.at(row.High), t.Mark
		p.Segment(lo, y, hi, y)
		p.Segment(lo, y-cap, lo, y+cap)
		p.Segment(hi, y-cap, hi, y+cap)
		style := row.Style
		style.Dash = nil
		strokeCurve(s, t, style, &p)
	}
	if drawable(row.Reference, log) {
		var p Path
		row.Style.Marker.add(&p, l.x.at(row.Reference), y, 1.5*t.Mark)
		edge := row.Style.On(t)
		if row.Style.edged(t) {
			s.Path(&p, Paint{Fill: t.Ground, Stroke: outlineInk, Width: 1.8 * t.Thin})
			s.Path(&p, Paint{Stroke: edge, Width: 0.8 * t.Thin})
		} else {
			s.Path(&p, Paint{Fill: t.Ground, Stroke: edge, Width: 1.2 * t.Thin})
		}
	}
	if drawable(row.Value, log) {
		drawMarks(s, t, row.Style, 1.1*t.Mark, point{l.x.at(row.Value), y})
	}
}
