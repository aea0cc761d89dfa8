package figure

import (
	"fmt"
	"math"
	"strconv"
)

// Color is 0xRRGGBBAA. The zero value is "no colour": nothing is painted.
type Color uint32

// Fade returns the colour with its opacity replaced, 0 (clear) to 1 (solid).
func (c Color) Fade(opacity float64) Color {
	return c&^0xff | Color(opacity*255+0.5)
}

// Opacity is the colour's alpha, 0 to 1.
func (c Color) Opacity() float64 { return float64(c&0xff) / 255 }

// CSS writes the colour as #rrggbb, or #rrggbbaa where it is not solid.
func (c Color) CSS() string {
	if c&0xff == 0xff {
		return c.hex()
	}
	return fmt.Sprintf("#%08x", uint32(c))
}

// hex is the colour without its opacity, the only form every SVG reader knows.
func (c Color) hex() string { return fmt.Sprintf("#%06x", uint32(c>>8)) }

// over is the solid colour seen where c lies on a solid ground.
func (c Color) over(ground Color) Color {
	a := c.Opacity()
	mix := func(shift uint) Color {
		front, back := float64(c>>shift&0xff), float64(ground>>shift&0xff)
		return Color(front*a+back*(1-a)+0.5) << shift
	}
	return mix(24) | mix(16) | mix(8) | 0xff
}

// luminance is the relative luminance of WCAG 2.2, 0 (black) to 1 (white).
func (c Color) luminance() float64 {
	linear := func(shift uint) float64 {
		v := float64(c>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(24) + 0.7152*linear(16) + 0.0722*linear(8)
}

// contrast is the contrast ratio of WCAG 2.2 between two solid colours, 1 to 21.
func contrast(a, b Color) float64 {
	la, lb := a.luminance(), b.luminance()
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// inkOn is black or white, whichever reads better on a ground.
func inkOn(ground Color) Color {
	const black, white = Color(0x000000FF), Color(0xFFFFFFFF)
	if contrast(black, ground) > contrast(white, ground) {
		return black
	}
	return white
}

// num writes a number for a file: at most two places, no trailing zeros.
func num(v float64) string {
	return strconv.FormatFloat(float64(int64(v*100+sign(v)*0.5))/100, 'f', -1, 64)
}

func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}
