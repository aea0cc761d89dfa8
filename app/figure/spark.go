package figure

// Size of a [Spark] in CSS pixels at Theme scale 1: a word's place in a line of text.
const sparkWidth, sparkHeight = 64, 18

// Spark is a curve without axes as a small inline SVG, from 0 at the bottom to 1 at the top, as of the course of a learning rate. It is
// decoration: what it shows must stand beside it in words.
func Spark(ys []float64, t Theme) string {
	width, height := sparkWidth*t.size(), sparkHeight*t.size()
	s := NewSVG(width, height, "", "")
	edge := t.Line
	var base, p Path
	base.Segment(0, height-edge/2, width, height-edge/2)
	s.Path(&base, Paint{Stroke: t.Rule, Width: t.Hair})
	for i, y := range ys {
		x := edge + (width-2*edge)*float64(i)/float64(max(1, len(ys)-1))
		at := edge + (height-2*edge)*(1-y)
		if i == 0 {
			p.Move(x, at)
		} else {
			p.Line(x, at)
		}
	}
	s.Path(&p, Paint{Stroke: t.Ink, Width: t.Line})
	return string(s.Bytes())
}

// Still is a landscape of whose paths a share is drawn, 0 to 1: a picture of a film.
type Still struct {
	Landscape
	Share float64
}

// Draw implements Figure.
func (f Still) Draw(s Surface, t Theme) {
	width, height := s.Size()
	f.Layout(width, height, t, s.Measure).At(f.Share).Draw(s)
}
