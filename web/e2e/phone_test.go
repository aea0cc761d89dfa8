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
		v.waitFor("the page with the tab "+tab+" to be no wider than the phone", "document.documentElement.scrollWidth <= 390")
	}
}
