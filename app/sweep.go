package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sweep shows what a search for learning rates has found, and offers to use it.
type sweep struct{ watching }

func (p *sweep) OnMount(ctx ui.Context) { p.watch(ctx, host.RunStates|viewTopic) }

func (p *sweep) Render() ui.UI {
	l := p.lab
	found, over := l.Swept()
	if found == nil {
		return ui.Div().Class("unseen")
	}
	note := "Short runs at five rates for each method; the ring marks the lowest loss on validation photos."
	if !over {
		note = "Under way: " + note
	}
	return ui.Section().Class("sweep").ID("sweep-result").Aria("label", "Learning rates").Body(
		l.readRates(&chart{watching: watching{lab: l}, ID: figureSweep, topics: host.RunStates, make: func() figure.Figure {
			f := l.sweepFigure()
			if p := l.pointing; p != nil && p.chart == figureSweep {
				f.Hover = &figure.Hover{X: p.rate, Readout: true}
			}
			return f
		}}),
		ui.Div().Class("row").Body(
			button("secondary", iconPlay, "Use these rates", func(ui.Context, ui.Event) { l.UseSwept() }, "use-rates").ID("use-rates").Disabled(!over),
			ui.Span().Class("hint").Text(note),
		),
	)
}

// figureSweep is the id of the sweep's chart.
const figureSweep = "figure-sweep"

// sweptLimit is the range of losses among which rates are told apart: guessing has ln 2 =
// 0.69, and by how far a rate is worse does not matter.
var sweptLimit = figure.Range{Min: 0, Max: 1.2}

// sweepFigure is the loss by learning rate.
func (l *lab) sweepFigure() figure.Sweep {
	f := figure.Sweep{Title: "Learning rates", Loss: figure.Axis{Label: "Validation loss (nats)", Limit: sweptLimit}}
	found, _ := l.Swept()
	for _, t := range found {
		f.Curves = append(f.Curves, figure.SweepCurve{Name: t.Method.Name, Style: figure.MethodStyle(string(t.Method.ID)),
			Rate: t.Rate, Loss: t.Loss, Chosen: t.Best})
	}
	return f
}

// startSweep begins the search and shows where its result will be.
func (l *lab) startSweep() {
	if !l.StartSweep() {
		return
	}
	l.turn(tabResults, func() { l.browser.Reveal("sweep-result") })
}
