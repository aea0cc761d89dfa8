package curves

import (
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/compare"
	"pawgrad/nn/spec"
)

// TestPresenting goes through the charts both ways, and has one curve stand out from the others.
func TestPresenting(t *testing.T) {
	in, s, b := stand()
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 1)
	var seen []int
	for range 5 {
		in.Next(1)
		seen = append(seen, in.only)
	}
	in.Next(-1)
	if seen[0] != 1 || seen[3] != 4 || seen[4] != 0 || in.only != 4 {
		t.Errorf("the charts in view are %v, then %d", seen, in.only)
	}
	strength := func() (alphas [2]uint32) {
		for i, series := range in.line(compare.Quantities[0]).Series {
			alphas[i] = uint32(series.Style.Color) & 0xff
		}
		return alphas
	}
	in.Light(2)
	if got := strength(); got[0] > 100 || got[1] != 255 {
		t.Errorf("with the second lit, they are drawn with %v", got)
	}
	in.Light(2)
	if got := strength(); got != [2]uint32{255, 255} {
		t.Errorf("pressed again, they are drawn with %v", got)
	}
	in.Light(9)
	if in.lines.Lit != 0 {
		t.Error("an arm that is not there stands out")
	}
	in.Light(1)
	in.All()
	if in.only != 0 || in.lines.Lit != 0 {
		t.Error("not all are shown again")
	}
}
