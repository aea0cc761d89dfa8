package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// recorder is a Surface that remembers texts and how far they reach, and fails on coordinates that are no numbers.
type recorder struct {
	t             *testing.T
	width, height float64
	texts         []Text
	paths         int
}

func (r *recorder) Size() (float64, float64)         { return r.width, r.height }
func (r *recorder) Measure(s string, f Font) float64 { return Estimate(s, f) }
func (r *recorder) Clip(_ Rect, draw func())         { draw() }
func (r *recorder) Path(p *Path, _ Paint)            { r.paths++; _ = p.String() }
func (r *recorder) Text(t Text) {
	if t.S == "" {
		return
	}
	if math.IsNaN(t.X) || math.IsNaN(t.Y) {
		r.t.Errorf("text %q at (%v, %v)", t.S, t.X, t.Y)
	}
	r.texts = append(r.texts, t)
}

// bounds is the rectangle of a text, from the top of its capitals to its base line.
func (t Text) bounds() Rect {
	w := Estimate(t.S, t.Font)
	x := t.X - w*[...]float64{0, 0.5, 1}[t.Anchor]
	base := t.Y + t.drop()
	return Rect{x, base - t.Font.Size*capHeight, w, t.Font.Size * capHeight}
}

func overlap(a, b Rect) bool {
	const touch = 0.5 // px that neighbours may share
	return a.X < b.Right()-touch && b.X < a.Right()-touch && a.Y < b.Bottom()-touch && b.Y < a.Bottom()-touch
}

// TestTextsFit draws every golden figure at every width and wants all texts inside and none on another.
func TestTextsFit(t *testing.T) {
	for _, g := range golden {
		for _, theme := range []Theme{Light(), Light().Present()} {
			for _, width := range []float64{340, 390, 620, 800, 1280} {
				height := 320 * theme.size()
				switch f := g.figure.(type) {
				case Architecture:
					height = f.Height(width, theme)
				case Box:
					if f.Focus != nil {
						continue // a read-out covers what is below it
					}
					height = f.Height(width, theme)
				case Multiples:
					if f.Hover != nil {
						continue
					}
					height = f.Height(width, theme)
				case Landscape:
					height = f.Height(width, theme)
					if f.Focus != nil {
						continue
					}
				case Forest:
					height = f.Height(width, theme)
					if f.Focus != nil {
						continue
					}
				case Sweep:
					height = 420 * theme.size()
					if f.Hover != nil {
						continue
					}
				case Line:
					if f.Hover != nil {
						continue // a read-out covers what is below it
					}
				}
				t.Run(fmt.Sprintf("%s/%g/%g", g.name, width, theme.size()), func(t *testing.T) {
					r := &recorder{t: t, width: width, height: height}
					g.figure.Draw(r, theme)
					if len(r.texts) == 0 {
						t.Fatal("no text was drawn")
					}
					for i, a := range r.texts {
						box := a.bounds()
						if box.X < -0.5 || box.Y < -0.5 || box.Right() > width+0.5 || box.Bottom() > height+0.5 {
							t.Errorf("%q at %+v leaves the figure of %g x %g", a.S, box, width, height)
						}
						for _, b := range r.texts[:i] {
							if overlap(box, b.bounds()) {
								t.Errorf("%q at %+v lies on %q at %+v", a.S, box, b.S, b.bounds())
							}
						}
					}
				})
			}
		}
	}
}

// TestOddData draws data that real runs produce on bad days, at sizes a page passes while it is being laid out.
func TestOddData(t *testing.T) {
	series := map[string][]float64{
		"nothing":      nil,
		"one point":    {0.5},
		"one NaN":      {nan},
		"identical":    {0.5, 0.5, 0.5},
		"gap":          {0.5, nan, 0.7},
		"infinite":     {0.5, inf, -inf, 0.6},
		"huge":         {1, math.MaxFloat64, -math.MaxFloat64},
		"tiny":         {5e-324, 1e-320},
		"not positive": {0, -1, -2},
	}
	for name, y := range series {
		x := make([]float64, len(y))
		for i := range x {
			x[i] = float64(i + 1)
		}
		s := []Series{{Name: "Adam", Style: MethodStyle("adam"), X: x, Y: y, Lo: y, Hi: y}, {Name: "short", X: x, Y: nil}}
		for _, log := range []bool{false, true} {
			for _, smoothing := range []float64{0, 0.9} {
				for _, limit := range []Range{{}, {0.1, 1}} {
					l := Line{Title: name, X: Axis{Label: "Epoch"}, Y: Axis{Log: log, Limit: limit}, Series: s, Smooth: smoothing, Hover: &Hover{X: 2, Readout: true}}
					for _, size := range [][2]float64{{620, 320}, {390, 200}, {40, 30}, {0, 0}} {
						l.Draw(&recorder{t: t, width: size[0], height: size[1]}, Light())
					}
					if l.Describe() == "" {
						t.Errorf("%s: no description", name)
					}
				}
			}
		}
		var rows []ForestRow
		var path [][2]float64
		for i, v := range y {
			rows = append(rows, ForestRow{Value: v, Low: v, High: v, Reference: v})
			path = append(path, [2]float64{x[i], v})
		}
		first, focus := 0, &Hover{X: 1, Readout: true}
		for _, f := range []Figure{
			Box{Title: name, Points: true, Focus: &first, Groups: []Group{{Name: "Adam", Values: y, Reference: 5e-324}, {Values: y, Reference: inf}}},
			Forest{Title: name, Rows: rows, Focus: &first},
			Multiples{Title: name, Y: Axis{Log: true}, Panels: []Panel{{Name: "one", Series: s}, {Series: s}, {}}, Hover: focus},
			Multiples{Title: name, X: Axis{Clock: true}, Panels: []Panel{{Series: s}}, Hover: focus},
			Sweep{Title: name, Curves: []SweepCurve{{Name: "Adam", Rate: x, Accuracy: y, Lo: x, Chosen: 1}, {Rate: y, Accuracy: x, Chosen: 1}}, Hover: focus},
			Landscape{Title: name, X: []float64{0, 1}, Y: []float64{0, 1}, Loss: [][]float64{y, y}, Paths: []LandscapePath{{Name: "Adam", Points: path}}, Focus: &Spot{0.5, 0.5}},
		} {
			for _, size := range [][2]float64{{620, 320}, {340, 200}, {40, 30}, {0, 0}} {
				f.Draw(&recorder{t: t, width: size[0], height: size[1]}, Dark())
			}
			if f.Describe() == "" {
				t.Errorf("%s: no description of %T", name, f)
			}
		}
		r := ROC{Title: name, Threshold: 0.5, Curves: []ROCCurve{{Name: "Adam", FPR: y, TPR: y, Threshold: y, AUC: nan}}}
		r.Draw(&recorder{t: t, width: 390, height: 200}, Dark())
	}
	for _, f := range []Figure{Forest{}, Forest{Rows: []ForestRow{{Value: inf}}}, Multiples{}, Multiples{Panels: []Panel{{}}}, Sweep{}, Sweep{Curves: []SweepCurve{{Rate: []float64{0, 1}, Accuracy: []float64{1, nan}}}}, Confusion{}, Confusion{Counts: [2][2]int{{1, 0}, {0, 0}}}, Architecture{}, Architecture{Layers: []Layer{{Kind: "strange"}, {Shape: []int{0, 0, 0}}, {Shape: []int{0}}}}, ROC{}, Box{}} {
		for _, width := range []float64{0, 390, 1280} {
			f.Draw(&recorder{t: t, width: width, height: 200}, Light())
		}
		if f.Describe() == "" {
			t.Errorf("%T: no description", f)
		}
	}
}

func TestEmptyTexts(t *testing.T) {
	shown := func(f Figure) string {
		r := &recorder{t: t, width: 390, height: 300}
		f.Draw(r, Light())
		var all []string
		for _, text := range r.texts {
			all = append(all, text.S)
		}
		return strings.Join(all, " ")
	}
	negative := []Series{{Name: "Adam", X: []float64{1, 2}, Y: []float64{0, -1}}}
	for _, c := range []struct {
		figure Figure
		want   string
	}{
		{Line{}, emptyLine},
		{Line{Empty: "Wait"}, "Wait"},
		{Line{Y: Axis{Log: true}, Series: negative}, "No value above zero"},
		{Line{Y: Axis{Log: true}, Series: []Series{{Y: []float64{nan}, X: []float64{1}}}}, emptyLine},
		{Box{}, "Boxes appear here"},
		{ROC{}, "ROC curves appear here"},
		{Confusion{}, "Right and wrong answers appear here"},
		{Architecture{}, "drawn here when"},
	} {
		if got := shown(c.figure); !strings.Contains(got, c.want) {
			t.Errorf("%T says %q, want %q", c.figure, got, c.want)
		}
	}
	if got := shown(Line{Series: negative}); strings.Contains(got, emptyLine) {
		t.Errorf("a chart with data says it is empty: %q", got)
	}
}

func TestHover(t *testing.T) {
	l := Line{Series: []Series{
		{Name: "every step", X: []float64{0, 1, 2, 3, 4}, Y: []float64{9, 8, 7, 6, 5}},
		{Name: "every other", X: []float64{0, 2, 4}, Y: []float64{1, nan, 3}},
		{Name: "late", X: []float64{3, 4}, Y: []float64{0.1, 0.2}, Lo: []float64{0, 0}, Hi: []float64{1, 2}},
		{Name: "none"},
	}}
	out := l.Layout(620, 320, Light(), Estimate)
	for _, c := range []struct {
		x    float64
		want float64
	}{{0, 0}, {0.4, 0}, {0.6, 1}, {2.4, 2}, {3.9, 4}} {
		got, ok := out.HoverAt(out.x.at(c.x), out.Plot.Y+10)
		if !ok || got != c.want {
			t.Errorf("pointing at x = %v gives %v %v, want %v", c.x, got, ok, c.want)
		}
	}
	if _, ok := out.HoverAt(out.Plot.X-5, out.Plot.Y+10); ok {
		t.Error("pointing left of the plot counts")
	}
	if _, ok := (Line{}).Layout(620, 320, Light(), Estimate).HoverAt(300, 150); ok {
		t.Error("pointing into an empty chart counts")
	}

	read := func(x float64) string {
		var got []string
		for _, v := range l.At(x).Values {
			if v.OK {
				got = append(got, fmt.Sprintf("%g:%g", v.X, v.Y))
			} else {
				got = append(got, "-")
			}
		}
		return strings.Join(got, " ")
	}
	for x, want := range map[float64]string{
		0: "0:9 0:1 - -",
		1: "1:8 0:1 - -", // half way between 0 and the gap at 2
		2: "2:7 - - -",   // the gap stays a gap
		3: "3:6 4:3 3:0.1 -",
		4: "4:5 4:3 4:0.2 -",
	} {
		if got := read(x); got != want {
			t.Errorf("at %v: %q, want %q", x, got, want)
		}
	}
	if v := l.At(4).Values[2]; v.Lo != 0 || v.Hi != 2 {
		t.Errorf("band at 4 is %v to %v", v.Lo, v.Hi)
	}
	l.Smooth = 0.5
	if v := l.At(1).Values[0]; v.Y != 8 || !near(v.Smooth, (9*0.25+8*0.5)/0.75) {
		t.Errorf("smoothed value %+v", v)
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct{ want, got []float64 }{
		{[]float64{10, 50, 90}, []float64{10, 50, 90}},
		{[]float64{50, 50, 50}, []float64{40, 50, 60}},
		{[]float64{0, 0, 0}, []float64{0, 10, 20}},
		{[]float64{100, 100}, []float64{90, 100}},
		{[]float64{48, 50, 70}, []float64{44, 54, 70}},
		{[]float64{40, 41, 52, 53}, []float64{31.5, 41.5, 51.5, 61.5}},
		{nil, []float64{}},
	} {
		if got := spread(c.want, 10, 0, 100); !slices.Equal(got, c.got) {
			t.Errorf("spread(%v) = %v, want %v", c.want, got, c.got)
		}
	}
}

func TestBlocks(t *testing.T) {
	var got []string
	for _, b := range vgg19().blocks() {
		got = append(got, strings.Join([]string{b.label(), shapeText(b.layer.Shape), b.note()}, "|"))
	}
	want := []string{"Photo|150×150×3|", "2 × Conv 3×3, relu|150×150×64|38.7 k, frozen", "MaxPool 2×2|75×75×64|"}
	if len(got) != 15 || !slices.Equal(got[:3], want) {
		t.Errorf("VGG19 in %d blocks: %q", len(got), got)
	}
	a, b := Layer{Kind: "conv", Name: "conv1_1", Shape: []int{9, 9, 8}}, Layer{Kind: "conv", Name: "conv1_2", Shape: []int{9, 9, 8}}
	if got := (Architecture{Layers: []Layer{a, b}}).blocks()[0].label(); got != "conv1_1 – conv1_2" {
		t.Errorf("joined layers are called %q", got)
	}
}

func TestBreakRows(t *testing.T) {
	if got := breakRows([]float64{10, 10, 10, 10, 10}, 45, 5); !slices.Equal(got, []int{3, 2}) {
		t.Errorf("rows of %v", got)
	}
	if got := breakRows([]float64{100, 100}, 50, 5); !slices.Equal(got, []int{1, 1}) {
		t.Errorf("blocks wider than the page: rows of %v", got)
	}
}

func TestCellAt(t *testing.T) {
	l := confusionMatrix().Layout(420, 300, Light(), Estimate)
	cell := l.Cells[1][0]
	if a, p, ok := l.CellAt(cell.X+3, cell.Y+3); a != 1 || p != 0 || !ok {
		t.Errorf("cell at (%d, %d) %v, want (1, 0)", a, p, ok)
	}
	if _, _, ok := l.CellAt(1, 1); ok {
		t.Error("the title is a cell")
	}
}

func TestDescribe(t *testing.T) {
	l := Line{Title: "Validation accuracy", X: Axis{Label: "Epoch"}, Y: Axis{Label: "Accuracy", Value: Fixed(4)}, Series: []Series{
		{Name: "Adam", X: []float64{1, 2, 3}, Y: []float64{0.6, 0.7, nan}}, {Name: "SGD", X: []float64{1}, Y: []float64{0.55}}, {Name: "GD"},
	}}
	for _, c := range []struct {
		figure Figure
		want   string
	}{
		{l, "Line chart: Validation accuracy, Accuracy by Epoch; 2 curves of up to 2 points. Last values: Adam 0.7000 for x = 2, SGD 0.5500 for x = 1."},
		{confusionMatrix(), "Confusion matrix: Adam on the test photos. Accuracy 0.8070: 807 of 1000 right; of 500 cats, 391 (78.2 %) were called cats; of 500 dogs, 416 (83.2 %) were called dogs."},
		{Box{Title: "Test", X: Axis{Label: "Accuracy"}, Groups: []Group{{Name: "Adam", Values: []float64{1, 2, 3}}, {Name: "SGD"}}}, "Box plot: Test, Accuracy. Medians: Adam 2 (quartiles 1.500 to 2.500, n = 3). Bar: median of the values, fewer than 5."},
		{ROC{Title: "Test", Curves: []ROCCurve{{Name: "SGD", FPR: []float64{0}, TPR: []float64{0}, AUC: 0.7}, {Name: "Adam", FPR: []float64{0}, TPR: []float64{0}, AUC: 0.8}}}, "ROC curves: Test. Area under the curve (0.5 is chance, 1 is perfect): Adam 0.8000, SGD 0.7000."},
		{Architecture{Title: "CNN", Layers: cnn().Layers[:3]}, "Network: CNN. 896 weights. Layers: Photo to 64×64×3, Conv 3×3, relu to 62×62×32, MaxPool 2×2 to 31×31×32."},
	} {
		if got := c.figure.Describe(); got != c.want {
			t.Errorf("%T:\n got  %q\n want %q", c.figure, got, c.want)
		}
	}
}
