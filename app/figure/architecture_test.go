package figure

import (
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name      string
		network   Architecture
		before    int // index of the block behind the cut
		text      string
		described string
	}{
		{"nothing frozen", cnn(), 0, "", "MaxPool"},
		{"fine-tuned", vgg19(), 9, "trained from block5_conv1 on", "Frozen as far as MaxPool 2×2 to 9×9×512; trained from block5_conv1 on."},
		{"head only", headOnly(), 11, "trained from the head on", "Frozen as far as MaxPool 2×2 to 4×4×512"},
		{"unnamed", Architecture{Layers: vgg19().Layers}, 9, "trained from here on", "trained from here on."},
	} {
		if got := cutBefore(c.network.blocks()); got != c.before {
			t.Errorf("%s: cut before block %d, want %d", c.name, got, c.before)
		}
		if got := c.network.Describe(); !strings.Contains(got, c.described) {
			t.Errorf("%s: described as %q", c.name, got)
		}
		for _, width := range []float64{340, 620, 800, 1280} {
			l := c.network.Layout(width, c.network.Height(width, Light()), Light(), Estimate)
			switch {
			case c.before == 0 && l.cut != nil:
				t.Errorf("%s at %g px: a cut", c.name, width)
			case c.before > 0 && (l.cut == nil || l.cut.text.S != c.text):
				t.Errorf("%s at %g px: cut %+v", c.name, width, l.cut)
			case c.before > 0 && l.cut.from.X == l.cut.to.X: // upright: all trained blocks of its row right of it
				for i, item := range l.items {
					middle := item.solid.x + item.solid.width/2
					if item.solid.y > l.cut.from.Y && item.solid.y < l.cut.to.Y && (middle > l.cut.from.X) != (i >= c.before) {
						t.Errorf("%s at %g px: block %d at %g is on the wrong side of the cut at %g", c.name, width, i, middle, l.cut.from.X)
					}
				}
			}
		}
	}
}

// TestArchitectureHeight wants the height that a drawing asks for to be what it takes, and less to shrink its bodies.
func TestArchitectureHeight(t *testing.T) {
	for _, width := range []float64{340, 620, 1280} {
		wanted := vgg19().Height(width, Light())
		if got := vgg19().Layout(width, wanted, Light(), Estimate).height; !near(got, wanted) {
			t.Errorf("at %g px: takes %g of the %g it asked for", width, got, wanted)
		}
		if got := vgg19().Layout(width, wanted-40, Light(), Estimate).height; width > 340 && got > wanted-39 {
			t.Errorf("at %g px: takes %g of %g", width, got, wanted-40)
		}
	}
}
