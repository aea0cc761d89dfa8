package classic

import (
	"fmt"

	"pawgrad/app/figure"
	"pawgrad/nn/spec"
)

const (
	// Steps is how many steps a walk in the picture has: enough for the slowest method to show where it is going.
	Steps = 100
	// grid is the number of places a side at which a surface is drawn: smooth at any size it is shown in.
	grid = 49
)

// Picture is the surface with the walks of some methods from a start. Set Upto to play it; [figure.LandscapeLayout.SpotAt] tells the
// start that a visitor points at.
func (s Surface) Picture(methods []spec.Method, start [2]float64, seed uint64) figure.Landscape {
	f := figure.Landscape{
		Title: s.Name, StepName: "step",
		XAxis: figure.Axis{Label: "weight 1", Value: figure.Fixed(2)}, YAxis: figure.Axis{Label: "weight 2", Value: figure.Fixed(2)},
		LossAxis: figure.Axis{Label: "Loss", Value: figure.Fixed(3)},
		Note:     fmt.Sprintf("%d steps each, from the ring.", Steps),
	}
	for i := range grid {
		share := float64(i) / (grid - 1)
		f.X = append(f.X, s.X.Min+share*(s.X.Max-s.X.Min))
		f.Y = append(f.Y, s.Y.Min+share*(s.Y.Max-s.Y.Min))
	}
	for _, y := range f.Y {
		row := make([]float64, grid)
		for i, x := range f.X {
			row[i] = s.loss(x, y)
		}
		f.Loss = append(f.Loss, row)
	}
	for _, m := range methods {
		f.Paths = append(f.Paths, figure.LandscapePath{Name: m.Name, Style: figure.MethodStyle(string(m.ID)),
			Points: s.Walk(m.ID, s.Hyper(m.ID), start, Steps, seed)})
	}
	return f
}
