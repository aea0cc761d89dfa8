package compare

import (
	"math"
	"pawgrad/app/figure"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/nn/spec"
	"slices"
)

// Norms is the chart of the norms of gradients or of steps: of the part in view of
// the latest round, and its first seed that has any, the runs shown.
func (c *Comparison) Norms(step bool) figure.Multiples {
	f := figure.Multiples{
		Title: say.Text("Gradient norm by layer"), X: figure.Axis{Label: say.Text("Epoch")},
		Y: figure.Axis{Label: say.Text("L2 norm of the gradient"), Log: true},
	}
	if step {
		f.Title, f.Y.Label = say.Text("Step size by layer"), say.Text("L2 norm of the step")
	}
	if round := c.session.Latest(); round != nil && len(round.Parts) > 1 {
		f.Title += ": " + record.PartTitle(round.Parts[c.Part()])
	}
	var first *session.Run
	part := c.Part()
	for _, r := range c.session.Runs {
		layers := r.Started.Layers
		if !c.session.Current(r) || r.Part != part || r.Hidden || len(r.Norms.Epoch) == 0 || first != nil && (!r.Beside(first) || !slices.Equal(layers, first.Started.Layers)) {
			continue
		}
		if first == nil {
			first = r
			f.X.Show = figure.Range{Max: float64(r.Spec.Epochs)}
			f.Panels = make([]figure.Panel, len(layers))
			for i, name := range layers {
				f.Panels[i].Name = name
			}
		}
		rows := r.Norms.Gradient
		if step {
			rows = r.Norms.Update
		}
		for i := range f.Panels {
			s := figure.Series{Name: r.Method().Name, Style: style(r), X: r.Norms.Epoch}
			for _, row := range rows {
				if i < len(row) {
					s.Y = append(s.Y, float64(row[i]))
				}
			}
			f.Panels[i].Series = append(f.Panels[i].Series, s)
		}
	}
	return f
}

// Measured reports whether there is a measured surface of the latest round.
func (c *Comparison) Measured() bool {
	return c.session.Landscape.Result != nil && c.session.Latest() != nil && c.session.Landscape.Round == c.session.Latest().Number
}

// Surface is the measured surface with the runs' paths.
func (c *Comparison) Surface() figure.Landscape {
	result := c.session.Landscape.Result
	if result == nil {
		return figure.Landscape{Title: say.Text("Loss around the paths")}
	}
	f := figure.Landscape{
		Title: say.Text("Loss around the paths"), X: result.X, Y: result.Y,
		XAxis:    figure.Axis{Label: figure.MainDirection(1, result.Explained[0])},
		YAxis:    figure.Axis{Label: figure.MainDirection(2, result.Explained[1])},
		LossAxis: figure.Axis{Label: say.Text("Cross-entropy (nats)")},
	}
	for _, row := range result.Loss {
		measured := make([]float64, len(row))
		for i, loss := range row {
			if measured[i] = loss; loss < 0 { // no finite number, as the protocol has it
				measured[i] = math.NaN()
			}
		}
		f.Loss = append(f.Loss, measured)
	}
	for _, p := range result.Paths {
		if r := c.session.Run(p.Run); r != nil {
			f.Paths = append(f.Paths, figure.LandscapePath{Name: r.Method().Name, Style: style(r), Points: p.Points})
		}
		if epochs := c.session.Landscape.Epochs[p.Run]; len(epochs) > 0 && epochs[len(epochs)-1] != float64(len(epochs)-1) {
			f.StepName = "waypoint" // not one for each epoch
		}
	}
	return f
}

// Architecture draws the network of a run.
func Architecture(r spec.Run) figure.Figure {
	m := r.Network()
	var layers []figure.Layer
	for _, l := range m.Layers(r.ImageSize) {
		name := l.Name
		if l.Activation != "" {
			name += ", " + l.Activation
		}
		shape := []int{l.Height, l.Width, l.Channels}
		if l.Height == 0 {
			shape = shape[2:]
		}
		layers = append(layers, figure.Layer{Kind: string(l.Kind), Name: name, Shape: shape, Params: l.Params, Frozen: l.Frozen})
	}
	f := figure.Architecture{Title: m.Name, Layers: layers}
	if r.Model == spec.VGG19 {
		f.Cut = "block5_conv1"
		if r.Train == spec.TrainHead {
			f.Cut = say.Text("the head")
		}
	}
	return f
}
