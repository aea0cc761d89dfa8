package compare

import (
	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/assets/bundled"
	"pawgrad/nn/metric"
	"slices"
)

// Table is the latest round's Table 1, empty while nothing has been tested. Of many runs it is
// the one that [Comparison.Evaluate] has worked out last for the round.
func (c *Comparison) Table() record.Table {
	round, tested := c.session.Latest(), c.testedRuns()
	if tested == 0 {
		return nil
	}
	e, now := c.evaluated, basis{round.Number, tested}
	if tested < manyTested && e.of != now {
		e.take(now, record.NewTable(c.session.Record(round)))
	}
	if e.of.round != round.Number {
		return nil
	}
	return e.table
}

// take remembers a table.
func (e *evaluation) take(of basis, table record.Table) {
	*e = evaluation{of: of, table: table, means: e.means}
}

// Evaluate works on the latest round's table for a moment, if it is of so many runs that
// [Comparison.Table] does not do it at once, and reports whether there is more to do.
func (c *Comparison) Evaluate() (more bool) {
	if c.ToEvaluate() == 0 {
		return false
	}
	round := c.session.Latest()
	e, now := c.evaluated, basis{round.Number, c.testedRuns()}
	if e.next == nil || e.nextOf != now {
		e.next, e.nextOf = record.Tabulate(c.session.Record(round)), now
		return true
	}
	if e.next.Next() {
		return true
	}
	e.take(now, e.next.Table())
	return false
}

// testedRuns counts the runs of the latest round that have been tested.
func (c *Comparison) testedRuns() int {
	n := 0
	for _, r := range c.session.Runs {
		if r.Status == session.Finished && c.session.Current(r) && len(r.Result.Test.Labels) > 0 {
			n++
		}
	}
	return n
}

// manyTested is from how many runs on their table is worked out bit by bit.
const manyTested = 500

// ToEvaluate is of how many tested runs the table has yet to be worked out by
// [Comparison.Evaluate].
func (c *Comparison) ToEvaluate() int {
	if tested := c.testedRuns(); tested >= manyTested && c.evaluated.of != (basis{c.session.Latest().Number, tested}) {
		return tested
	}
	return 0
}

// Row is the part in view of the table, and whether there is one.
func (c *Comparison) Row() (record.Row, bool) {
	if table := c.Table(); table != nil && len(table[c.Part()].Cells) > 0 {
		return table[c.Part()], true
	}
	return record.Row{}, false
}

// Summed reports whether the latest round has several runs of a method, which the
// summary puts together.
func (c *Comparison) Summed() bool {
	round := c.session.Latest()
	return round != nil && (len(round.Parts) > 1 || round.Parts[0].Seeds > 1)
}

// tested are the results of the runs in view.
func (c *Comparison) Tested() []session.Row {
	part := c.Part()
	return slices.DeleteFunc(c.session.Results(), func(r session.Row) bool { return c.session.Current(r.Run) && r.Run.Part != part })
}

// Inspected returns the tested run to look closer at, nil if there is none.
func (c *Comparison) Inspected() *session.Run {
	rows := c.Tested()
	for _, r := range rows {
		if r.Run.ID == c.inspected {
			return r.Run
		}
	}
	if len(rows) > 0 {
		return rows[0].Run
	}
	return nil
}

// Confusion is the confusion matrix of the run looked at.
func (c *Comparison) Confusion() figure.Confusion {
	f := figure.Confusion{Title: say.Text("Confusion matrix"), Classes: c.Plurals()}
	if r := c.Inspected(); r != nil {
		f.Title += ": " + c.Name(r)
		f.Counts = r.Confusion()
	}
	return f
}

// Plurals are the classes' names for several photos: those of the run looked at, else those
// of the set in use.
func (c *Comparison) Plurals() [2]string {
	set := protocol.DataLoaded{Classes: bundled.Classes[:]}
	if r := c.Inspected(); r != nil {
		set = c.session.SetOf(r)
	} else if c.session.Images.Set != nil {
		set = *c.session.Images.Set
	}
	return [2]string{format.Plural(set, 0), format.Plural(set, 1)}
}

// ROC holds the ROC curves of the tested runs in view, one a method: over several
// seeds their mean.
func (c *Comparison) ROC() figure.Figure {
	called := c.Plurals()
	f := figure.ROC{Title: say.Text("ROC curves"), Threshold: metric.Threshold,
		FalsePositive: say.F("%s called %s", format.Capital(called[0]), called[1]), TruePositive: say.F("%s called %s", format.Capital(called[1]), called[1])}
	for _, a := range c.Arms(false) {
		if curve, seeds := c.armROC(a); seeds > 0 {
			f.Curves = append(f.Curves, curve)
			if seeds > 1 {
				f.Title = say.Text("ROC curves, means over the seeds")
			}
		}
	}
	return f
}

// armROC is the ROC curve of a method, and over how many tested seeds.
func (c *Comparison) armROC(a Arm) (curve figure.ROCCurve, seeds int) {
	var tested Arm
	var levels [][]float32
	for _, r := range a {
		if r.Result == nil || len(r.Result.Test.Labels) == 0 {
			continue
		}
		at, auc := r.ROCLevels()
		tested, levels = append(tested, r), append(levels, at)
		curve.AUC += auc
	}
	if len(tested) == 0 {
		return curve, 0
	}
	curve.Name, curve.Style, curve.AUC = c.ArmName(a), style(a[0]), curve.AUC/float64(len(tested))
	one := len(tested) == 1
	var points []metric.ROCPoint
	if one {
		points = metric.ROC(tested[0].Result.Test.Probabilities, tested[0].Result.Test.Labels)
	} else {
		points = metric.MeanROC(levels...)
	}
	for _, p := range points {
		curve.FPR, curve.TPR = append(curve.FPR, p.FalsePositive), append(curve.TPR, p.TruePositive)
		if one {
			curve.Threshold = append(curve.Threshold, p.Threshold)
		}
	}
	return curve, len(tested)
}

// Forest shows the part's accuracies with their intervals beside the study's.
func (c *Comparison) Forest() figure.Forest {
	f := figure.Forest{Title: say.Text("Test accuracy"), X: figure.Axis{Label: say.Text("Test accuracy"), Value: format.Accuracy}}
	row, ok := c.Row()
	if !ok {
		return f
	}
	f.Title += ": " + record.PartTitle(c.session.Latest().Parts[row.Part])
	seeds := 1
	for _, cell := range row.Cells {
		f.Rows = append(f.Rows, figure.ForestRow{Name: cell.Name(), Style: figure.ArmStyle(string(cell.Method.ID), cell.Look),
			Value: cell.Mean, Low: cell.Low, High: cell.High, Reference: cell.Study})
		seeds = max(seeds, len(cell.Runs))
		f.Guess = cell.Guess
	}
	f.Note = say.Text("Interval: 95 %, by Wilson, over the test photos.")
	if seeds > 1 {
		f.Note = say.Text("Interval: 95 %, over seeds and test photos.")
	}
	return f
}

// Boxes says how a box plot is drawn: of seeds instead of batches, and with the values
// beyond the whiskers.
type Boxes struct{ BySeed, Outliers bool }

// boxKey is what a box plot depends on beside the table.
type boxKey struct {
	part int
	o    Boxes
}

// Box is the study's figure 6: how the test accuracies of each method scatter.
func (c *Comparison) Box(o Boxes) figure.Box {
	row, ok := c.Row()
	if !ok {
		return box(o)
	}
	key := boxKey{row.Part, o}
	f, known := c.evaluated.boxes[key]
	if !known {
		f = c.box(row, o)
		if c.evaluated.boxes == nil {
			c.evaluated.boxes = map[boxKey]figure.Box{}
		}
		c.evaluated.boxes[key] = f
	}
	return f
}

// box is a box plot without its boxes.
func box(o Boxes) figure.Box {
	return figure.Box{Title: say.Text("Test accuracy"), X: figure.Axis{Label: say.Text("Accuracy"), Value: format.Accuracy}, HideOutliers: !o.Outliers}
}

// box is the box plot of a row of the table.
func (c *Comparison) box(row record.Row, o Boxes) figure.Box {
	f := box(o)
	f.Title += ": " + record.PartTitle(c.session.Latest().Parts[row.Part])
	if o.BySeed {
		f.Points, f.Note = true, say.Text("Each value: the accuracy of one seed on all test photos.")
	} else {
		f.Note = say.F("Each value: the accuracy on one batch of %'d test photos, drawn by lot", row.Spec.BatchSize)
		if slices.ContainsFunc(row.Cells, func(cell record.Cell) bool { return len(cell.Runs) > 1 }) {
			f.Note += say.Text("; the mean over the seeds")
		}
		f.Note += "."
	}
	for _, cell := range row.Cells {
		g := figure.Group{Name: cell.Name(), Style: figure.ArmStyle(string(cell.Method.ID), cell.Look), Values: cell.BatchAccuracies(), Reference: cell.Study}
		if o.BySeed {
			g.Values = cell.Accuracies()
		}
		sum := figure.QuartilesOf(g.Values)
		g.Sum = &sum
		f.Groups = append(f.Groups, g)
		f.Guess = cell.Guess
	}
	return f
}
