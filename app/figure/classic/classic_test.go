package classic

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/app/figure"
	"pawgrad/nn/spec"
)

var update = flag.Bool("update", false, "write the golden files anew; look at them before committing")

// TestGradients compares each surface's gradient with differences of its loss.
func TestGradients(t *testing.T) {
	const h = 1e-5
	for _, s := range Surfaces {
		for _, at := range [][2]float64{s.Start, {0.3, -0.7}, {2, 1.5}, {-1, 0}} {
			x, y := at[0], at[1]
			gx, gy := s.Gradient(x, y)
			wantX, wantY := (s.Loss(x+h, y)-s.Loss(x-h, y))/(2*h), (s.Loss(x, y+h)-s.Loss(x, y-h))/(2*h)
			if math.Abs(gx-wantX) > 1e-8 || math.Abs(gy-wantY) > 1e-8 {
				t.Errorf("%s at %v: gradient (%g, %g), want (%g, %g)", s.ID, at, gx, gy, wantX, wantY)
			}
		}
	}
}

// TestSteps follows each method for three steps on the loss x²/2 from 1, where the gradient is x, with figures computed by hand.
func TestSteps(t *testing.T) {
	bowl := Surface{gradient: func(x, y float64) (float64, float64) { return x, 0 }}
	h := spec.Hyper{LearningRate: 0.1, Gamma: 0.5, Rho: 0.5, Beta1: 0.5, Beta2: 0.5}
	sqrt := math.Sqrt
	corrected := h
	corrected.BiasCorrection = true
	for _, c := range []struct {
		name   string
		method spec.MethodID
		hyper  spec.Hyper
		want   [3]float64
	}{
		{"GD", spec.GD, h, [3]float64{0.9, 0.81, 0.729}},
		{"SGD", spec.SGD, h, [3]float64{0.9, 0.81, 0.729}},
		// v = 0.1; 0.05+0.09 = 0.14; 0.07+0.076 = 0.146
		{"Momentum", spec.Momentum, h, [3]float64{0.9, 0.76, 0.614}},
		// v = 0.1; g at 0.9-0.05: v = 0.05+0.085 = 0.135; g at 0.765-0.0675: v = 0.0675+0.06975 = 0.13725
		{"Nesterov", spec.Nesterov, h, [3]float64{0.9, 0.765, 0.62775}},
		{"Adagrad", spec.Adagrad, h, [3]float64{0.9, 0.9 - 0.09/sqrt(1.81), adagradThird()}},
		// E = 0.5: step 0.1/sqrt 0.5
		{"RMSprop", spec.RMSprop, h, rmspropThree()},
		// With correction the first step is the rate whatever the gradient.
		{"Adam, corrected", spec.Adam, corrected, adamThree(true)},
		{"Adam, the study's", spec.Adam, h, adamThree(false)},
	} {
		path := bowl.Walk(c.method, c.hyper, [2]float64{1, 0}, 3, 1)
		for i, want := range c.want {
			// Adam divides 0 by 0 on the flat second weight without an epsilon; the first is what is compared.
			if got := path[i+1][0]; math.Abs(got-want) > 1e-12 {
				t.Errorf("%s, step %d: at %.15f, want %.15f", c.name, i+1, got, want)
			}
		}
	}
}

func adagradThird() float64 {
	x2 := 0.9 - 0.09/math.Sqrt(1+0.81)
	return x2 - 0.1*x2/math.Sqrt(1+0.81+x2*x2)
}

func rmspropThree() [3]float64 {
	x1 := 1 - 0.1/math.Sqrt(0.5)
	e2 := 0.25 + 0.5*x1*x1
	x2 := x1 - 0.1*x1/math.Sqrt(e2)
	e3 := 0.5*e2 + 0.5*x2*x2
	return [3]float64{x1, x2, x2 - 0.1*x2/math.Sqrt(e3)}
}

func adamThree(corrected bool) [3]float64 {
	c := [3]float64{1, 1, 1}
	if corrected {
		c = [3]float64{1. / 2, 3. / 4, 7. / 8} // 1 - 0.5^t
	}
	x1 := 1 - 0.1*(0.5/c[0])/math.Sqrt(0.5/c[0])
	m2, v2 := 0.25+0.5*x1, 0.25+0.5*x1*x1
	x2 := x1 - 0.1*(m2/c[1])/math.Sqrt(v2/c[1])
	m3, v3 := 0.5*m2+0.5*x2, 0.5*v2+0.5*x2*x2
	return [3]float64{x1, x2, x2 - 0.1*(m3/c[2])/math.Sqrt(v3/c[2])}
}

// TestStories wants each surface to show what its sentence says, for several seeds.
func TestStories(t *testing.T) {
	end := func(s Surface, m spec.MethodID, seed uint64) [2]float64 {
		path := s.Walk(m, s.Hyper(m), s.Start, Steps, seed)
		return path[len(path)-1]
	}
	ravine, saddle, plateau := Surfaces[0], Surfaces[1], Surfaces[2]
	for seed := range uint64(5) {
		gd := ravine.Walk(spec.GD, ravine.Hyper(spec.GD), ravine.Start, Steps, seed)
		for i := 1; i <= 5; i++ {
			if gd[i][1]*gd[i-1][1] >= 0 {
				t.Errorf("ravine: step %d of GD stays on its side: %v to %v", i, gd[i-1], gd[i])
			}
		}
		for _, m := range []spec.MethodID{spec.Momentum, spec.Nesterov} {
			if at := end(ravine, m, seed); math.Abs(at[0]) > 0.9 || math.Abs(gd[Steps][0]) < 1.2 {
				t.Errorf("ravine: %s ends at %v, GD at %v", m, at, gd[Steps])
			}
		}
		if at := end(saddle, spec.GD, seed); math.Hypot(at[0], at[1]) > 0.01 {
			t.Errorf("saddle: GD leaves the pass for %v", at)
		}
		for _, m := range spec.Methods[1:] {
			if at := end(saddle, m.ID, seed); saddle.Loss(at[0], at[1]) > -0.5 {
				t.Errorf("saddle: %s is still at %v with seed %d", m.Name, at, seed)
			}
		}
		sgd := end(plateau, spec.SGD, seed)
		for _, m := range []spec.MethodID{spec.RMSprop, spec.Adam, spec.Adagrad} {
			if at := end(plateau, m, seed); plateau.Loss(at[0], at[1]) > 0.1 || plateau.Loss(sgd[0], sgd[1]) < 0.5 {
				t.Errorf("plateau: %s ends at %v, SGD at %v", m, at, sgd)
			}
		}
	}
}

// TestNoiseIsShared wants the same noise for every method, and none for GD.
func TestNoiseIsShared(t *testing.T) {
	flat := Surface{Noise: 1, gradient: func(x, y float64) (float64, float64) { return 0, 0 }}
	h := spec.Hyper{LearningRate: 1} // without memory Momentum and Nesterov are SGD
	want := flat.Walk(spec.SGD, h, [2]float64{}, 5, 7)
	for _, m := range []spec.MethodID{spec.Momentum, spec.Nesterov} {
		for i, at := range flat.Walk(m, h, [2]float64{}, 5, 7) {
			if at != want[i] {
				t.Errorf("%s at %v after %d steps, SGD at %v", m, at, i, want[i])
			}
		}
	}
	if at := flat.Walk(spec.GD, h, [2]float64{}, 5, 7)[5]; at != [2]float64{} {
		t.Errorf("GD wanders off to %v", at)
	}
	if want[5] == flat.Walk(spec.SGD, h, [2]float64{}, 5, 8)[5] {
		t.Error("another seed, the same noise")
	}
}

func TestSurfaces(t *testing.T) {
	for _, s := range Surfaces {
		if got, ok := ByID(s.ID); !ok || got.Name != s.Name {
			t.Errorf("no surface %q", s.ID)
		}
		if s.Within(s.Start[0], s.Start[1]) != s.Start {
			t.Errorf("%s starts outside its window", s.ID)
		}
		if got := s.Within(99, -99); got != [2]float64{s.X.Max, s.Y.Min} {
			t.Errorf("%s: far off is %v", s.ID, got)
		}
		for _, m := range spec.Methods {
			if s.Rates[m.ID] <= 0 {
				t.Errorf("%s has no rate for %s", s.ID, m.ID)
			}
		}
	}
	if _, ok := ByID("hill"); ok {
		t.Error("there is a hill")
	}
}

// TestGolden compares every picture with the one last looked at and approved.
func TestGolden(t *testing.T) {
	half := 0.3
	playing := Surfaces[0].Picture(spec.Methods, Surfaces[0].Start, 1)
	playing.Upto = &half
	for _, g := range []struct {
		name          string
		figure        figure.Landscape
		width, height float64
		theme         figure.Theme
	}{
		{"ravine", Surfaces[0].Picture(spec.Methods, Surfaces[0].Start, 1), 800, 420, figure.Light()},
		{"ravine-narrow", Surfaces[0].Picture(spec.Methods, Surfaces[0].Start, 1), 340, 360, figure.Dark()},
		{"ravine-playing", playing, 620, 400, figure.Light()},
		{"saddle", Surfaces[1].Picture(spec.Methods, Surfaces[1].Start, 1), 620, 420, figure.Dark()},
		{"plateau", Surfaces[2].Picture(spec.Methods, Surfaces[2].Start, 1), 620, 420, figure.Light()},
		{"plateau-narrow", Surfaces[2].Picture(spec.Methods, [2]float64{2, -2}, 1), 340, 420, figure.Light()},
	} {
		got := figure.ToSVG(g.figure, g.width, g.height, g.theme)
		for d := xml.NewDecoder(bytes.NewReader(got)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: not well-formed XML: %v", g.name, err)
			}
		}
		path := filepath.Join("testdata", g.name+".svg")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs (%v); if that is meant, run go test -update and look at the picture", path, err)
		}
	}
}
