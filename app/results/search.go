package results

import (
	"slices"
	"strconv"

	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// found shows what a search for learning rates has found, and offers to use it.
type found struct{ part }

func (p *found) Render() ui.UI {
	in := p.In
	f := in.session.Searched()
	if f == nil {
		return ui.Div().Class("unseen")
	}
	return ui.Section().Class("search").ID("search-result").Aria("label", say.Text("Learning rates")).Body(
		ui.P().Class("hint").ID("search-note").Text(searchNote(f)),
		in.rungs(),
		in.rateChart(),
		widget.When(len(f.Arms) > 0, func() ui.UI { return ui.Div().Class("scroll-x").Body(p.table(f)) }),
		ui.Div().Class("row").Body(
			widget.Button("secondary", widget.IconPlay, say.Text("Use these rates"), func(ui.Context, ui.Event) { in.session.UseRates() }, "use-rates").ID("use-rates").Disabled(!f.Over || len(f.Arms) == 0),
		),
	)
}

// searchNote says how far a search is, and what its rates rest on.
func searchNote(f *session.Found) string {
	by := say.Text(" Rates are chosen by validation photos alone; the test photos have no part in it.")
	switch {
	case !f.Over:
		return say.F("The search is at step %'d of %'d.%s", f.Rung, f.Rungs, by)
	case !f.Complete:
		return say.F("The search ended before its last step, so the rates are of what was tried until then.%s", by)
	}
	return say.F("The search is over.%s", by)
}

// rungs chooses which step of the search is in the chart.
func (in *Panel) rungs() ui.UI {
	epochs := in.runs.RungEpochs()
	if len(epochs) < 2 {
		return ui.Div().Class("unseen")
	}
	buttons := make([]ui.UI, len(epochs))
	for i, n := range epochs {
		buttons[i] = widget.Toggle("rung-"+strconv.Itoa(i+1), say.F("After %s", say.F("%'d {epoch|epochs}", n)), "", in.runs.Rung() == i,
			func() { in.look(func() { in.runs.ChooseRung(i) }) })
	}
	return ui.Div().Class("row").Role("group").Aria("label", say.Text("Step of the search")).Body(buttons...)
}

// budgets are of how many rates the table says what the best would have been.
var budgets = []int{1, 3, 6}

// table has for each arm the rate found, and how much it took to find one as good.
func (p *found) table(f *session.Found) ui.UI {
	heads := []ui.UI{
		head(say.Text("Arm"), ""), head(say.Text("Rate"), say.Text("The one with the highest mean validation accuracy at the last step; of equals the one with the lower loss.")),
		head(say.Text("Validation accuracy"), say.Text("The mean over the seeds at that rate, and the least and the greatest of a seed. The best of several is in "+
			"part the luckiest: expect a little less.")),
	}
	for _, k := range budgets {
		heads = append(heads, head(say.F("Best of %'d {rate|rates}", k), say.Text("What is to be expected of the best of so many, drawn by lot from those of the first step and trained as long. "+
			"The sooner it is good, the easier the method is to tune. A rate that diverges counts as guessing.")))
	}
	rows := make([]ui.UI, len(f.Arms))
	for i, a := range f.Arms {
		rate, accuracy := format.Missing, format.Missing
		if best, ok := a.Best(); ok {
			low, high := best.Spread()
			rate, accuracy = say.Number(spec.Number(best.Rate)), say.F("%s (%s to %s)", format.Accuracy(best.Mean()), format.Fixed(low, 3), format.Fixed(high, 3))
		}
		cells := []ui.UI{
			ui.Th().Scope("row").Body(p.In.screen.Swatch(a.Method, a.Look), ui.Text(a.Name),
				widget.When(edgeText(a) != "", func() ui.UI { return ui.Span().Class("remark").Text(edgeText(a)) })),
			number(rate), number(accuracy),
		}
		for _, k := range budgets {
			cells = append(cells, number(format.Fixed(a.After(k, f.Guess), 3)))
		}
		rows[i] = ui.Tr().DataSet("method", string(a.Method)).Body(cells...)
	}
	return ui.Table().Class("table").ID("search-table").Body(ui.THead().Body(ui.Tr().Body(heads...)), ui.TBody().Body(rows...))
}

// edgeText says where a better rate may be that was not tried.
func edgeText(a search.Arm) string {
	switch a.Edge() {
	case -1:
		return say.Text("the lowest rate tried: a lower one may be better")
	case 1:
		return say.Text("the highest rate tried: a higher one may be better")
	}
	return ""
}

// figureSweep is the id of the chart of accuracies by rate.
const figureSweep = "figure-sweep"

// rateChart reads out the accuracies at the rate that the visitor points at.
func (in *Panel) rateChart() ui.UI {
	return widget.Chart{
		ID: figureSweep, Topics: redraw.OfRateRows,
		Make: func() figure.Figure {
			f := in.runs.Sweep()
			if p := in.pointing; p != nil && p.chart == figureSweep {
				f.Hover = &figure.Hover{X: p.rate, Readout: true}
			}
			return f
		},
		Point: func(at widget.Place) {
			if rate, ok := in.runs.Sweep().Layout(at.Width, at.Height, at.Theme, at.Measure).HoverAt(at.X, at.Y); ok {
				in.point(&pointing{chart: figureSweep, rate: rate})
			} else {
				in.point(nil)
			}
		},
		Step:  in.stepRate,
		Leave: func() { in.point(nil) },
	}.On(in.screen)
}

// stepRate moves the pointing by rates that have been tried.
func (in *Panel) stepRate(by int) {
	var rates []float64
	for _, curve := range in.runs.Sweep().Curves {
		rates = append(rates, curve.Rate...)
	}
	slices.Sort(rates)
	rates = slices.Compact(rates)
	if len(rates) == 0 {
		return
	}
	at := 0
	if p := in.pointing; p != nil && p.chart == figureSweep {
		i, _ := slices.BinarySearch(rates, p.rate)
		at = min(max(i+by, 0), len(rates)-1)
	}
	in.point(&pointing{chart: figureSweep, rate: rates[at]})
}
