package app

import (
	"testing"

	"pawgrad/app/figure"
	"pawgrad/nn/spec"
)

func TestRowsAreReadOutWhereTheVisitorPoints(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
	c := l.readRows(&chart{watching: watching{lab: l}, ID: figureForest},
		func(w, h float64, th figure.Theme, m figure.Measure) rowed { return l.forest().Layout(w, h, th, m) },
		func() int { return len(l.forest().Rows) })
	c.canvas = b.Canvas(c.ID)
	at := func() int {
		if row := l.row(c.ID); row != nil {
			return *row
		}
		return -1
	}
	width, height := c.canvas.Size()
	plot := l.forest().Layout(width, height, l.theme(), c.canvas.Measure).Plot
	for row := range 2 {
		if c.point(c, plot.X+9, plot.Y+plot.H*(0.25+0.5*float64(row))); at() != row {
			t.Errorf("pointing at row %d reads out %d", row, at())
		}
	}
	if c.point(c, plot.X+9, plot.Y-5); at() != -1 {
		t.Errorf("pointing above the rows reads out row %d", at())
	}
	for i, step := range []struct{ by, want int }{{1, 0}, {1, 1}, {1, 1}, {-1, 0}, {-1, 0}} {
		if c.step(c, step.by); at() != step.want {
			t.Errorf("key %d leads to row %d, want %d", i, at(), step.want)
		}
	}
	if l.row(figureBox) != nil {
		t.Error("another chart reads a row out as well")
	}
	if c.leave(); at() != -1 {
		t.Error("leaving the chart leaves its row read out")
	}
}
