package results

import (
	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/record"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// targets shows how soon the arms reach the accuracies that were to be reached.
func (p *results) targets(row record.Row) ui.UI {
	in := p.In
	if len(row.Targets) == 0 {
		return ui.Div().Class("unseen")
	}
	in.race.Target = min(in.race.Target, len(row.Targets)-1)
	var units []int
	for _, unit := range record.Units {
		units = append(units, int(unit))
	}
	controls := ui.Div().Class("inspect-head").Body(
		ui.Label().For("target").Text(say.Text("Time to target")),
		widget.Select("target", widget.UpTo(0, len(row.Targets)-1), in.race.Target, func(i int) string {
			return format.Fixed(row.Targets[i], 2)
		}, func(i int) { in.look(func() { in.race.Target = i }) }),
		ui.Label().For("target-unit").Text(say.Text("by")),
		widget.Select("target-unit", units, int(in.race.Unit), func(unit int) string { return record.Unit(unit).Name() },
			func(unit int) { in.look(func() { in.race.Unit = record.Unit(unit) }) }),
	)
	charts := []ui.UI{
		widget.Chart{ID: "figure-arrivals", Topics: redraw.OfTests, Make: func() figure.Figure { return in.runs.Arrivals(in.race) }}.On(in.screen),
	}
	if len(in.runs.Profile(in.race.Unit).Series) > 0 {
		charts = append(charts, widget.Chart{ID: "figure-profile", Topics: redraw.OfTests, Make: func() figure.Figure { return in.runs.Profile(in.race.Unit) }}.On(in.screen))
	}
	return ui.Section().Class("spread").ID("targets").Aria("label", say.Text("Time to target")).Body(
		controls,
		ui.Div().Class("scroll-x").Body(p.targetTable(row)),
		ui.P().Class("hint").ID("targets-note").Text(row.TargetsNote()),
		ui.Div().Class("figures").Body(charts...),
	)
}

// targetTable is the table of the target in view.
func (p *results) targetTable(row record.Row) ui.UI {
	target := row.Targets[p.In.race.Target]
	var heads []ui.UI
	for _, text := range record.TargetHead() {
		heads = append(heads, head(text, ""))
	}
	rows := make([]ui.UI, len(row.Cells))
	for i, c := range row.Cells {
		cells := []ui.UI{ui.Th().Scope("row").Body(p.In.screen.Swatch(c.Method.ID, c.Look), ui.Text(c.Name()))}
		for _, text := range c.TargetRow(target)[1:] {
			cells = append(cells, number(text))
		}
		rows[i] = ui.Tr().DataSet("method", string(c.Method.ID)).Body(cells...)
	}
	return ui.Table().Class("table").ID("targets-table").Body(
		ui.Caption().Text(say.F("Until %s of the validation photos are named right", format.Fixed(target, 2))),
		ui.THead().Body(ui.Tr().Body(heads...)), ui.TBody().Body(rows...))
}
