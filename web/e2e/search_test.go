package e2e

import "testing"

// TestFindRates searches for the rate of a method that was given one that explodes, with its
// page closed in between, and takes over what it has found.
func TestFindRates(t *testing.T) {
	const settings = "#v=2&size=48&epochs=8&train-images=16&eval-images=8&batch=8&methods=sgd&sgd.lr=20"
	v := open(t, settings)
	v.hold(`kind === "EpochPoint" && start.epochs.at(-1) > 1`) // those of the first step have one
	v.click("#find-rates")
	v.waitText("#search-note", "step 2 of 3")
	v = v.reopened()
	v.goTo(settings)
	v.openTab("results")
	v.waitFor("the trials that are left", `document.querySelector("#resume-all")`)
	v.click("#resume-all")
	v.waitText("#search-note", "The search is over.")
	v.wantCount("#search-table tbody tr", 1) // arms that were searched for
	if eval[bool](v, `!!document.querySelector("#results-table, #table-1")`) {
		t.Error("something was tested")
	}
	v.click("#rung-3")
	v.shot("rates")
	v.click("#use-rates")
	v.waitFor("a rate that was found", `!/sgd\.lr=20(&|$)/.test(location.hash)`)
}
