package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pawgrad/app/say"
)

// Box is a box plot: one row a group, such as the test accuracies of each method over seeds or over batches. Rows lie flat so that
// names are read without turning the head and seven methods fit a phone. What box and whiskers mean is written below it; see
// [Quartiles] for the definitions.
type Box struct {
	Title        string
	X            Axis // of the values
	Groups       []Group
	Points       bool    // show each value over its box, as for a handful of seeds
	HideOutliers bool    // leave values beyond the whiskers out of the picture; the caption says how many
	Guess        float64 // the accuracy of always naming the larger class, 0 for none
	Note         string  // what a value is, before the rule of the boxes: "Each value: the accuracy on one batch of 32 test photos."
	Focus        *int    // the index of the group whose figures are listed in a small box, nil for none
}

// Group is the values of one box.
type Group struct {
	Name      string
	Style     Style
	Values    []float64
	Reference float64 // the study's value, drawn as a dashed tick; 0 or NaN is none
	// Sum is [QuartilesOf] the values where they are worked out once for many drawings, else nil.
	Sum *Quartiles
}

// quartiles sums up the group's values.
func (g Group) quartiles() Quartiles {
	if g.Sum != nil {
		return *g.Sum
	}
	return QuartilesOf(g.Values)
}

// BoxLayout is a box plot worked out for one size.
type BoxLayout struct {
	rowPlot
	box  Box
	rows []boxRow
}

type boxRow struct {
	group Group
	sum   Quartiles
	y     float64
	half  float64 // half the height of a box
}

const (
	emptyBox = "Boxes appear here when a method has results from several seeds"
	// boxAtLeast is the fewest values that a box sums up; fewer are drawn one by one, since quartiles of four values are mostly invention.
	boxAtLeast = 5
	boxRowGap  = 36  // between rows where the height is free, CSS pixels at scale 1
	boxInk     = 0.4 // weak enough for a median in ink to stand out
	boxRule    = "Box: quartiles (linear interpolation); bar: median; whiskers: outermost values within 1.5 interquartile ranges of the box (Tukey)."
	boxNoRule  = "Bar: median of the values, fewer than 5."
	theStudy   = "the study"
)

// Heading implements Figure.
func (b Box) Heading() string { return b.Title }

// Describe implements Figure.
func (b Box) Describe() string {
	var parts []string
	for _, g := range b.Groups {
		if q := g.quartiles(); q.N > 0 {
			part := g.Name + " " + b.X.value(q.Median) + say.F(" (quartiles %s to %s, n = %d)", b.X.value(q.Q1), b.X.value(q.Q3), q.N)
			if g.referenced() {
				part += fmt.Sprintf(", %s %s", say.Text(theStudy), b.X.value(g.Reference))
			}
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return say.F("Box plot: %s. No data yet.", b.Title)
	}
	return say.F("Box plot: %s, %s. Medians: %s. %s", b.Title, b.X.describe(), strings.Join(parts, "; "), b.caption())
}

// Table implements Figure: a row for each group.
func (b Box) Table() Table {
	t := Table{Caption: b.Title + ", " + b.X.Label, Note: b.Note,
		Head: []string{say.Text("Group"), "n", say.Text("Median"), say.Text("1st quartile"), say.Text("3rd quartile"), say.Text("Whiskers"), say.Text("Outliers"), say.Text(theStudy)}}
	for _, g := range b.Groups {
		q := QuartilesOf(g.Values)
		if q.N == 0 {
			continue
		}
		outliers, reference := missing, missing
		if len(q.Outliers) > 0 {
			texts := make([]string, len(q.Outliers))
			for i, v := range q.Outliers {
				texts[i] = b.X.value(v)
			}
			outliers = strings.Join(texts, ", ")
		}
		if g.referenced() {
			reference = b.X.value(g.Reference)
		}
		t.Rows = append(t.Rows, []string{g.Name, strconv.Itoa(q.N), b.X.value(q.Median), b.X.value(q.Q1), b.X.value(q.Q3),
			say.F("%s to %s", b.X.value(q.Lowest), b.X.value(q.Highest)), outliers, reference})
	}
	return t
}

func (g Group) referenced() bool { return drawable(g.Reference, false) && g.Reference != 0 }

// caption says what is drawn: what a value is, the rule of the boxes, what was left out.
func (b Box) caption() string {
	boxes, few, outliers, referenced := false, false, 0, false
	for _, g := range b.Groups {
		q := g.quartiles()
		boxes = boxes || q.N >= boxAtLeast
		few = few || q.N > 0 && q.N < boxAtLeast
		if q.N >= boxAtLeast {
			outliers += len(q.Outliers)
		}
		referenced = referenced || g.referenced()
	}
	var parts []string
	if b.Note != "" {
		parts = append(parts, b.Note)
	}
	switch {
	case boxes && few:
		parts = append(parts, say.Text(boxRule), say.Text("Fewer than 5 values: each is shown."))
	case boxes:
		parts = append(parts, say.Text(boxRule))
	case few:
		parts = append(parts, say.Text(boxNoRule))
	}
	switch {
	case outliers == 0:
	case b.HideOutliers:
		parts = append(parts, say.F("%s hidden.", say.F("%d {outlier|outliers}", outliers)))
	case !b.Points:
		parts = append(parts, say.Text("Markers: outliers."))
	}
	if boxes && b.Points {
		parts = append(parts, say.Text("Markers: the single values."))
	}
	if referenced {
		parts = append(parts, say.F("Dashed tick: %s.", say.Text(theStudy)))
	}
	if note := guessNote(b.Guess, b.X); note != "" {
		parts = append(parts, note)
	}
	return strings.Join(parts, " ")
}

// Height is the height in CSS pixels at which the rows have comfortable room.
func (b Box) Height(width float64, t Theme) float64 {
	return b.plot(width, 1000, t, Estimate).wanted(boxRowGap)
}

func (b Box) plot(width, height float64, t Theme, m Measure) rowPlot {
	return newRowPlot(b.Title, b.caption(), b.X, len(b.Groups), width, height, t, m)
}

// Layout works the plot out for a size in CSS pixels.
func (b Box) Layout(width, height float64, t Theme, m Measure) BoxLayout {
	out := BoxLayout{box: b, rowPlot: b.plot(width, height, t, m)}
	names := 0.0
	data := Range{math.Inf(1), math.Inf(-1)}
	include := func(values ...float64) {
		for _, v := range values {
			data = Range{math.Min(data.Min, v), math.Max(data.Max, v)}
		}
	}
	half := math.Min(out.frame.inner.H/float64(max(1, len(b.Groups)))*0.3, 11*t.size())
	medians, sizes, references := column{head: say.Text("median")}, column{head: "n", muted: true}, column{head: say.Text(theStudy), muted: true}
	referenced := false
	for i, g := range b.Groups {
		row := boxRow{group: g, sum: g.quartiles(), y: out.rowY[i], half: half}
		names = math.Max(names, m(g.Name, t.small()))
		median, reference := "", ""
		if row.sum.N > 0 {
			median = b.X.value(row.sum.Median)
			include(row.sum.Lowest, row.sum.Highest)
			if g.referenced() {
				referenced, reference = true, b.X.value(g.Reference)
				include(g.Reference)
			}
		}
		if !b.HideOutliers || row.sum.N < boxAtLeast {
			include(row.sum.Outliers...)
		}
		medians.cells = append(medians.cells, median)
		sizes.cells = append(sizes.cells, strconv.Itoa(row.sum.N))
		references.cells = append(references.cells, reference)
		out.rows = append(out.rows, row)
	}
	columns := []column{medians, sizes}
	if referenced && width >= labelWidth*t.size() {
		columns = []column{medians, references, sizes}
	}
	out.layAxis(b.X, data, names, columns, t.gap(), m)
	if data.Min > data.Max {
		out.empty = say.Text(emptyBox)
	} else if b.Focus != nil && *b.Focus >= 0 && *b.Focus < len(out.rows) {
		out.tip = out.layTip(out.rows[*b.Focus], m)
	}
	return out
}

// layTip lists the figures of a group.
func (l *BoxLayout) layTip(row boxRow, m Measure) *tip {
	q, value := row.sum, l.box.X.value
	rows := [][2]string{{"values", strconv.Itoa(q.N)}}
	x := l.Plot.X
	if q.N > 0 {
		x = l.x.at(math.Max(l.x.min, math.Min(l.x.max, q.Median)))
		rows = append(rows, [2]string{say.Text("median"), value(q.Median)})
	}
	if q.N >= boxAtLeast {
		rows = append(rows, [2]string{"quartiles", value(q.Q1) + "–" + value(q.Q3)}, [2]string{"whiskers", value(q.Lowest) + "–" + value(q.Highest)},
			[2]string{"outliers", strconv.Itoa(len(q.Outliers))})
	}
	if row.group.referenced() {
		rows = append(rows, [2]string{say.Text(theStudy), value(row.group.Reference)})
	}
	return layTip(row.group.Name, rows, point{x, row.y}, row.half+l.theme.gap(), l.frame.width, l.frame.height, l.theme, m)
}

// Draw implements Figure.
func (b Box) Draw(s Surface, t Theme) { draw(b.Layout, s, t) }
