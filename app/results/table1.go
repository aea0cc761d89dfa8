package results

import (
	"math"

	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// summaryTable is Table 1 of a round of several seeds or parts: a block of rows for each
// part.
func (p *results) summaryTable(table record.Table) ui.UI {
	var blocks []ui.UI
	for _, row := range table {
		if len(row.Cells) == 0 {
			continue
		}
		low, high := span(row.Cells, func(c record.Cell) (float64, float64) { return max(0, c.Low), min(1, c.High) })
		rows := make([]ui.UI, len(row.Cells))
		for i, c := range row.Cells {
			rows[i] = p.summaryRow(c, low, high)
		}
		title := record.PartTitle(p.In.session.Latest().Parts[row.Part])
		blocks = append(blocks, ui.TBody().DataSet("part", row.Part).Body(append([]ui.UI{
			ui.Tr().Class("part").Body(ui.Th().Scope("rowgroup").ColSpan(8).Text(title)),
		}, rows...)...))
	}
	return ui.Table().Class("table").ID("table-1").Body(append([]ui.UI{
		ui.Caption().Text(say.Text("Test accuracy by network and method")),
		ui.THead().Body(ui.Tr().Body(
			head(say.Text("Method"), ""),
			head(say.Text("Test accuracy"), say.Text("Share of the test photos named right, the mean of the seeds.")),
			head(say.Text("95 % interval"), say.Text("Of 20 intervals made so, 19 hold what is to be known: of one seed this network's accuracy on all photos of "+
				"the kind (Wilson's interval), of several the method's, over other starts and other photos.")),
			head(say.Text("Balanced accuracy"), say.Text("The mean of both classes' recalls, over the seeds: 0.5 for calling every photo the same.")),
			head(say.Text("Recall"), say.Text("Of each class, the share of its test photos named right, the mean of the seeds.")),
			head("n", say.Text("Seeds, and test photos for each.")),
			head(say.Text("Study"), say.Text("What the study reports (Krutov, Afanasyev, Nesterov, Bauman MSTU, Table 1).")),
			head(say.Text("Difference"), say.Text("Ours minus the study's.")),
		)),
	}, blocks...)...)
}

func (p *results) summaryRow(c record.Cell, low, high float64) ui.UI {
	study, difference := format.Missing, format.Missing
	if !math.IsNaN(c.Study) {
		study, difference = format.Accuracy(c.Study), signed(c.Mean-c.Study)
	}
	range95 := number(format.Missing)
	if !math.IsNaN(c.Low) {
		range95 = ui.Td().Body(interval(c.Mean, c.Low, c.High, low, high, ""))
	}
	return ui.Tr().DataSet("method", string(c.Method.ID)).Body(
		ui.Th().Scope("row").Body(p.In.screen.Swatch(c.Method.ID, c.Look), ui.Text(c.Name())),
		ui.Td().Class("number accuracy").Text(format.Accuracy(c.Mean)),
		range95,
		ui.Td().Class("number balanced").Text(format.Accuracy(c.Balanced)),
		ui.Td().Class("number recall").Text(recalls(p.In.session.SetOfRound(p.In.session.Latest()), c.Recall)),
		number(format.Whole(len(c.Runs))+" × "+format.Whole(c.Images)),
		number(study),
		number(difference),
	)
}

// signed writes a difference of accuracies.
func signed(x float64) string {
	if x < 0 {
		return "−" + format.Accuracy(-x)
	}
	return "+" + format.Accuracy(x)
}

// spread shows the two figures of how far the methods differ and scatter.
func (p *results) spread() ui.UI {
	in := p.In
	box := func() figure.Box { return in.runs.Box(in.boxes) }
	toggle := func(id, text, help string, on bool, change func(*compare.Boxes)) ui.UI {
		return widget.Toggle(id, text, help, on, func() { in.look(func() { change(&in.boxes) }) })
	}
	return ui.Div().Class("spread").Body(
		ui.Div().Class("figures").Body(
			in.rowChart("figure-forest", func() int { return len(in.runs.Forest().Rows) }, func(row *int) figure.Figure {
				f := in.runs.Forest()
				f.Focus = row
				return f
			}, func(p widget.Place) rowed { return in.runs.Forest().Layout(p.Width, p.Height, p.Theme, p.Measure) }).On(in.screen),
			in.rowChart("figure-box", func() int { return len(box().Groups) }, func(row *int) figure.Figure {
				f := box()
				f.Focus = row
				return f
			}, func(p widget.Place) rowed { return box().Layout(p.Width, p.Height, p.Theme, p.Measure) }).On(in.screen),
		),
		ui.Div().Class("toggles").Role("group").Aria("label", say.Text("Box plot")).Body(
			toggle("box-batches", say.Text("By batch"), say.Text("Boxes over the batches of test photos, as in the study's figure 6."), !in.boxes.BySeed,
				func(b *compare.Boxes) { b.BySeed = false }),
			toggle("box-seeds", say.Text("By seed"), say.Text("Boxes over the seeds."), in.boxes.BySeed, func(b *compare.Boxes) { b.BySeed = true }),
			toggle("box-outliers", say.Text("Outliers"), say.Text("Shows values beyond the whiskers."), in.boxes.Outliers, func(b *compare.Boxes) { b.Outliers = !b.Outliers }),
		),
	)
}
