package e2e

import (
	"path/filepath"
	"testing"
)

// TestStudyOnAPhone opens the study's results on a phone: no panel is wider than the
// screen.
func TestStudyOnAPhone(t *testing.T) {
	study, err := filepath.Abs(filepath.Join("..", "..", "results", "study.json"))
	if err != nil {
		t.Fatal(err)
	}
	v := open(t, "")
	v.choose("#open-experiment", study)
	v.waitFor("Table 1", `document.querySelectorAll("#table-1 tbody tr").length > 7`)
	v.size(390, 844, true)
	for _, tab := range []string{"results", "runs", "try-it", "understand"} {
		v.openTab(tab)
		v.shot(tab)
		if wide := eval[float64](v, "document.documentElement.scrollWidth"); wide > 390 {
			t.Errorf("with the tab %s the page is %v px wide on a phone of 390 px", tab, wide)
		}
	}
}
