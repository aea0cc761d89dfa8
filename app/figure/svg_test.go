package figure

import (
	"math"
	"strings"
	"testing"
)

// FuzzSVG wants every file well-formed, whatever a series is called: names come from a visitor's files.
func FuzzSVG(f *testing.F) {
	for _, s := range []string{"Adam", `<script>alert("&")</script>`, "a\x00b\x1f\xff", "]]>", "\ufffe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		l := Line{Title: name, X: Axis{Label: name}, Y: Axis{Label: name}, Series: []Series{{Name: name, X: []float64{1}, Y: []float64{1}}}, Legend: true}
		one := []float64{1}
		for _, f := range []Figure{
			l,
			Box{Title: name, Note: name, Groups: []Group{{Name: name, Values: one, Reference: 1}}},
			Forest{Title: name, Note: name, Rows: []ForestRow{{Name: name, Value: 1}}},
			Multiples{Title: name, Panels: []Panel{{Name: name, Series: l.Series}}},
			Sweep{Title: name, Curves: []SweepCurve{{Name: name, Rate: one, Accuracy: one, Lo: one, Hi: one, Chosen: 1}}},
			Landscape{Title: name, XAxis: l.X, YAxis: l.Y, X: []float64{0, 1}, Y: []float64{0, 1}, Loss: [][]float64{{0, 1}, {1, 2}}, Paths: []LandscapePath{{Name: name, Points: [][2]float64{{0, 0}, {1, 1}}}}},
			Architecture{Title: name, Cut: name, Layers: []Layer{{Name: name, Frozen: true, Shape: []int{1}}, {Name: name}}},
		} {
			wellFormed(t, ToSVG(f, 620, 320, Light()))
		}
	})
}

func TestSVGIsStandalone(t *testing.T) {
	file := string(ToSVG(accuracyChart(), 620, 320, Light()))
	for _, want := range []string{"<svg xmlns=", "<title>Validation accuracy</title>", "<desc>Line chart", `viewBox="0 0 620 320"`} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q in the file", want)
		}
	}
	for _, outside := range []string{"href", "<script", "<style", "url(", " id="} {
		if strings.Contains(file, outside) {
			t.Errorf("%q in the file", outside)
		}
	}
	if s := Swatch(MethodStyle("adam"), Dark()); !strings.Contains(s, `aria-hidden="true"`) || strings.Contains(s, "<title>") {
		t.Errorf("a swatch speaks to screen readers: %s", s)
	}
}

func TestPathData(t *testing.T) {
	var p Path
	if !p.Empty() {
		t.Error("a new path is not empty")
	}
	p.Move(-0.125, 10)
	p.Line(1.005, -2.5)
	p.Line(1e9, 0.1)
	p.Close()
	if got, want := p.String(), "M-0.13 10L1 -2.5L1000000 0.1Z"; got != want {
		t.Errorf("path %q, want %q", got, want)
	}
	defer func() {
		if recover() == nil {
			t.Error("a NaN coordinate went through")
		}
	}()
	p.Line(math.NaN(), 0)
}

func TestColor(t *testing.T) {
	if got := contrast(0x000000FF, 0xFFFFFFFF); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white has contrast %v, not 21", got)
	}
	if got := contrast(0x777777FF, 0xFFFFFFFF); math.Abs(got-4.478) > 0.001 { // the grey that WCAG's tutorials call just too light
		t.Errorf("#777777 on white has contrast %v, not 4.478", got)
	}
	if got := Color(0x56B4E9FF).CSS(); got != "#56b4e9" {
		t.Errorf("solid colour is %s", got)
	}
	if got := Color(0x0B57D0FF).Fade(0.5).CSS(); got != "#0b57d080" {
		t.Errorf("half clear colour is %s", got)
	}
	if got := Color(0x000000FF).Fade(0.5).over(0xFFFFFFFF); got != 0x7F7F7FFF {
		t.Errorf("half black over white is %s", got.CSS())
	}
}

// TestThemesAreReadable wants 4.5:1 for all text (WCAG 2.2, level AA) and 3:1 for the accent.
func TestThemesAreReadable(t *testing.T) {
	for _, theme := range []Theme{Light(), Dark()} {
		for _, c := range []struct {
			color Color
			least float64
		}{{theme.Ink, 7}, {theme.Muted, 4.5}, {theme.Accent, 3}} {
			if got := contrast(c.color, theme.Ground); got < c.least {
				t.Errorf("dark %v: %s has contrast %.2f, less than %v", theme.Dark, c.color.CSS(), got, c.least)
			}
		}
		for share := 0.0; share <= 1; share += 0.01 {
			ground := theme.Accent.Fade(0.06 + 0.84*share).over(theme.Ground)
			if got := contrast(inkOn(ground), ground); got < 4.5 {
				t.Errorf("dark %v: a cell of share %.2f has contrast %.2f", theme.Dark, share, got)
			}
		}
	}
}

func TestMethodStylesDiffer(t *testing.T) {
	colors, markers := map[Color]string{}, map[Marker]string{}
	for _, m := range methods {
		s := MethodStyle(m.id)
		if other, taken := colors[s.Color]; taken {
			t.Errorf("%s has the colour of %s", m.id, other)
		}
		if other, taken := markers[s.Marker]; taken {
			t.Errorf("%s has the marker of %s", m.id, other)
		}
		colors[s.Color], markers[s.Marker] = m.id, m.id
		if tr := s.Training(); !tr.Thin || tr.Dash == nil || tr.Color != s.Color {
			t.Errorf("training style of %s is %+v", m.id, tr)
		}
	}
	if MethodStyle("sgd").On(Dark()) != 0xFFFFFFFF || MethodStyle("adam").On(Dark()) != MethodStyle("adam").Color {
		t.Error("colours on a dark ground")
	}
	if MethodStyle("unknown").Marker == NoMarker {
		t.Error("an unknown method has no look")
	}
}
