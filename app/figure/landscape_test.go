package figure

import (
	"math"
	"strings"
	"testing"
)

func TestLandscapeDescribe(t *testing.T) {
	f := Landscape{Title: "Bowl", X: []float64{0, 1}, Y: []float64{0, 1}, Loss: [][]float64{{1, 2}, {3, nan}},
		XAxis: Axis{Label: MainDirection(1, 0.624)}, YAxis: Axis{Label: MainDirection(2, 0.2)}, LossAxis: Axis{Label: "Loss", Value: Fixed(2)},
		Paths: []LandscapePath{{Name: "Adam", Points: [][2]float64{{0, 1}, {0.5, 0}, {nan, 0}, {0, 0}}}, {Name: "SGD"}}}
	want := "Surface: Bowl, Loss from 1.00 to 3.00 on 2 by 2 places, over 1st main direction (62 % of the variance) and " +
		"2nd main direction (20 % of the variance). Paths: Adam in 1 epoch to 1.50. Hatched: no finite loss."
	if got := f.Describe(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestLandscapeShape wants one unit to be as long along both axes, whatever the figure's shape.
func TestLandscapeShape(t *testing.T) {
	f := lossSurface()
	want := (f.X[30] - f.X[0]) / (f.Y[30] - f.Y[0])
	for _, size := range [][2]float64{{340, 500}, {800, 420}, {1280, 640}, {300, 900}} {
		l := f.Layout(size[0], size[1], Light(), Estimate)
		if got := l.Plot.W / l.Plot.H; math.Abs(got-want) > 1e-6 {
			t.Errorf("at %v the plot is %g times as long as high, want %g", size, got, want)
		}
	}
	f.Y = make([]float64, 31)
	for i := range f.Y {
		f.Y[i] = float64(i) / 1000
	}
	if l := f.Layout(800, 420, Light(), Estimate); l.Plot.H < 200 {
		t.Errorf("a flat window is drawn %g px high", l.Plot.H)
	}
}

func TestLandscapePlays(t *testing.T) {
	f := lossSurface()
	f.Paths = []LandscapePath{{Points: [][2]float64{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}}}, {Points: [][2]float64{{0, 0}, {0, 1}, {0, 2}}}}
	l := f.Layout(800, 520, Light(), Estimate)
	for _, c := range []struct {
		share   float64
		x, y    float64 // ends of the two paths in data units
		a, b    int
		comment string
	}{
		{0, 0, 0, 1, 1, "start"}, {0.25, 1, 1, 2, 2, "one step"}, {0.375, 1.5, 1.5, 3, 3, "one and a half"}, {0.5, 2, 2, 3, 3, "the short one is done"}, {1, 4, 2, 5, 3, "all"},
		{7, 4, 2, 5, 3, "beyond the end"}, {-1, 0, 0, 1, 1, "before the start"},
	} {
		at := l.At(c.share)
		a, b := at.part(l.paths[0]), at.part(l.paths[1])
		if len(a) != c.a || len(b) != c.b || !near(l.x.value(a[len(a)-1].X)+1, c.x+1) || !near(l.y.value(b[len(b)-1].Y)+1, c.y+1) {
			t.Errorf("%s: paths of %d and %d points end at %v and %v", c.comment, len(a), len(b), a[len(a)-1], b[len(b)-1])
		}
	}
}

// TestLandscapeLabels wants most levels written on their lines, on no path and no other label.
func TestLandscapeLabels(t *testing.T) {
	for _, size := range [][2]float64{{340, 500}, {800, 520}, {1280, 720}} {
		l := lossSurface().Layout(size[0], size[1], Light(), Estimate)
		if len(l.labels) < len(l.levels)/2 {
			t.Errorf("at %v only %d of %d levels are written", size, len(l.labels), len(l.levels))
		}
		for i, a := range l.labels {
			half := Estimate(l.levels[a.level].Label, l.theme.small()) / 2
			box := Rect{a.at.X - half, a.at.Y - 5, 2 * half, 10}
			for _, b := range l.labels[:i] {
				if math.Hypot(a.at.X-b.at.X, a.at.Y-b.at.Y) < labelApart {
					t.Errorf("at %v labels %v and %v are near each other", size, a, b)
				}
			}
			for _, p := range l.paths {
				for _, at := range p.points {
					if box.Contains(at.X, at.Y) {
						t.Errorf("at %v the label of %s lies on a path", size, l.levels[a.level].Label)
					}
				}
			}
		}
	}
}

func TestLandscapeFocus(t *testing.T) {
	f := lossSurface()
	end := f.Paths[6].Points[24]
	for _, c := range []struct {
		at   Spot
		head string
		loss string
	}{
		{Spot{end[0] + 0.05, end[1]}, "Adam, epoch 24", "0."},
		{Spot{3, 6}, "here", "."},
		{Spot{f.X[28], f.Y[12]}, "here", "not finite"},
	} {
		f.Focus = &c.at
		l := f.Layout(800, 520, Light(), Estimate)
		if l.tip == nil || l.tip.head != c.head || !strings.Contains(l.tip.rows[0][1], c.loss) {
			t.Errorf("pointing at %v: %+v", c.at, l.tip)
		}
	}
	for _, at := range []Spot{{99, 0}, {nan, 0}} {
		f.Focus = &at
		if l := f.Layout(800, 520, Light(), Estimate); l.tip != nil {
			t.Errorf("pointing at %v, beside the surface, is answered", at)
		}
	}
	l := f.Layout(800, 520, Light(), Estimate)
	if at, ok := l.SpotAt(l.x.at(2), l.y.at(3)); !ok || !near(at.X, 2) || !near(at.Y, 3) {
		t.Errorf("the place of (2, 3) is read as %v", at)
	}
}

// TestLandscapeColors wants colours that every eye orders alike, text that can be read on all of them, and neighbours that differ.
func TestLandscapeColors(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		const n = 10
		for k := range n {
			c := bandColor(theme, k, n)
			if got := contrast(theme.Ink, c); got < 4.5 {
				t.Errorf("dark %v: a label on band %d has contrast %.2f", theme.Dark, k, got)
			}
			if k == 0 {
				continue
			}
			before := bandColor(theme, k-1, n)
			if up := c.luminance() > before.luminance(); up != theme.Dark {
				t.Errorf("dark %v: band %d is out of order", theme.Dark, k)
			}
			if got := contrast(c, before); got < 1.06 {
				t.Errorf("dark %v: bands %d and %d have contrast %.3f", theme.Dark, k-1, k, got)
			}
		}
	}
}

// TestLandscapeOddData draws what failed measurements bring, at sizes a page passes while it is being laid out.
func TestLandscapeOddData(t *testing.T) {
	flat := [][]float64{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}
	xs := []float64{0, 1, 2}
	for name, f := range map[string]Landscape{
		"nothing":      {},
		"flat":         {X: xs, Y: xs, Loss: flat},
		"no number":    {X: xs, Y: xs, Loss: [][]float64{{nan, nan, nan}, {inf, inf, inf}, {nan, nan, nan}}},
		"one number":   {X: xs, Y: xs, Loss: [][]float64{{nan, nan, nan}, {inf, 3, inf}, {nan, nan, nan}}},
		"ragged":       {X: xs, Y: xs, Loss: [][]float64{{1, 2}, {}, {3, 4, 5, 6}}},
		"one row":      {X: xs, Y: xs, Loss: flat[:1]},
		"huge":         {X: xs, Y: xs, Loss: [][]float64{{1e-300, 1, 2}, {1, 1e300, 3}, {-1e300, 0, 0}}},
		"strange path": {X: xs, Y: xs, Loss: flat, Paths: []LandscapePath{{Name: "Adam", Points: [][2]float64{{nan, 1}}}, {Points: [][2]float64{{1, 1}, {1e300, 0}, {inf, 0}}}}},
	} {
		for _, size := range [][2]float64{{620, 420}, {340, 300}, {40, 30}, {0, 0}} {
			f.Draw(&recorder{t: t, width: size[0], height: size[1]}, Dark())
		}
		if f.Describe() == "" || !(f.Height(340, Light()) > 0) {
			t.Errorf("%s: no description or no height", name)
		}
	}
}

// BenchmarkLandscape is a frame that plays paths over a ready layout, and a layout from the start.
func BenchmarkLandscape(b *testing.B) {
	f := lossSurface()
	b.Run("layout", func(b *testing.B) {
		for b.Loop() {
			f.Layout(800, 520, Light(), Estimate)
		}
	})
	b.Run("frame", func(b *testing.B) {
		l := f.Layout(800, 520, Light(), Estimate)
		for b.Loop() {
			l.At(0.5).Draw(NewSVG(800, 520, "", ""))
		}
	})
}
