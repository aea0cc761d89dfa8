package e2e

import "testing"

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
	v.pick("#apart-arm3", "batch")
	v.enter("#field-arm3-batch", "8")
	v.waitText(`#methods [data-arm="3"]`, "batch size 8 photos")
	v.waitText("#arms-share", "Some differ in batch size")
	v.enter("#name-arm3", "Small batches")
	v.waitText(`#methods [data-arm="3"] .method-name`, "Small batches")
	v.shot("arms")

	v.click("#start-chosen")
	v.waitFor("four tested arms", `document.querySelectorAll("#results-table tbody tr").length === 4`)
	names := []string{"SGD", "SGD, δ 0.01", "SGD, δ 0.3", "Small batches"}
	want(v, "the arms in the legend", `[...document.querySelectorAll("#legend .legend-name")].map((e) => e.textContent)`, names)
	want(v, "the arms in the table", `[...document.querySelectorAll("#results-table tbody th")].map((e) => e.textContent.trim())`, names)
	want(v, "the number of looks", `new Set([...document.querySelectorAll("#legend .swatch")].map((e) => e.innerHTML)).size`, len(names))
	v.openTab("results")
	v.wantCount("#targets-table tbody tr", len(names)) // on their way to the target
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
