package widget

import (
	"strings"
	"testing"

	"pawgrad/app/browser/fake"
	"pawgrad/app/figure"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestCopying copies a figure in both forms, and says so, or says what to do where the browser refuses.
func TestCopying(t *testing.T) {
	for _, refused := range []bool{false, true} {
		b := fake.NewBrowser()
		b.RefusesCopies = refused
		c := &copying{part: part{In: NewScreen(b)}, chart: "chart", figure: func() figure.Figure { return figure.Line{Hover: &figure.Hover{}} },
			size: func() (width, height float64) { return 400, 300 }}
		for mime, copy := range map[string]func(ui.Context){"image/png": c.png, "image/svg+xml": c.svg} {
			b.Copied, c.said = "", ""
			copy(ui.Context{})
			if (b.Copied == mime) == refused || strings.Contains(c.said, "Copied") == refused || c.said == "" {
				t.Errorf("refused %v: copied %q, says %q", refused, b.Copied, c.said)
			}
		}
		if line := c.picture().(figure.Line); !line.Legend || line.Hover != nil {
			t.Error("the picture has no legend, or a cross-hair")
		}
	}
}
