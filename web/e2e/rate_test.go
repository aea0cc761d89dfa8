package e2e

import "testing"

// TestTheRateIsChangedByHand while a run is trained: the card says from where on, after a reload
// too, and the results that the run was given another rate.
func TestTheRateIsChangedByHand(t *testing.T) {
	v := open(t, "#size=48&epochs=1000&train-images=1400&eval-images=8&batch=8&methods=sgd")
	v.startChosen()
	v.openTab("runs")
	v.waitFor("the field of the rate", `document.querySelector("#rate-run1")`)
	v.enter("#rate-run1", "much")
	v.click("#change-rate-run1")
	v.waitText("#rate-run1-problem", "Learning rate")
	v.enter("#rate-run1", "0.05")
	v.click("#change-rate-run1")
	v.waitText("#card-run1", "0.05 at epoch")
	v.click(`#card-run1 [data-do="stop"]`)
	v.waitStatus("sgd", "stopped")
	v.openTab("results")
	v.waitText("#results-table", "rate changed by hand")
	v.waitKept()
	v = v.reopened()
	v.goTo("")
	v.openTab("runs")
	v.waitText("#card-run1", "0.05 at epoch")
}
