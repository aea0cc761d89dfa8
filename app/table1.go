package app

import (
	"math"

	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// evaluation remembers the table of the latest round, which takes some milliseconds to
// work out, until another run has been tested.
type evaluation struct {
	round, tested int
	table         record.Table
}

// table is the latest round's Table 1, empty while nothing has been tested.
func (l *lab) table() record.Table {
	round := l.Latest()
	if round == nil {
		return nil
	}
	tested := 0
	for _, r := range l.Runs {
		if l.Current(r) && r.Status == session.Finished {
			tested++
		}
	}
	if tested == 0 {
		return nil
	}
	if e := &l.evaluated; e.round != round.Number || e.tested != tested {
		*e = evaluation{round.Number, tested, record.NewTable(l.Record(round))}
	}
	return l.evaluated.table
}

// tableRow is the part in view of the table, and whether there is one.
func (l *lab) tableRow() (record.Row, bool) {
	if table := l.table(); table != nil && len(table[l.part()].Cells) > 0 {
		return table[l.part()], true
	}
	return record.Row{}, false
}

// summaryTable is Table 1 of a round of several seeds or parts: a block of rows for each
// part.
func (p *results) summaryTable(table record.Table) ui.UI {
	var blocks []ui.UI
	for _, row := range table {
		if len(row.Cells) == 0 {
			continue
		}
		low, high := 1.0, 0.0
		for _, c := range row.Cells {
			low, high = math.Min(low, math.Max(0, c.Low)), math.Max(high, math.Min(1, c.High))
		}
		low, high = math.Floor(low/intervalStep)*intervalStep, math.Ceil(high/intervalStep)*intervalStep
		rows := make([]ui.UI, len(row.Cells))
		for i, c := range row.Cells {
			rows[i] = p.summaryRow(c, low, high)
		}
		title := partName(p.lab.Latest().Parts[row.Part])
		blocks = append(blocks, ui.TBody().DataSet("part", row.Part).Body(append([]ui.UI{
			ui.Tr().Class("part").Body(ui.Th().Scope("rowgroup").ColSpan(6).Text(title)),
		}, rows...)...))
	}
	head := func(text, help string) ui.UI {
		return ui.Th().Scope("col").Body(ui.Text(text), when(help != "", func() ui.UI { return tip(text, help) }))
	}
	return ui.Table().Class("table").ID("table-1").Body(append([]ui.UI{
		ui.Caption().Text("Test accuracy by network and method"),
		ui.THead().Body(ui.Tr().Body(
			head("Method", ""),
			head("Test accuracy", "Share of the test photos named right, the mean of the seeds."),
			head("95 % interval", "Of one seed Wilson's interval: what other test photos of the same kind would give. Of several Student's interval of the mean: what other starts would give."),
			head("n", "Seeds, and test photos for each."),
			head("Study", "What the study reports (Krutov, Afanasyev, Nesterov, Bauman MSTU, Table 1)."),
			head("Difference", "Ours minus the study's."),
		)),
	}, blocks...)...)
}

func (p *results) summaryRow(c record.Cell, low, high float64) ui.UI {
	number := func(text string) ui.UI { return ui.Td().Class("number").Text(text) }
	study, difference := missing, missing
	if !math.IsNaN(c.Study) {
		study, difference = accuracy(c.Study), signed(c.Mean-c.Study)
	}
	interval := ui.Td().Class("number").Text(missing)
	if !math.IsNaN(c.Low) {
		at := func(x float64) float64 { return 100 * (math.Max(low, math.Min(high, x)) - low) / (high - low) }
		pc := func(x float64) string { return fixed(x, 2) + "%" }
		interval = ui.Td().Body(ui.Div().Class("interval").Body(
			ui.Span().Class("interval-bar").Aria("hidden", true).Body(
				ui.Span().Class("interval-range").Style("left", pc(at(c.Low))).Style("width", pc(at(c.High)-at(c.Low))),
				ui.Span().Class("interval-point").Style("left", pc(at(c.Mean))),
			),
			ui.Span().Class("interval-text").Text(fixed(c.Low, 3)+" to "+fixed(c.High, 3)),
		))
	}
	return ui.Tr().DataSet("method", string(c.Method.ID)).Body(
		ui.Th().Scope("row").Body(p.lab.swatch(c.Method.ID), ui.Text(c.Method.Name)),
		ui.Td().Class("number accuracy").Text(accuracy(c.Mean)),
		interval,
		number(whole(len(c.Runs))+" × "+whole(c.Images)),
		number(study),
		number(difference),
	)
}

// signed writes a difference of accuracies.
func signed(x float64) string {
	if x < 0 {
		return "−" + accuracy(-x)
	}
	return "+" + accuracy(x)
}

// forest shows the part's accuracies with their intervals beside the study's.
func (l *lab) forest() figure.Forest {
	f := figure.Forest{Title: "Test accuracy", X: figure.Axis{Label: "Test accuracy", Value: accuracy}}
	row, ok := l.tableRow()
	if !ok {
		return f
	}
	f.Title += ": " + partName(l.Latest().Parts[row.Part])
	seeds := 1
	for _, c := range row.Cells {
		f.Rows = append(f.Rows, figure.ForestRow{Name: c.Method.Name, Style: figure.MethodStyle(string(c.Method.ID)),
			Value: c.Mean, Low: c.Low, High: c.High, Reference: c.Study})
		seeds = max(seeds, len(c.Runs))
	}
	f.Note = "Interval: 95 %, by Wilson, over the test photos."
	if seeds > 1 {
		f.Note = "Interval: 95 %, by Student's t, over the seeds."
	}
	return f
}

// box is the study's figure 6: how the test accuracies of each method scatter.
func (l *lab) box() figure.Box {
	f := figure.Box{Title: "Test accuracy", X: figure.Axis{Label: "Accuracy", Value: accuracy}, HideOutliers: !l.view.outliers}
	row, ok := l.tableRow()
	if !ok {
		return f
	}
	f.Title += ": " + partName(l.Latest().Parts[row.Part])
	if l.view.bySeed {
		f.Points, f.Note = true, "Each value: the accuracy of one seed on all test photos."
	} else {
		f.Note = "Each value: the accuracy on one batch of " + whole(row.Spec.BatchSize) + " test photos."
	}
	for _, c := range row.Cells {
		g := figure.Group{Name: c.Method.Name, Style: figure.MethodStyle(string(c.Method.ID)), Values: c.BatchAccuracies(), Reference: c.Study}
		if l.view.bySeed {
			g.Values = c.Accuracies()
		}
		f.Groups = append(f.Groups, g)
	}
	return f
}

// Ids of the charts in spread.
const figureForest, figureBox = "figure-forest", "figure-box"

// spread shows the two figures of how far the methods differ and scatter.
func (p *results) spread() ui.UI {
	l := p.lab
	toggle := func(id, text, help string, on bool, change func(*view)) ui.UI {
		return ui.Button().Type("button").Class("toggle").ID(id).Title(help).Aria("pressed", on).
			OnClick(func(ui.Context, ui.Event) { l.look(change) }, ui.EventScope(id)).Text(text)
	}
	topics := host.RunStates
	return ui.Div().Class("spread").Body(
		ui.Div().Class("figures").Body(
			l.readRows(
				&chart{watching: watching{lab: l}, ID: figureForest, topics: topics, tall: true, make: func() figure.Figure {
					f := l.forest()
					f.Focus = l.row(figureForest)
					return f
				}},
				func(w, h float64, t figure.Theme, m figure.Measure) rowed { return l.forest().Layout(w, h, t, m) },
				func() int { return len(l.forest().Rows) }),
			l.readRows(
				&chart{watching: watching{lab: l}, ID: figureBox, topics: topics, tall: true, make: func() figure.Figure {
					f := l.box()
					f.Focus = l.row(figureBox)
					return f
				}},
				func(w, h float64, t figure.Theme, m figure.Measure) rowed { return l.box().Layout(w, h, t, m) },
				func() int { return len(l.box().Groups) }),
		),
		ui.Div().Class("toggles").Role("group").Aria("label", "Box plot").Body(
			toggle("box-batches", "By batch", "Boxes over the batches of test photos, as in the study's figure 6.", !l.view.bySeed, func(v *view) { v.bySeed = false }),
			toggle("box-seeds", "By seed", "Boxes over the seeds.", l.view.bySeed, func(v *view) { v.bySeed = true }),
			toggle("box-outliers", "Outliers", "Shows values beyond the whiskers.", l.view.outliers, func(v *view) { v.outliers = !v.outliers }),
		),
	)
}
