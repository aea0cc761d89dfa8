package figure

import (
	"math"
	"strings"
	"testing"
)

var inf, nan = math.Inf(1), math.NaN()

func labels(ticks []tick) string {
	var out []string
	for _, t := range ticks {
		out = append(out, t.Label)
	}
	return strings.Join(out, " ")
}

func TestBoundsAndTicks(t *testing.T) {
	none := Range{inf, -inf}
	cases := []struct {
		name   string
		axis   Axis
		data   Range
		n      int
		bounds Range
		ticks  string
	}{
		{"accuracy", Axis{}, Range{0.523, 0.794}, 6, Range{0.5, 0.8}, "0.50 0.55 0.60 0.65 0.70 0.75 0.80"},
		{"few ticks waste little room", Axis{}, Range{0.66, 0.79}, 2, Range{0.66, 0.8}, "0.7 0.8"},
		{"no data", Axis{}, none, 5, Range{0, 1}, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{"no data, range to show", Axis{Show: Range{0, 24}, Whole: true}, none, 5, Range{0, 24}, "0 5 10 15 20"},
		{"whole numbers", Axis{Show: Range{0, 3}, Whole: true}, Range{0.1, 1}, 12, Range{0, 3}, "0 1 2 3"},
		{"data within the range to show", Axis{Show: Range{0, 1}}, Range{0.3, 0.6}, 5, Range{0, 1}, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{"data beyond the range to show", Axis{Show: Range{0, 10}}, Range{0, 10.2}, 5, Range{0, 12}, "0 5 10"},
		{"limit", Axis{Limit: Range{0, 2}}, Range{0.3, 1e6}, 4, Range{0, 2}, "0.0 0.5 1.0 1.5 2.0"},
		{"all data beyond the limit", Axis{Limit: Range{0, 2}}, Range{5, 9}, 4, Range{0, 2}, "0.0 0.5 1.0 1.5 2.0"},
		{"identical values", Axis{}, Range{0.5, 0.5}, 5, Range{0.44, 0.56}, "0.45 0.50 0.55"},
		{"all zero", Axis{}, Range{0, 0}, 2, Range{0, 1}, "0.0 0.5 1.0"},
		{"across zero", Axis{}, Range{-1.2, 0.8}, 4, Range{-1.5, 1}, "−1 0 1"},
		{"thousands", Axis{}, Range{0, 23_000}, 5, Range{0, 25_000}, "0 5k 10k 15k 20k 25k"},
		{"millions", Axis{}, Range{0, 2.5e6}, 5, Range{0, 2.5e6}, "0.0 0.5M 1.0M 1.5M 2.0M 2.5M"},
		{"huge", Axis{}, Range{0, 3e40}, 3, Range{0, 3e40}, "0 10⁴⁰ 2×10⁴⁰ 3×10⁴⁰"},
		{"tiny", Axis{}, Range{0, 3e-9}, 3, Range{0, 3e-9}, "0 10⁻⁹ 2×10⁻⁹ 3×10⁻⁹"},
		{"log", Axis{Log: true}, Range{0.0017, 0.7}, 5, Range{0.001, 1}, "0.001 0.01 0.1 1"},
		{"log, one decade", Axis{Log: true}, Range{0.21, 0.69}, 5, Range{0.2, 1}, "0.2 0.5 1"},
		{"log, many decades", Axis{Log: true}, Range{1e-9, 1e6}, 5, Range{1e-9, 1e6}, "10⁻⁹ 10⁻⁶ 0.001 1 1000 10⁶"},
		{"log, no data", Axis{Log: true}, none, 5, Range{0.1, 1}, "0.1 0.2 0.5 1"},
		{"log, a range to show that starts at zero", Axis{Log: true, Show: Range{0, 1}}, none, 4, Range{0.1, 1}, "0.1 0.2 0.5 1"},
		{"log, identical values", Axis{Log: true}, Range{1, 1}, 5, Range{0.5, 2}, "0.5 1 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := c.axis.bounds(c.data, c.n)
			if !near(r.Min, c.bounds.Min) || !near(r.Max, c.bounds.Max) {
				t.Errorf("bounds %v, want %v", r, c.bounds)
			}
			if got := labels(c.axis.ticks(r, c.n)); got != c.ticks {
				t.Errorf("ticks %q, want %q", got, c.ticks)
			}
		})
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// TestAxesStandStill feeds a run point by point: the axis may change only a few times, and never shrink.
func TestAxesStandStill(t *testing.T) {
	l := accuracyChart()
	changes := 0
	var last Range
	for n := 1; n <= 24; n++ {
		part := l
		part.Series = nil
		for _, s := range l.Series {
			s.X, s.Y = s.X[:n], s.Y[:n]
			part.Series = append(part.Series, s)
		}
		out := part.Layout(620, 320, Light(), Estimate)
		if out.x.min != 0 || out.x.max != 24 {
			t.Fatalf("x axis [%v, %v] left the range to show", out.x.min, out.x.max)
		}
		r := Range{out.y.min, out.y.max}
		if n > 1 {
			if r != last {
				changes++
			}
			if r.Min > last.Min || r.Max < last.Max {
				t.Errorf("y axis shrank from %v to %v", last, r)
			}
		}
		last = r
	}
	if changes > 6 {
		t.Errorf("y axis changed %d times in 24 epochs", changes)
	}
}

func TestScaleInverse(t *testing.T) {
	for _, s := range []scale{{0, 10, 40, 400, false}, {0.5, 0.8, 300, 20, false}, {1e-6, 1e3, 300, 20, true}} {
		for _, f := range []float64{0, 0.25, 0.5, 1} {
			px := s.from + f*(s.to-s.from)
			if got := s.at(s.value(px)); math.Abs(got-px) > 1e-6 {
				t.Errorf("%+v: pixel %v came back as %v", s, px, got)
			}
		}
	}
	if got := (scale{1, 100, 0, 200, true}).at(10); got != 100 {
		t.Errorf("10 between 1 and 100 on a log scale lies at %v of 200, want 100", got)
	}
}

func TestFormat(t *testing.T) {
	for v, want := range map[float64]string{
		0.7829: "0.7829", 0.78: "0.7800", 0.01234: "0.0123", 12.345: "12.35", 1234.6: "1235", 20: "20",
		-0.5: "−0.5000", 1.2e6: "1.2×10⁶", 1e-7: "10⁻⁷", 0: "0", inf: "–",
	} {
		if got := Significant(v); got != want {
			t.Errorf("Significant(%v) = %q, want %q", v, got, want)
		}
	}
	for v, want := range map[float64]string{0.7829: "0.7829", 0.00123456: "0.00123", 0.000214: "2.14×10⁻⁴", 0: "0", inf: "–"} {
		if got := magnitude(v); got != want {
			t.Errorf("magnitude(%v) = %q, want %q", v, got, want)
		}
	}
	if got := Significant(nan); got != "–" {
		t.Errorf("Significant(NaN) = %q", got)
	}
	if got := Fixed(4)(0.5); got != "0.5000" {
		t.Errorf("Fixed(4)(0.5) = %q", got)
	}
	for n, want := range map[int]string{0: "0", 896: "896", 1000: "1.00 k", 18496: "18.5 k", 147584: "148 k", 999_499: "999 k", 999_500: "1.00 M", 3_453_121: "3.45 M", 143_667_240: "144 M"} {
		if got := shortCount(n); got != want {
			t.Errorf("shortCount(%d) = %q, want %q", n, got, want)
		}
	}
}
