package app

import (
	"slices"
	"testing"

	"pawgrad/app/figure"
	"pawgrad/nn/spec"
)

// TestFiguresLeaveWholeWhateverIsInView turns every switch of the page and points at the
// curves: what a report holds stays the same.
func TestFiguresLeaveWholeWhateverIsInView(t *testing.T) {
	l, b := laboratory(t)
	l.Form.Experiment.Seeds = 2
	train(l, b, []spec.MethodID{spec.SGD, spec.Adam}, 4)
	for _, r := range l.Runs {
		normal(r, 1.5, 1, 0.1)
	}
	draw := func() (names []string, drawn []string) {
		for _, f := range l.reportFigures() {
			names = append(names, f.name)
			drawn = append(drawn, string(figure.ToSVG(f.Figure, savedWidth, f.height(figure.Light()), figure.Light())))
		}
		return names, drawn
	}
	names, drawn := draw()
	want := []string{"validation-accuracy-1", "training-accuracy-1", "validation-loss-1", "training-loss-1",
		"validation-loss-by-time-1", "training-loss-by-time-1", "forest-1", "box-1", "box-seeds-1", "roc-1",
		"gradient-norms-1", "step-norms-1", "architecture-1"}
	if !slices.Equal(names, want) {
		t.Fatalf("figures %q, want %q", names, want)
	}
	for i := range drawn {
		for k := range i {
			if drawn[i] == drawn[k] {
				t.Errorf("%s and %s are the same picture", names[i], names[k])
			}
		}
	}
	l.view.log, l.view.byTime, l.view.bySeed, l.view.seeds = true, true, true, true
	l.view.smooth, l.view.outliers, l.norm.step = false, false, true
	l.setHover(1, quantities[0].id)
	l.point(&pointing{chart: figureForest})
	before := l.view
	if _, again := draw(); !slices.Equal(again, drawn) {
		for i := range again {
			if again[i] != drawn[i] {
				t.Errorf("%s is another picture now", names[i])
			}
		}
	}
	if l.view != before {
		t.Error("saving changes what is in view")
	}
	if others := l.otherFigures(); len(others) != 1 || others[0].name != "confusion" {
		t.Errorf("beside the report's there are %d figures", len(others))
	}
}
