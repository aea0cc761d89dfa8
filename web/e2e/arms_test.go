package e2e

import (
	"strings"
	"testing"
)

// TestArms compares three rates of SGD and one batch size, set up with the mouse: an arm each
// in the legend, in the table and after a reload, and a link that sets it all up again.
func TestArms(t *testing.T) {
	v := open(t, "#size=48&epochs=1&train-images=64&eval-images=32&batch=16&methods=sgd&targets=0.3+0.9")
	v.click("#more-sgd")
	v.enter("#values-sgd", "0.01 0.3")
	v.click("#add-arms-sgd")
	v.waitFor("two arms", `document.querySelectorAll("#methods [data-arm]").length === 2`)
	v.waitText(`#methods [data-arm="1"]`, "SGD, δ 0.01")
	v.click("#add-arm-sgd")
	v.waitFor("the third arm's details", `document.querySelector("#apart-arm3")`)
	// (chromedp's way to choose wants the choice to stay; this one goes back to its first line.)
	eval[bool](v, `(() => {
		const choice = document.querySelector("#apart-arm3");
		choice.value = "batch";
		return choice.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
	v.enter("#field-arm3-batch", "8")
	v.waitText(`#methods [data-arm="3"]`, "batch size 8 photos")
	v.waitText("#arms-share", "Some differ in batch size")
	v.enter("#name-arm3", "Small batches")
	v.waitText(`#methods [data-arm="3"] .method-name`, "Small batches")
	v.shot("arms")

	v.click("#start-chosen")
	v.waitFor("four tested arms", `document.querySelectorAll("#results-table tbody tr").length === 4`)
	names := []string{"SGD", "SGD, δ 0.01", "SGD, δ 0.3", "Small batches"}
	legend := strings.Split(eval[string](v, `[...document.querySelectorAll("#legend .legend-name")].map((e) => e.textContent).join("|")`), "|")
	table := strings.Split(eval[string](v, `[...document.querySelectorAll("#results-table tbody th")].map((e) => e.textContent.trim()).join("|")`), "|")
	for i, want := range names {
		if legend[i] != want || table[i] != want {
			t.Errorf("arm %d is %q in the legend and %q in the table, want %q", i, legend[i], table[i], want)
		}
	}
	looks := eval[int](v, `new Set([...document.querySelectorAll("#legend .swatch")].map((e) => e.innerHTML)).size`)
	if looks != len(names) {
		t.Errorf("%d arms have %d looks", len(names), looks)
	}
	v.openTab("results")
	if n := eval[int](v, `document.querySelectorAll("#targets-table tbody tr").length`); n != len(names) {
		t.Errorf("%d arms are on their way to the target", n)
	}
	v.waitText("#targets-note", "fixed before anything was trained")
	v.shot("arms-results")

	link := eval[string](v, "location.hash")
	v.waitKept()
	again := v.reopened()
	again.goTo("")
	again.waitFor("the kept arms", `document.querySelectorAll("#results-table tbody tr").length === 4`)
	other := open(t, link)
	other.waitFor("the link's arms", `document.querySelectorAll("#methods [data-arm]").length === 3`)
	other.waitText(`#methods [data-arm="3"] .method-name`, "Small batches")
}
