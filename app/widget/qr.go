package widget

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quietZone is how many modules around a code stay white, as its standard asks for.
const quietZone = 4

// QR draws a text as a QR code, an SVG in black on white in any theme. It reports false for a text that no code holds
// (about 2,900 letters).
func QR(text string) (svg string, fits bool) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", false
	}
	side := code.Size + 2*quietZone
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" width="200" height="200" shape-rendering="crispEdges" aria-hidden="true" focusable="false">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, side, side, side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			length := 1 // of the black modules in a row
			for code.Black(x+length, y) {
				length++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, length, length)
			x += length
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), true
}
