package figure

import (
	"strings"
	"testing"
)

// TestMultiplesColumns wants panels side by side from a phone to a wide screen, in rows as even as they can be.
func TestMultiplesColumns(t *testing.T) {
	for _, c := range []struct {
		panels        int
		width         float64
		columns, rows int
	}{
		{6, 340, 2, 3}, {20, 340, 2, 10}, {6, 620, 3, 2}, {6, 1280, 6, 1}, {20, 1280, 7, 3}, {7, 800, 4, 2}, {1, 340, 1, 1}, {3, 90, 1, 3}, {0, 340, 1, 1},
	} {
		l := layers(max(2, c.panels))
		l.Panels = l.Panels[:c.panels]
		out := l.Layout(c.width, l.Height(c.width, Light()), Light(), Estimate)
		if out.Columns != c.columns || out.Rows != c.rows {
			t.Errorf("%d panels at %g px: %d x %d, want %d x %d", c.panels, c.width, out.Columns, out.Rows, c.columns, c.rows)
		}
	}
}

// TestMultiplesShareAxes wants one value at one height in all panels, and each panel of the size it asked for.
func TestMultiplesShareAxes(t *testing.T) {
	f := layers(6)
	out := f.Layout(620, f.Height(620, Light()), Light(), Estimate)
	first := out.panels[0].line
	for i, p := range out.panels {
		l := p.line
		if l.y.min != first.y.min || l.y.max != first.y.max || l.x.min != first.x.min || l.x.max != first.x.max {
			t.Errorf("panel %d has axes of its own", i)
		}
		if !near(l.Plot.H, panelHeight) || l.Plot.W != first.Plot.W {
			t.Errorf("panel %d is %g x %g", i, l.Plot.W, l.Plot.H)
		}
		if p.left != (i%3 == 0) || p.bottom != (i >= 3) {
			t.Errorf("panel %d: labelled left %v, at the foot %v", i, p.left, p.bottom)
		}
	}
}

func TestMultiplesHover(t *testing.T) {
	f := pointedAt(layers(6), 4, 3)
	out := f.Layout(620, f.Height(620, Light()), Light(), Estimate)
	p := out.panels[4].line
	panel, x, ok := out.HoverAt(p.x.at(3.05), p.Plot.Y+10)
	if panel != 4 || x != 3 || !ok {
		t.Errorf("pointing into panel 4 at 3 gives panel %d at %v, %v", panel, x, ok)
	}
	if out.readout == nil || out.readout.head != "Dense 1, Epoch 3" || len(out.readout.rows) != 7 || out.readout.box.Bottom() > out.frame.height {
		t.Errorf("read-out %+v", out.readout)
	}
	if _, _, ok := out.HoverAt(5, 5); ok {
		t.Error("the title is a panel")
	}
	if got := f.Describe(); !strings.Contains(got, "one for each of 6") || !strings.Contains(got, "Conv 1: GD ") {
		t.Errorf("described as %.200q", got)
	}
}
