package figure

import (
	"fmt"
	"math"
	"math/rand/v2"

	"pawgrad/nn/metric"
)

// methods are the names of the seven, in the page's order.
var methods = []struct{ id, name string }{
	{"gd", "GD"}, {"sgd", "SGD"}, {"momentum", "Momentum"}, {"nesterov", "Nesterov"},
	{"adagrad", "Adagrad"}, {"rmsprop", "RMSprop"}, {"adam", "Adam"},
}

// accuracies draws made-up learning curves of the seven methods: alike in shape and close at the end, as real ones are.
func accuracies(points int, from, to float64) []Series {
	random := rand.New(rand.NewPCG(1, 2))
	var out []Series
	for i, m := range methods {
		s := Series{Name: m.name, Style: MethodStyle(m.id)}
		top := 0.70 + 0.014*float64(i)
		for k := range points {
			x := from + (to-from)*float64(k)/float64(max(1, points-1))
			s.X = append(s.X, x)
			s.Y = append(s.Y, top-(top-0.5)*math.Exp(-x/(2+float64(7-i)))+0.008*random.NormFloat64())
		}
		out = append(out, s)
	}
	return out
}

func accuracyChart() Line {
	return Line{
		Title:  "Validation accuracy",
		X:      Axis{Label: "Epoch", Show: Range{0, 24}, Whole: true},
		Y:      Axis{Label: "Share of photos named right", Value: Fixed(4)},
		Series: accuracies(24, 1, 24),
	}
}

// armsChart has ten arms of two methods.
func armsChart() Line {
	l := accuracyChart()
	first := l.Series[0]
	l.Title, l.Series, l.Legend = "Validation accuracy of ten arms", nil, true
	for look := range 10 {
		s := first
		s.Name, s.Style = fmt.Sprintf("SGD, δ %g", float64(look+1)/100), ArmStyle([]string{"sgd", "adam"}[look/5], look%5)
		s.Y = make([]float64, len(first.Y))
		for i, y := range first.Y {
			s.Y[i] = y - 0.02*float64(look)
		}
		l.Series = append(l.Series, s)
	}
	return l
}

// liveChart is a comparison on its way: each run has come a different distance.
func liveChart() Line {
	l := accuracyChart()
	for i := range l.Series {
		n := 5 + 3*i%8
		l.Series[i].X, l.Series[i].Y = l.Series[i].X[:n], l.Series[i].Y[:n]
	}
	return l
}

// lossChart has all that a chart can have at once: raw and smoothed lines, a band, a gap, a run that diverges, thin training curves.
func lossChart() Line {
	random := rand.New(rand.NewPCG(3, 4))
	l := Line{
		Title:  "Loss, five seeds",
		X:      Axis{Label: "Epoch", Show: Range{0, 12}, Whole: true},
		Y:      Axis{Label: "Cross-entropy (nats)", Limit: Range{0, 1.2}},
		Smooth: 0.7,
		Legend: true,
	}
	for i, m := range methods[3:] {
		s := Series{Name: m.name, Style: MethodStyle(m.id)}
		training := Series{Name: m.name + ", training", Style: MethodStyle(m.id).Training()}
		for k := range 60 {
			x := float64(k+1) / 5
			y := 0.35 + 0.35*math.Exp(-x/(2+float64(i))) + 0.02*random.NormFloat64()
			if m.id == "nesterov" && k == 30 {
				y = math.NaN()
			}
			if m.id == "rmsprop" {
				y += math.Exp(x-9) / 4
			}
			s.X, s.Y = append(s.X, x), append(s.Y, y)
			if m.id == "adam" {
				s.Lo, s.Hi = append(s.Lo, y-0.04), append(s.Hi, y+0.05)
			}
			training.X, training.Y = append(training.X, x), append(training.Y, y-0.02*x)
		}
		l.Series = append(l.Series, s)
		if m.id == "adam" {
			l.Series = append(l.Series, training)
		}
	}
	return l
}

// seedsChart is three methods over three seeds each, their means with bands and the single seeds behind, by epochs or by seconds.
func seedsChart(bySeconds bool) Line {
	random := rand.New(rand.NewPCG(7, 8))
	l := Line{
		Title: "Validation accuracy, 3 seeds",
		X:     Axis{Label: "Epoch", Show: Range{0, 12}, Whole: true},
		Y:     Axis{Label: "Share of photos named right", Value: Fixed(4)},
		Note:  BandCaption(3),
	}
	if bySeconds {
		l.X = Axis{Label: "Training time (min:s)", Clock: true}
	}
	var means []Series
	for i, m := range []int{2, 5, 6} {
		var members []Series
		for range 3 {
			s := Series{Name: methods[m].name, Style: MethodStyle(methods[m].id)}
			pace := 9 + random.Float64()
			for k := range 12 {
				x := float64(k + 1)
				s.Y = append(s.Y, 0.74+0.015*float64(i)-0.22*math.Exp(-x/(5-float64(i)))+0.012*random.NormFloat64())
				if bySeconds {
					x *= pace
				}
				s.X = append(s.X, x)
			}
			members = append(members, s)
		}
		for _, s := range members {
			l.Series = append(l.Series, s.Member())
		}
		means = append(means, OverSeeds(members))
	}
	l.Series = append(l.Series, means...)
	return l
}

// layers is the step size of each layer over time, from 6 layers of the CNN to 20 as VGG19 with its head would have.
func layers(n int) Multiples {
	random := rand.New(rand.NewPCG(9, 10))
	f := Multiples{Title: "Step size by layer", X: Axis{Label: "Epoch", Show: Range{0, 12}, Whole: true}, Y: Axis{Label: "Length of the step (L2)", Log: true}}
	for k := range n {
		p := Panel{Name: fmt.Sprintf("Conv %d", k+1)}
		switch {
		case k >= n-2:
			p.Name = fmt.Sprintf("Dense %d", k-n+3)
		case n > 10:
			p.Name = fmt.Sprintf("block%d_conv%d", k/4+1, k%4+1)
		}
		for i, m := range methods {
			s := Series{Name: m.name, Style: MethodStyle(m.id)}
			for e := range 48 {
				x := float64(e+1) / 4
				y := math.Pow(10, -3+float64(i)*0.4+0.3*math.Sin(float64(k))-x/10+0.06*random.NormFloat64())
				if m.id == "nesterov" && k == 2 && e > 30 {
					y = nan
				}
				s.X, s.Y = append(s.X, x), append(s.Y, y)
			}
			p.Series = append(p.Series, s)
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

func pointedAt(f Multiples, panel int, x float64) Multiples {
	f.Focus, f.Hover = panel, &Hover{X: x, Readout: true}
	return f
}

// rateSweep is the accuracy by learning rate with its spread, with runs that diverged at high rates.
func rateSweep() Sweep {
	w := Sweep{Title: "Learning rates, after 3 epochs", Accuracy: Axis{Label: "Validation accuracy", Value: Fixed(4)}, Note: BandCaption(3)}
	best := []float64{0.3, 0.1, 0.03, 0.03, 0.01, 0.001, 0.001}
	for i, m := range methods {
		c := SweepCurve{Name: m.name, Style: MethodStyle(m.id), Chosen: best[i]}
		for k := range 9 {
			rate := []float64{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1}[k]
			away := math.Log10(rate / best[i])
			accuracy := math.Max(0.5+0.004*float64(i), 0.74-0.01*float64(i%4)-0.05*away*away)
			if away > 1.2 && m.id != "gd" {
				accuracy = nan
			}
			c.Rate, c.Accuracy = append(c.Rate, rate), append(c.Accuracy, accuracy)
			c.Lo, c.Hi = append(c.Lo, accuracy-0.01-0.02*math.Abs(away)), append(c.Hi, accuracy+0.015)
		}
		w.Curves = append(w.Curves, c)
	}
	return w
}

func sweptAt(rate float64) Sweep {
	w := rateSweep()
	w.Hover = &Hover{X: rate, Readout: true}
	return w
}

// lossSurface is a valley as networks have them: bent, with one steep side, and two places where the loss was not finite.
func lossSurface() Landscape {
	const n = 31
	f := Landscape{
		Title: "Loss around the paths", XAxis: Axis{Label: MainDirection(1, 0.62)}, YAxis: Axis{Label: MainDirection(2, 0.21)},
		LossAxis: Axis{Label: "Training loss (nats)", Value: Fixed(4)}, Note: "Measured on 256 training photos.",
	}
	loss := func(x, y float64) float64 {
		u, v := x-4, y-0.06*x*x+1
		return 0.33 + 0.012*u*u + 0.09*v*v*math.Exp(0.12*v) + 0.03*math.Sin(x)*math.Sin(y)
	}
	for i := range n {
		f.X, f.Y = append(f.X, -8+0.55*float64(i)), append(f.Y, -6+0.45*float64(i))
	}
	for _, y := range f.Y {
		var row []float64
		for _, x := range f.X {
			row = append(row, loss(x, y))
		}
		f.Loss = append(f.Loss, row)
	}
	f.Loss[30][0], f.Loss[30][1], f.Loss[29][0], f.Loss[12][28] = inf, nan, inf, nan
	random := rand.New(rand.NewPCG(11, 12))
	for i, m := range methods {
		p := LandscapePath{Name: m.name, Style: MethodStyle(m.id)}
		x, y := -5.0, 4.0
		pace := 0.12 + 0.05*float64(i)
		for range 25 {
			p.Points = append(p.Points, [2]float64{x, y})
			gx, gy := (loss(x+0.01, y)-loss(x-0.01, y))/0.02, (loss(x, y+0.01)-loss(x, y-0.01))/0.02
			x, y = x-10*pace*gx+0.1*random.NormFloat64(), y-(3+float64(i))*pace*gy+0.1*random.NormFloat64()
		}
		f.Paths = append(f.Paths, p)
	}
	return f
}

func spotted(f Landscape, x, y float64) Landscape {
	f.Focus = &Spot{x, y}
	return f
}

func logChart() Line {
	l := Line{Title: "Training loss", X: Axis{Label: "Step"}, Y: Axis{Label: "Cross-entropy (nats)", Log: true}}
	for i, m := range methods {
		s := Series{Name: m.name, Style: MethodStyle(m.id)}
		for k := range 41 {
			x := float64(k * 50)
			s.X, s.Y = append(s.X, x), append(s.Y, 0.7*math.Exp(-x*float64(i)/2000))
		}
		l.Series = append(l.Series, s)
	}
	return l
}

func boxPlot() Box {
	random := rand.New(rand.NewPCG(5, 6))
	b := Box{Title: "Test accuracy over seeds", X: Axis{Label: "Share of photos named right", Value: Fixed(4)}}
	for i, m := range methods {
		g := Group{Name: m.name, Style: MethodStyle(m.id)}
		for range 12 - 2*i {
			g.Values = append(g.Values, 0.72+0.01*float64(i)+0.008*random.NormFloat64())
		}
		if i == 1 {
			g.Values = append(g.Values, 0.66)
		}
		b.Groups = append(b.Groups, g)
	}
	return b
}

// studied are the study's test accuracies of the CNN, by the index in methods; GD has none.
var studied = []float64{0, 0.7630, 0.7689, 0.7620, 0.7680, 0.7779, 0.7829}

// batchBoxes is the accuracy over test batches, as in the study's figure 6: many values, few different ones.
func batchBoxes() Box {
	random := rand.New(rand.NewPCG(15, 16))
	b := Box{Title: "Test accuracy over batches", X: Axis{Label: "Share of photos named right", Value: Fixed(4)}, Note: "Each value: one batch of 32 test photos."}
	for i, m := range methods[1:] {
		g := Group{Name: m.name, Style: MethodStyle(m.id), Reference: studied[i+1]}
		for range 31 {
			right := 0
			for range 32 {
				if random.Float64() < 0.74+0.01*float64(i) {
					right++
				}
			}
			g.Values = append(g.Values, float64(right)/32)
		}
		b.Groups = append(b.Groups, g)
	}
	return b
}

// seedBoxes is the accuracy over seeds, each shown, with one method read out.
func seedBoxes() Box {
	b, focus := boxPlot(), 2
	b.Points, b.Focus = true, &focus
	for i := range b.Groups {
		b.Groups[i].Reference = studied[i]
	}
	return b
}

// studyForest is Table 1's CNN column in the table's order, with GD, which the study lacks, not run yet.
func studyForest(focus *int) Forest {
	f := Forest{Title: "Test accuracy, CNN", X: Axis{Label: "Share of photos named right", Value: Fixed(4)}, Focus: focus,
		Note: "Bar: 95 % interval (Wilson) of 1000 test photos."}
	here := []float64{nan, 0.741, 0.752, 0.774, 0.768, 0.766, 0.785}
	for _, i := range []int{6, 5, 1, 4, 3, 2, 0} {
		r := ForestRow{Name: methods[i].name, Style: MethodStyle(methods[i].id), Value: here[i], Low: nan, High: nan, Reference: studied[i]}
		if i == 0 {
			r.Reference = nan
		} else {
			r.Low, r.High = metric.Wilson(int(here[i]*1000+0.5), 1000)
		}
		f.Rows = append(f.Rows, r)
	}
	return f
}

func rocChart() ROC {
	r := ROC{Title: "ROC on the test photos", Threshold: 0.5, FalsePositive: "Cats called dogs (false positive rate)", TruePositive: "Dogs called dogs (true positive rate)"}
	for i, m := range methods {
		c := ROCCurve{Name: m.name, Style: MethodStyle(m.id)}
		power := 0.5 - 0.05*float64(i) // TPR = FPR^power, whose area is 1/(1+power)
		for k := range 51 {
			x := float64(k) / 50
			c.FPR, c.TPR, c.Threshold = append(c.FPR, x), append(c.TPR, math.Pow(x, power)), append(c.Threshold, 1-x*2)
		}
		c.AUC = 1 / (1 + power)
		r.Curves = append(r.Curves, c)
	}
	return r
}

// longROC has an arm with a long name, as a visitor may write it.
func longROC() ROC {
	r := rocChart()
	r.Curves = r.Curves[:4]
	r.Curves[1].Name = "RMSprop, rate over time cosine to zero, weight decay 0.01, batch size 64 photos"
	r.Curves[2].Name = "Adam with a label that somebody wrote"
	return r
}

// guessedChart crosses what guessing gives where the line is named.
func guessedChart() Line {
	x, y := make([]float64, 21), make([]float64, 21)
	for i := range x {
		x[i], y[i] = float64(i), 0.53+0.04*math.Sin(float64(i))
	}
	return Line{Title: "Validation accuracy", X: Axis{Label: "Epoch", Whole: true}, Y: Axis{Label: "Share of photos named right", Show: Range{0.4, 0.7}}, Guess: 0.52,
		Events: []Event{{X: 10, Name: "Adam", Label: "δ 0.01", Style: MethodStyle("adam")}}, Series: []Series{{Name: "Adam", Style: MethodStyle("adam"), X: x, Y: y}}}
}

func confusionMatrix() Confusion {
	return Confusion{Title: "Adam on the test photos", Classes: [2]string{"cats", "dogs"}, Counts: [2][2]int{{391, 109}, {84, 416}}}
}

func cnn() Architecture {
	a := Architecture{Title: "CNN", Layers: []Layer{{Kind: "input", Name: "Photo", Shape: []int{64, 64, 3}}}}
	size, channels := 64, 3
	for _, filters := range []int{32, 64, 128, 128} {
		size -= 2
		a.Layers = append(a.Layers, Layer{Kind: "conv", Name: fmt.Sprintf("Conv 3×3, %d, relu", filters), Shape: []int{size, size, filters}, Params: (9*channels + 1) * filters})
		size, channels = size/2, filters
		a.Layers = append(a.Layers, Layer{Kind: "pool", Name: "MaxPool 2×2", Shape: []int{size, size, filters}})
	}
	flat := size * size * channels
	return Architecture{Title: a.Title, Layers: append(a.Layers,
		Layer{Kind: "flatten", Name: "Flatten", Shape: []int{flat}},
		Layer{Kind: "dropout", Name: "Dropout", Shape: []int{flat}},
		Layer{Kind: "dense", Name: "Dense, relu", Shape: []int{512}, Params: (flat + 1) * 512},
		Layer{Kind: "dense", Name: "Dense, sigmoid", Shape: []int{1}, Params: 513})}
}

func vgg19() Architecture {
	a := Architecture{Title: "VGG19", Cut: "block5_conv1", Layers: []Layer{{Kind: "input", Name: "Photo", Shape: []int{150, 150, 3}}}}
	size, channels := 150, 3
	for b, filters := range []int{64, 128, 256, 512, 512} {
		for range []int{2, 2, 4, 4, 4}[b] {
			a.Layers = append(a.Layers, Layer{Kind: "conv", Name: fmt.Sprintf("Conv 3×3, %d, relu", filters), Shape: []int{size, size, filters}, Params: (9*channels + 1) * filters, Frozen: b < 4})
			channels = filters
		}
		size /= 2
		a.Layers = append(a.Layers, Layer{Kind: "pool", Name: "MaxPool 2×2", Shape: []int{size, size, filters}, Frozen: b < 4})
	}
	flat := size * size * channels
	a.Layers = append(a.Layers,
		Layer{Kind: "flatten", Name: "Flatten", Shape: []int{flat}},
		Layer{Kind: "dropout", Name: "Dropout", Shape: []int{flat}},
		Layer{Kind: "dense", Name: "Dense, relu", Shape: []int{512}, Params: (flat + 1) * 512},
		Layer{Kind: "dense", Name: "Dense, sigmoid", Shape: []int{1}, Params: 513})
	return a
}

// headOnly is VGG19 with its whole base frozen.
func headOnly() Architecture {
	a := vgg19()
	a.Cut = "the head"
	for i := range a.Layers {
		a.Layers[i].Frozen = i > 0 && (a.Layers[i].Kind == "conv" || a.Layers[i].Kind == "pool")
	}
	return a
}

func hovered(l Line, x float64) Line {
	l.Hover = &Hover{X: x, Readout: true}
	return l
}

// changedChart is a chart of a run whose rate was changed twice, the second time near its end.
func changedChart() Line {
	l := accuracyChart()
	first := l.Series[0]
	l.Events = []Event{{4.5, first.Name, "δ 0.01", first.Style}, {19.5, first.Name, "δ 0.001", first.Style}}
	return l
}
