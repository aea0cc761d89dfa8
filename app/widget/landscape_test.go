package widget

import (
	"math"
	"strings"
	"testing"

	"pawgrad/app/browser/fake"
	"pawgrad/app/figure"
)

func TestALandscapeIsPaintedAndNamed(t *testing.T) {
	b := fake.NewBrowser()
	c := &landscape{part: part{In: NewScreen(b)}, of: Landscape{
		ID: "figure",
		Make: func() figure.Landscape {
			return figure.Landscape{Title: "Ravine", X: []float64{0, 1, 2}, Y: []float64{0, 1}, Loss: [][]float64{{1, 2, 3}, {2, 3, 5}}}
		},
		Upto: func() float64 { return 1 },
	}}
	c.canvas = b.Canvas("figure")
	c.paint()
	if svg := string(c.canvas.(*fake.Canvas).Bytes()); !strings.Contains(svg, "Ravine") || !strings.Contains(b.Labels["figure"], "Ravine") {
		t.Error("the surface is not drawn, or not put into words")
	}
}

func TestTallChartsTakeTheHeightOfTheirFigure(t *testing.T) {
	b := fake.NewBrowser()
	f := figure.Multiples{Title: "Layers", Panels: make([]figure.Panel, 12)}
	c := &chart{part: part{In: NewScreen(b)}, of: Chart{ID: "figure", Tall: true, Make: func() figure.Figure { return f }}}
	c.canvas = b.Canvas("figure")
	c.paint()
	want := math.Ceil(f.Height(460, c.In.Theme()))
	if got := b.Heights["figure"]; got != want || want < 300 {
		t.Errorf("the canvas is %v high, want %v", got, want)
	}
}
