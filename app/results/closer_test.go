package results

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/report"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestACellOfTheMatrixShowsItsPhotos(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs, report.New(screen, s, runs), Links{})
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 1)
	at := place(screen, b)
	layout := runs.Confusion().Layout(at.Width, at.Height, at.Theme, at.Measure)
	for actual := range 2 {
		for called := range 2 {
			cell := layout.Cells[actual][called]
			in.pressConfusion(at.moved(cell.X+cell.W/2, cell.Y+cell.H/2))
			if want := (session.Cell{Actual: actual, Called: called}); in.cell != want {
				t.Fatalf("a press in %+v shows %+v", want, in.cell)
			}
			chosen := in.chosenConfusion().Chosen
			if !chosen[actual][called] || chosen[1-actual][called] || chosen[actual][1-called] || chosen[1-actual][1-called] {
				t.Errorf("the outlined cells are %v", chosen)
			}
			html := ui.HTMLString((&results{part{In: in}}).gallery(s.Runs[0]))
			if got, want := strings.Count(html, "<figure"), runs.Confusion().Counts[actual][called]; got != want {
				t.Errorf("%d photos are shown of a cell that counts %d", got, want)
			}
		}
	}
	before := in.cell
	in.pressConfusion(at.moved(1, 1))
	if in.cell != before {
		t.Error("a press beside the matrix changes what is shown")
	}
}

// here is a place in a chart.
type here struct{ widget.Place }

// place is the corner of a chart.
func place(screen *widget.Screen, b *fake.Browser) here {
	canvas := b.Canvas("figure")
	p := widget.Place{Theme: screen.Theme(), Measure: canvas.Measure}
	p.Width, p.Height = canvas.Size()
	return here{p}
}

// moved is another place in the same chart.
func (h here) moved(x, y float64) widget.Place {
	h.X, h.Y = x, y
	return h.Place
}
