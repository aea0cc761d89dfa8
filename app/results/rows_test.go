package results

import (
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/report"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"
)

func TestRowsAreReadOutWhereTheVisitorPoints(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs, report.New(screen, s, runs), Links{})
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
	const id = "figure-forest"
	chart := in.rowChart(id, func() int { return len(runs.Forest().Rows) }, nil,
		func(p widget.Place) rowed { return runs.Forest().Layout(p.Width, p.Height, p.Theme, p.Measure) })
	at := func() int {
		if row := in.row(id); row != nil {
			return *row
		}
		return -1
	}
	here := place(screen, b)
	plot := runs.Forest().Layout(here.Width, here.Height, here.Theme, here.Measure).Plot
	for row := range 2 {
		if chart.Point(here.moved(plot.X+9, plot.Y+plot.H*(0.25+0.5*float64(row)))); at() != row {
			t.Errorf("pointing at row %d reads out %d", row, at())
		}
	}
	if chart.Point(here.moved(plot.X+9, plot.Y-5)); at() != -1 {
		t.Errorf("pointing above the rows reads out row %d", at())
	}
	for i, step := range []struct{ by, want int }{{1, 0}, {1, 1}, {1, 1}, {-1, 0}, {-1, 0}} {
		if chart.Step(step.by); at() != step.want {
			t.Errorf("key %d leads to row %d, want %d", i, at(), step.want)
		}
	}
	if in.row("figure-box") != nil {
		t.Error("another chart reads a row out as well")
	}
	if chart.Leave(); at() != -1 {
		t.Error("leaving the chart leaves its row read out")
	}
}
