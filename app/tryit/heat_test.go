package tryit

import (
	"testing"

	"pawgrad/app/protocol"
)

func TestHeatMapIsHottestWhereTheNetworkLooks(t *testing.T) {
	rgba, width, height := heatPixels(&protocol.HeatMap{Width: 3, Height: 2, Cells: []byte{0, 0, 255, 0, 0, 0}})
	if width != 3*heatFine || height != 2*heatFine || len(rgba) != 4*width*height {
		t.Fatalf("%d bytes for %d x %d pixels", len(rgba), width, height)
	}
	opacity := func(x, y int) byte { return rgba[4*(y*width+x)+3] }
	hot, between, cold := opacity(width-1, 0), opacity(2*heatFine, 0), opacity(0, height-1)
	if most := heatMost * 255; float64(hot) < most-1 || cold != 0 || between <= cold || between >= hot {
		t.Errorf("opacity %d where it looks, %d beside, %d where it does not", hot, between, cold)
	}
}

func TestABrokenHeatMapHasNoPixels(t *testing.T) {
	for _, m := range []*protocol.HeatMap{nil, {}, {Width: 2, Height: 2, Cells: []byte{1}}, {Width: -1, Height: -1, Cells: []byte{1}}} {
		if rgba, _, _ := heatPixels(m); rgba != nil {
			t.Errorf("%+v gives %d bytes", m, len(rgba))
		}
	}
}
