package results

import (
	"pawgrad/app/figure"
	"pawgrad/app/redraw"
	"pawgrad/app/widget"
	"slices"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sweep shows what a search for learning rates has found, and offers to use it.
type sweep struct{ part }

func (p *sweep) Render() ui.UI {
	in := p.In
	found, over := in.session.Swept()
	if found == nil {
		return ui.Div().Class("unseen")
	}
	note := "Short runs at five rates for each method; the ring marks the lowest loss on validation photos."
	if !over {
		note = "Under way: " + note
	}
	return ui.Section().Class("sweep").ID("sweep-result").Aria("label", "Learning rates").Body(
		in.rateChart(),
		ui.Div().Class("row").Body(
			widget.Button("secondary", widget.IconPlay, "Use these rates", func(ui.Context, ui.Event) { in.session.UseSwept() }, "use-rates").ID("use-rates").Disabled(!over),
			ui.Span().Class("hint").Text(note),
		),
	)
}

// figureSweep is the id of the sweep's chart.
const figureSweep = "figure-sweep"

// rateChart reads out the losses at the rate that the visitor points at.
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
