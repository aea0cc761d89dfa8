package e2e

import (
	"fmt"
	"testing"
)

// TestFirstRace presses the large button as the page comes and waits for the end, on two cores: all six
// networks tell both classes, and every curve begins before the first step.
func TestFirstRace(t *testing.T) {
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.click("#compare-all")
	v.waitFor("six results", `document.querySelectorAll("#results-table tbody tr").length === 6`)
	if remarks := eval[[]string](v, `[...document.querySelectorAll("#results-table .remark")].map((r) => r.innerText)`); len(remarks) > 0 {
		t.Errorf("the results are remarked on: %q", remarks)
	}
	type start struct{ ValidationLoss, ValidationAccuracy float64 }
	starts := await(v, "six records", `(async () => (await `+keptRecords+`).map((text) => JSON.parse(text).runs[0].start ?? null).map((s) => s && ({ValidationLoss: s.validationLoss, ValidationAccuracy: s.validationAccuracy})))()`, func(all []*start) bool { return len(all) == 6 })
	for _, s := range starts {
		if s == nil || *s != *starts[0] || s.ValidationLoss <= 0 {
			t.Errorf("a run starts at %s, the first at %s", fmt.Sprint(s), fmt.Sprint(starts[0]))
		}
	}
	for _, chart := range []string{"#chart-valid-accuracy", "#chart-train-accuracy", "#chart-valid-loss", "#chart-train-loss"} {
		v.waitLabel(chart, "6 curves")
	}
	v.shot("race")
}
