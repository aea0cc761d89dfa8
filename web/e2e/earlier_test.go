package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestEarlierRoundsAnswer trains two rounds and has a photo named: by the latest network, with
// the switch on by both, and by both again after a reload, as both are kept.
func TestEarlierRoundsAnswer(t *testing.T) {
	v := open(t, "#size=48&epochs=1&train-images=32&eval-images=16&batch=16&methods=sgd")
	v.startChosen()
	v.waitFor("the first round's end", `document.querySelector("#results-table tr[data-run=run1]")`)
	v.click("#start-chosen")
	v.waitFor("the second round's end", `document.querySelector("#results-table tr[data-run=run2]")`)

	answer := func(id string) string { return fmt.Sprintf(`.photo .answer[data-run=%s]`, id) }
	photo := write(t, t.TempDir(), "mine.jpg", encodeJPEG(t, picture(640, 480)))
	asked := func() {
		t.Helper()
		v.drop(photo)
		v.waitFor("the latest network's answer", fmt.Sprintf("document.querySelector('%s')", answer("run2")))
		if n := v.count(answer("run1")); n != 0 {
			t.Errorf("%d answers of an earlier round that was not asked", n)
		}
		v.click("#earlier")
		v.waitFor("the earlier network's answer", fmt.Sprintf("document.querySelector('%s')", answer("run1")))
		v.waitText(answer("run1"), "round 1")
	}
	asked()
	v.waitText("#learned-from", "Your networks learned from photos of 32 pixels")
	v.shot("earlier")
	v.size(390, 844, true)
	v.do(chromedp.ScrollIntoView("#photos", chromedp.ByQuery))
	v.shot("earlier-phone")
	want(v, "what is wider than a phone", `[...document.querySelectorAll("#photos *")].filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.className)`, []string{})
	v.click("#earlier")
	v.waitGone(answer("run1"))
	v.size(1280, 800, false)

	v.waitKept()
	v.reload()
	asked()
}
