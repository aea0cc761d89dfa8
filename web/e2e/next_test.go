package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAfterTheFirstRound trains for one epoch, which lowers the loss of any start by far more than
// chance, and follows each way that the page then offers; the last begins a round of twice the epochs.
func TestAfterTheFirstRound(t *testing.T) {
	v := open(t, "#v=2&epochs=1&methods=adam")
	v.startChosen()
	v.waitFor("what comes next", `document.querySelector("#next")`)
	v.waitText("#more", "still learns")
	v.shot("next")

	inSight := func(what, id string) {
		t.Helper()
		v.waitFor(what+" in sight", `(() => { const box = document.querySelector("`+id+`")?.getBoundingClientRect(); return box && box.top < innerHeight && box.bottom > 0; })()`)
	}
	v.click("#next-mistakes")
	inSight("the mistakes", "#gallery-heading")
	v.click("#next-rate")
	v.waitFor("the rate's field to have the focus", `document.activeElement.id === "field-adam-lr"`)
	v.click("#next-photo")
	v.waitFor("the tab", `document.querySelector("#tab-try-it[aria-selected=true]")`)
	inSight("the button for photos", "#choose-photos")

	v.size(390, 844, true)
	v.openTab("results")
	v.waitFor("what comes next", `document.querySelector("#next")`)
	v.do(chromedp.ScrollIntoView("#more", chromedp.ByQuery))
	v.shot("next-phone")
	want(v, "what is wider than a phone", `[...document.querySelectorAll("#more *, #next *")].filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.id)`, []string{})
	v.click("#next-rate")
	v.waitFor("the rate's field to have the focus on a phone", `document.activeElement.id === "field-adam-lr"`)
	v.size(1280, 800, false)
	v.click("#train-more")
	v.waitFor("the longer round's end", `document.querySelector("#results-table tr[data-run=run2]")`)
	v.waitGone("#next")
	v.openTab("runs")
	v.waitText(`.round[data-round="2"]`, "2 epochs")
}
