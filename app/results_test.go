package app

import (
	"strings"
	"testing"

	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestACellOfTheMatrixShowsItsPhotos(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD}, 1)
	c := &chart{watching: watching{lab: l}, ID: "figure-confusion"}
	c.canvas = b.Canvas(c.ID)
	width, height := c.canvas.Size()
	layout := l.confusion().Layout(width, height, l.theme(), c.canvas.Measure)
	for actual := range 2 {
		for called := range 2 {
			cell := layout.Cells[actual][called]
			l.pressConfusion(c, cell.X+cell.W/2, cell.Y+cell.H/2)
			if want := (session.Cell{Actual: actual, Called: called}); l.view.cell != want {
				t.Fatalf("a press in %+v shows %+v", want, l.view.cell)
			}
			chosen := l.chosenConfusion().Chosen
			if !chosen[actual][called] || chosen[1-actual][called] || chosen[actual][1-called] || chosen[1-actual][1-called] {
				t.Errorf("the outlined cells are %v", chosen)
			}
			html := ui.HTMLString((&results{watching{lab: l}}).gallery(l.Runs[0]))
			if got, want := strings.Count(html, "<figure"), l.confusion().Counts[actual][called]; got != want {
				t.Errorf("%d photos are shown of a cell that counts %d", got, want)
			}
		}
	}
	before := l.view.cell
	l.pressConfusion(c, 1, 1)
	if l.view.cell != before {
		t.Error("a press beside the matrix changes what is shown")
	}
}
