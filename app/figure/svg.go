package figure

import (
	"bytes"
	"fmt"
	"html"
	"strings"
)

// SVG is a Surface that writes a standalone SVG 1.1 file: no scripts, no style sheet, nothing from elsewhere, so that it
// opens the same in a browser, a slide or an editor.
type SVG struct {
	width, height float64
	head, body    bytes.Buffer
}

// NewSVG starts a file of the given size in CSS pixels. The title and description are what a screen reader says of it; with no
// title the picture is decoration, and hidden from it.
func NewSVG(width, height float64, title, desc string) *SVG {
	s := &SVG{width: width, height: height}
	role := `role="img"`
	if title == "" {
		role = `aria-hidden="true"`
	}
	fmt.Fprintf(&s.head, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" %s font-family="%s" style="font-variant-numeric: tabular-nums">`+"\n",
		num(width), num(height), role, FontFamily)
	if title != "" {
		fmt.Fprintf(&s.head, "<title>%s</title>\n<desc>%s</desc>\n", escape(title), escape(desc))
	}
	return s
}

// Bytes is the file.
func (s *SVG) Bytes() []byte {
	return append(append(bytes.Clone(s.head.Bytes()), s.body.Bytes()...), "</svg>\n"...)
}

// Size implements Surface.
func (s *SVG) Size() (width, height float64) { return s.width, s.height }

// Path implements Surface.
func (s *SVG) Path(p *Path, paint Paint) {
	if p.Empty() || paint.Fill == 0 && paint.Stroke == 0 {
		return
	}
	fmt.Fprintf(&s.body, `<path d="%s"`, p)
	s.color("fill", paint.Fill)
	if paint.Stroke != 0 {
		s.color("stroke", paint.Stroke)
		fmt.Fprintf(&s.body, ` stroke-width="%s" stroke-linejoin="%s" stroke-linecap="%s"`, num(paint.Width), lineJoin, lineCap(paint))
	}
	if len(paint.Dash) > 0 {
		fmt.Fprintf(&s.body, ` stroke-dasharray="%s"`, dashes(paint.Dash))
	}
	s.body.WriteString("/>\n")
}

// Text implements Surface.
func (s *SVG) Text(t Text) {
	if t.S == "" {
		return
	}
	fmt.Fprintf(&s.body, `<text x="%s" y="%s"`, num(t.X), num(t.Y+t.drop()))
	if t.Anchor != Start {
		fmt.Fprintf(&s.body, ` text-anchor="%s"`, [...]string{"start", "middle", "end"}[t.Anchor])
	}
	fmt.Fprintf(&s.body, ` font-size="%s"`, num(t.Font.Size))
	if t.Font.Bold {
		s.body.WriteString(` font-weight="600"`)
	}
	s.color("fill", t.Color)
	if t.Halo != 0 {
		s.color("stroke", t.Halo)
		fmt.Fprintf(&s.body, ` stroke-width="%s" stroke-linejoin="%s" paint-order="stroke"`, num(t.Font.Size*haloWidth), lineJoin)
	}
	fmt.Fprintf(&s.body, ">%s</text>\n", escape(t.S))
}

// Measure implements Surface with an estimate, since no one knows the fonts of the machine that will open the file.
func (s *SVG) Measure(text string, f Font) float64 { return Estimate(text, f) }

// Clip implements Surface by a nested svg element, which hides what leaves it. A clipPath would need an id, and two files set into one
// page would then cut each other's curves.
func (s *SVG) Clip(r Rect, draw func()) {
	fmt.Fprintf(&s.body, `<svg x="%s" y="%s" width="%s" height="%s" viewBox="%[1]s %[2]s %[3]s %[4]s">`+"\n", num(r.X), num(r.Y), num(r.W), num(r.H))
	draw()
	s.body.WriteString("</svg>\n")
}

// color writes a colour as two attributes, because older readers do not know #rrggbbaa.
func (s *SVG) color(attribute string, c Color) {
	if c == 0 {
		fmt.Fprintf(&s.body, ` %s="none"`, attribute)
		return
	}
	fmt.Fprintf(&s.body, ` %s="%s"`, attribute, c.hex())
	if c&0xff != 0xff {
		fmt.Fprintf(&s.body, ` %s-opacity="%s"`, attribute, num(c.Opacity()))
	}
}

// lineJoin is the shape of corners. Round ones look the same at the width of a curve, and a browser that paints without a graphics card
// takes clearly longer for them on a noisy line.
const lineJoin = "bevel"

// lineCap is round for a solid line, flat for a dashed one, whose gaps round ends would close.
func lineCap(p Paint) string {
	if len(p.Dash) > 0 {
		return "butt"
	}
	return "round"
}

func dashes(lengths []float64) string {
	parts := make([]string, len(lengths))
	for i, l := range lengths {
		parts[i] = num(l)
	}
	return strings.Join(parts, " ")
}

// escape makes text safe inside XML: markup is escaped, and characters XML forbids altogether become U+FFFD.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		legal := r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
		if !legal {
			return '\uFFFD'
		}
		return r
	}, s))
}
