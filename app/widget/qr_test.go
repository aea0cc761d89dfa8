package widget

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// TestQR: the drawing has the modules of the code and no others, within its white border.
func TestQR(t *testing.T) {
	const link = "https://example.org/pawgrad/#v=2&methods=sgd,adam&seed=7"
	svg, fits := QR(link)
	if !fits {
		t.Fatal("a short link does not fit")
	}
	code, err := qr.Encode(link, qr.L)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[[2]int]bool{}
	for piece := range strings.SplitSeq(svg[strings.LastIndex(svg, `d="`)+len(`d="`):], "M") {
		var x, y, length int
		if n, _ := fmt.Sscanf(piece, "%d %dh%d", &x, &y, &length); n == 3 {
			for i := range length {
				drawn[[2]int{x + i - quietZone, y - quietZone}] = true
			}
		}
	}
	for y := range code.Size {
		for x := range code.Size {
			if drawn[[2]int{x, y}] != code.Black(x, y) {
				t.Fatalf("module %d, %d is drawn %v", x, y, !code.Black(x, y))
			}
			delete(drawn, [2]int{x, y})
		}
	}
	if len(drawn) > 0 {
		t.Errorf("modules outside of the code: %v", drawn)
	}
	if _, fits := QR(strings.Repeat("x", 4000)); fits {
		t.Error("4,000 letters fit into a code")
	}
}
