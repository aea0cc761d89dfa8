package figure

import (
	"math"
	"testing"
)

// area is the signed area of closed outlines: positive for a region on the left, as y grows upwards.
func enclosed(loops [][]point) float64 {
	sum := 0.0
	for _, loop := range loops {
		for i, p := range loop {
			q := loop[(i+1)%len(loop)]
			sum += (p.X*q.Y - q.X*p.Y) / 2
		}
	}
	return sum
}

func length(lines [][]point) float64 {
	sum := 0.0
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			sum += math.Hypot(line[i].X-line[i-1].X, line[i].Y-line[i-1].Y)
		}
	}
	return sum
}

func TestContour(t *testing.T) {
	ramp := [][]float64{{0, 1, 2}, {0, 1, 2}, {0, 1, 2}}
	peak := [][]float64{{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}
	pit := [][]float64{{1, 1, 1}, {1, 0, 1}, {1, 1, 1}}
	saddle := [][]float64{{1, 0}, {0, 1}}
	high := [][]float64{{1, 0.4}, {0.4, 1}}
	for _, c := range []struct {
		name              string
		rows              [][]float64
		level             float64
		loops, lines      int
		area, lengthLines float64
	}{
		{"ramp", ramp, 0.5, 1, 1, 3, 2},
		{"ramp, through the crossings", ramp, 1, 1, 1, 2, 2},
		{"below all", ramp, -1, 1, 0, 4, 0},
		{"above all", ramp, 3, 0, 0, 0, 0},
		{"peak", peak, 0.5, 1, 1, 0.5, 4 * math.Sqrt(0.5)},
		{"pit", pit, 0.5, 2, 1, 4 - 0.5, 4 * math.Sqrt(0.5)},
		{"saddle, parted", saddle, 0.6, 2, 2, 2 * 0.5 * 0.4 * 0.4, 2 * 0.4 * math.Sqrt2},
		{"saddle, joined", high, 0.5, 1, 2, 1 - 2*0.5/36, 2 * math.Sqrt2 / 6},
		{"hole in the middle", [][]float64{{1, 1, 1}, {1, math.NaN(), 1}, {1, 1, 1}}, 0.5, 2, 0, 4 - 2, 0},
		{"hole in a corner", [][]float64{{math.Inf(1), 1, 1}, {1, 1, 1}, {1, 1, 1}}, 0.5, 1, 0, 4 - 0.5, 0},
		{"no finite height", [][]float64{{math.NaN(), math.NaN()}, {math.NaN(), math.NaN()}}, 0, 0, 0, 0, 0},
	} {
		got := newLattice(c.rows, len(c.rows[0]), len(c.rows)).contourAt(c.level)
		if len(got.region) != c.loops || len(got.lines) != c.lines || !near(enclosed(got.region)+1, c.area+1) || !near(length(got.lines)+1, c.lengthLines+1) {
			t.Errorf("%s: %d outlines around %g, %d lines of length %g; want %d around %g, %d of %g",
				c.name, len(got.region), enclosed(got.region), len(got.lines), length(got.lines), c.loops, c.area, c.lines, c.lengthLines)
		}
	}
}

// TestContourOfCircle wants the level of a cone to be a circle, closed, with the known area.
func TestContourOfCircle(t *testing.T) {
	const n = 41
	rows := make([][]float64, n)
	for j := range rows {
		for i := range n {
			rows[j] = append(rows[j], math.Hypot(float64(i-20), float64(j-20)))
		}
	}
	got := newLattice(rows, n, n).contourAt(15)
	if len(got.lines) != 1 || got.lines[0][0] != got.lines[0][len(got.lines[0])-1] {
		t.Fatalf("%d lines", len(got.lines))
	}
	for _, p := range got.lines[0] {
		if r := math.Hypot(p.X-20, p.Y-20); math.Abs(r-15) > 0.02 {
			t.Errorf("a point of the circle of radius 15 lies at %g", r)
		}
	}
	if inside := 1600 - enclosed(got.region); math.Abs(inside-math.Pi*225) > 3 {
		t.Errorf("the circle's area is %g, want %g", inside, math.Pi*225)
	}
}

func TestLatticeRead(t *testing.T) {
	l := newLattice([][]float64{{0, 1}, {2, 3}, {4}}, 2, 3)
	for at, want := range map[point]float64{{0, 0}: 0, {1, 1}: 3, {0.5, 0.5}: 1.5, {0, 1.5}: 3, {1, 1.5}: nan, {-0.1, 0}: nan, {0, 2.1}: nan, {nan, 0}: nan} {
		if got := l.read(at.X, at.Y); !(near(got, want) || math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("height at %v is %g, want %g", at, got, want)
		}
	}
	if l := newLattice([][]float64{{1, 2}}, 2, 1); len(l.z) != 0 {
		t.Errorf("a single row is a surface: %+v", l)
	}
}

func TestLevels(t *testing.T) {
	// spread is 101 heights from one to another, evenly or by a factor.
	spread := func(from, to float64, growing bool) []float64 {
		var out []float64
		for i := range 101 {
			f := float64(i) / 100
			if growing {
				out = append(out, from*math.Pow(to/from, f))
			} else {
				out = append(out, from+f*(to-from))
			}
		}
		return out
	}
	pit := spread(0.3, 30, true)
	pit[0], pit[100] = 1e-9, 1e12
	for _, c := range []struct {
		name    string
		heights []float64
		want    string
	}{
		{"flat loss", spread(0.31, 0.74, false), "0.35 0.40 0.45 0.50 0.55 0.60 0.65 0.70"},
		{"across zero", spread(-1, 1, false), "−0.8 −0.6 −0.4 −0.2 0.0 0.2 0.4 0.6 0.8"},
		{"steep", spread(0.3, 30, true), "0.51 0.8 1.2 1.9 3 4.7 7.3 11 18"},
		{"steep, with a pit and a corner that exploded", pit, "0.51 0.8 1.2 1.9 3 4.7 7.3 11 18"},
		{"from zero", append(spread(0.3, 30, true), 0), "0.49 0.77 1.2 1.9 2.9 4.6 7.2 11 18"},
		{"one height", spread(1, 1, false), ""},
		{"none", []float64{nan, inf}, ""},
	} {
		if got := labels(newLattice([][]float64{c.heights, c.heights}, len(c.heights), 2).levels()); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
