package figure

import (
	"math"
	"strings"
)

// frame is what all charts have around them: title, a line about the values, perhaps a legend, and below the name of the x axis.
type frame struct {
	width, height   float64
	title, subtitle string
	titleY, subY    float64
	xLabel          string
	xLabelY         float64
	legend          []legendEntry
	note            []string // lines of the caption
	noteY           float64  // base line of the first
	pad             float64
	inner           Rect // what is left for axes' labels on the left and the plot
}

// legendEntry is a series' name at a place.
type legendEntry struct {
	x, y  float64
	name  string
	style Style
}

// gap is the distance between a mark and its label.
func (t Theme) gap() float64 { return t.Small / 2 }

// size is how much the theme is enlarged over the plain one.
func (t Theme) size() float64 { return t.Small / sized(Theme{}).Small }

// lineHeight is the distance of two lines of small text.
func (t Theme) lineHeight() float64 { return t.Small * 1.3 }

func newFrame(title, subtitle, xLabel string, width, height float64, t Theme, m Measure) frame {
	pad := t.Small * 0.75
	f := frame{width: width, height: height, pad: pad}
	room := math.Max(1, width-2*pad)
	y := pad
	if title != "" {
		f.title, f.titleY = fit(title, room, t.title(), m), y
		y += t.Title*capHeight + t.gap()*1.3
	}
	if subtitle != "" {
		f.subtitle, f.subY = fit(subtitle, room, t.small(), m), y
		y += t.Small*capHeight + t.gap()
	}
	y += t.gap()
	bottom := height - pad - t.lineHeight() // tick labels
	if xLabel != "" {
		f.xLabel, f.xLabelY = fit(xLabel, room, t.small(), m), height-pad
		bottom -= t.lineHeight()
	}
	f.inner = Rect{pad, y, room, math.Max(1, bottom-y)}
	return f
}

// addLegend makes room for a legend between the head and the plot, in as many rows as the width needs.
func (f *frame) addLegend(series []Series, t Theme, m Measure) {
	swatch, row := swatchWidth*t.size(), t.lineHeight()*1.15
	x, y := f.pad, f.inner.Y+row/2
	rows := 0.0
	for _, s := range series {
		if s.Name == "" {
			continue
		}
		name := fit(s.Name, math.Max(1, f.width-2*f.pad-swatch-t.gap()), t.small(), m)
		width := swatch + t.gap() + m(name, t.small())
		if rows == 0 {
			rows = 1
		} else if x+width > f.width-f.pad {
			x, y, rows = f.pad, y+row, rows+1
		}
		f.legend = append(f.legend, legendEntry{x, y, name, s.Style})
		x += width + 2.5*t.gap()
	}
	used := rows*row + t.gap()
	f.inner.Y += used
	f.inner.H = math.Max(1, f.inner.H-used)
}

// addNote makes room for a caption below everything else, in as many lines as the width needs.
func (f *frame) addNote(text string, t Theme, m Measure) {
	if text == "" {
		return
	}
	f.note = wrap(text, math.Max(1, f.width-2*f.pad), t.small(), m)
	used := float64(len(f.note)) * t.lineHeight()
	f.noteY = f.height - f.pad - used + t.lineHeight()
	used += t.gap() // parts the caption from the axis
	f.xLabelY -= used
	f.inner.H = math.Max(1, f.inner.H-used)
}

func (f frame) draw(s Surface, t Theme) {
	t.paper(s)
	s.Text(Text{X: f.pad, Y: f.titleY, S: f.title, Font: t.title(), Baseline: Top, Color: t.Ink})
	s.Text(Text{X: f.pad, Y: f.subY, S: f.subtitle, Font: t.small(), Baseline: Top, Color: t.Muted})
	for i, line := range f.note {
		s.Text(Text{X: f.pad, Y: f.noteY + float64(i)*t.lineHeight(), S: line, Font: t.small(), Color: t.Muted})
	}
	for _, e := range f.legend {
		swatch := swatchWidth * t.size()
		drawSwatch(s, t, e.style, e.x, e.y, swatch)
		s.Text(Text{X: e.x + swatch + t.gap(), Y: e.y, S: e.name, Font: t.small(), Baseline: Centred, Color: t.Ink})
	}
}

// drawXLabel names the x axis on a base line, flush with the plot's right end where the text is not too long for that.
func (f frame) drawXLabel(s Surface, t Theme, right, y float64) {
	right = math.Max(right, f.pad+s.Measure(f.xLabel, t.small()))
	s.Text(Text{X: right, Y: y, S: f.xLabel, Font: t.small(), Anchor: End, Color: t.Muted})
}

// fit cuts text with an ellipsis where it is wider than room.
func fit(s string, room float64, f Font, m Measure) string {
	if m(s, f) <= room {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && m(string(runes)+"…", f) > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// wrap breaks text into lines no wider than room, at spaces.
func wrap(s string, room float64, f Font, m Measure) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if longer := line + " " + word; line != "" && m(longer, f) > room {
			lines, line = append(lines, line), word
		} else if line == "" {
			line = word
		} else {
			line = longer
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// drawEmpty says, in the middle of an empty figure, what will come there.
func drawEmpty(s Surface, t Theme, area Rect, text string) {
	lines := wrap(text, area.W*0.9, t.body(), s.Measure)
	height := t.Body * 1.4
	y := area.Y + area.H/2 - height*float64(len(lines)-1)/2
	for i, line := range lines {
		s.Text(Text{X: area.X + area.W/2, Y: y + height*float64(i), S: line, Font: t.body(), Anchor: Middle, Baseline: Centred,
			Color: t.Muted, Halo: t.Ground})
	}
}
