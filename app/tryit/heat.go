package tryit

import (
	"math"

	"pawgrad/app/protocol"
)

// Look of a heat map: from nothing at all where a network does not look to a
// strong red where it looks most, so that the photo stays in sight.
const (
	heatRed, heatGreen, heatBlue = 235, 64, 0
	heatMost                     = 0.6 // opacity
	// heatFine is how many pixels stand for a cell's side: so many that the
	// steps between two cells are not seen.
	heatFine = 8
)

// heatPixels paints a heat map, to be laid over the photo: RGBA, row by row. A map
// that is none has no pixels.
func heatPixels(m *protocol.HeatMap) (rgba []byte, width, height int) {
	if m == nil || m.Width < 1 || m.Height < 1 || len(m.Cells) != m.Width*m.Height {
		return nil, 0, 0
	}
	width, height = m.Width*heatFine, m.Height*heatFine
	rgba = make([]byte, 0, 4*width*height)
	for y := range height {
		for x := range width {
			heat := heatAt(m, (float64(x)+0.5)/heatFine-0.5, (float64(y)+0.5)/heatFine-0.5)
			rgba = append(rgba, heatRed, heatGreen, heatBlue, byte(heat*heatMost))
		}
	}
	return rgba, width, height
}

// heatAt is the heat at a place, 0 to 255: x and y count cells from the centre of
// the first, and between centres it is interpolated.
func heatAt(m *protocol.HeatMap, x, y float64) float64 {
	x, y = min(max(x, 0), float64(m.Width-1)), min(max(y, 0), float64(m.Height-1))
	left, top := int(math.Floor(x)), int(math.Floor(y))
	right, bottom := min(left+1, m.Width-1), min(top+1, m.Height-1)
	dx, dy := x-float64(left), y-float64(top)
	cell := func(x, y int) float64 { return float64(m.Cells[y*m.Width+x]) }
	return (1-dy)*((1-dx)*cell(left, top)+dx*cell(right, top)) + dy*((1-dx)*cell(left, bottom)+dx*cell(right, bottom))
}
