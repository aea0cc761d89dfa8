package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSurfaces plays with the classic surfaces by mouse and by keyboard.
func TestSurfaces(t *testing.T) {
	v := open(t, "")
	v.openTab("understand")
	v.waitFor("the whole panel", `document.querySelector("#understand .terms")`)
	const picture = "#figure-surface"
	v.waitFor("the picture in words", `document.querySelector("#figure-surface").getAttribute("aria-label").includes("Adam in 80 steps")`)

	v.click("#surface-saddle")
	v.waitText("#surface-lesson", "ridge")
	v.waitFor("the saddle in words", `document.querySelector("#figure-surface").getAttribute("aria-label").includes("Saddle")`)
	saddle := v.canvasHash(picture)

	v.click(picture) // the middle, where nothing pulls any method
	v.waitForPicture(picture, saddle)
	middle := v.canvasHash(picture)
	before := eval[string](v, `document.querySelector("#figure-surface").getAttribute("aria-label")`)
	v.press(picture, kb.ArrowUp)
	v.waitForPicture(picture, middle)
	v.waitFor("the words of other paths", fmt.Sprintf(`document.querySelector(%q).getAttribute("aria-label") !== %q`, picture, before))
	whole := v.canvasHash(picture)
	// They grow for some seconds: each frame is looked at, so that none of these is missed.
	eval[bool](v, fmt.Sprintf(`(globalThis.grown = new Promise((done) => {
		const look = () => (%s) !== %v && document.querySelector("#surface-play").innerText.includes("Pause")
			? done(true) : requestAnimationFrame(look);
		requestAnimationFrame(look);
	}), true)`, canvasHashScript(picture), whole))
	v.press(picture, " ")
	v.waitFor("the paths to grow", "grown")
	v.waitText("#surface-play", "Play")
	v.waitText("#surface-step-number", "Step 80 of 80")
	v.waitFor("the whole paths again", fmt.Sprintf(`(%s) === %v`, canvasHashScript(picture), whole))

	v.click("#surface-step")
	v.waitText("#surface-step-number", "Step 0 of 80")
	v.press("#surface-at", kb.ArrowRight)
	v.waitText("#surface-step-number", "Step 1 of 80")

	v.enter("#surface-rate-sgd", "much")
	v.waitText("#surface-rate-sgd-problem", "Learning rate")
	v.click("#surface-reset")
	v.waitFor("the field to be good again", `document.querySelector("#surface-rate-sgd").value === "0.1" && !document.querySelector("#surface-rate-sgd-problem").innerText`)
	v.shot("surface")
	v.named("the classic surfaces")
	file := filepath.Join(v.downloads(), "pawgrad-surface.png")
	v.click("#save-surface")
	v.waitFile(file)
	if film, err := os.ReadFile(file); err != nil || !bytes.Contains(film, []byte("acTL")) {
		t.Errorf("the animation has %d bytes, %v", len(film), err)
	}

	// Each symbol says what it is now, as soon as it is reached.
	v.enter("#field-seed", "7") // a change of the form must not close or break anything
	v.waitFor("the symbol's explanation", `(document.querySelector('#explained-momentum .symbol[aria-label^="γ"]').focus(), true) && document.querySelector('#explained-momentum .symbol[aria-label^="γ"]').ariaLabel.includes("Now 0.9.") && getComputedStyle(document.querySelector('#explained-momentum .symbol[aria-label^="γ"] + .tip-text')).display === "block"`)
	v.waitText("#explained-adam .symbols-now", "β₂ = 0.999")
}

// TestLossSurface trains two methods and has the loss around their paths measured.
func TestLossSurface(t *testing.T) {
	v := open(t, "#size=48&epochs=2&train-images=64&eval-images=16&batch=16&methods=sgd,adam")
	v.openTab("understand")
	v.waitText("#paths-empty", "Start a comparison")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")

	v.openTab("understand")
	v.waitFor("the whole panel", `document.querySelector("#understand .terms")`)
	v.pick("#surface-grid", "31")
	v.hold(`kind === "LandscapeProgress"`)
	v.click("#measure-surface")
	v.waitText("#surface-progress", "of 961 places")
	v.shot("measuring")
	v.click("#cancel-surface")
	v.hold("false")
	v.waitFor("the offer to measure", `document.querySelector("#measure-surface") && !document.querySelector("#figure-landscape")`)

	v.pick("#surface-grid", "11")
	v.click("#measure-surface")
	v.waitFor("the surface in words", `/on 11 by 11 places.*SGD in 2 epochs to .*Adam in 2 epochs to /.test(document.querySelector("#figure-landscape")?.getAttribute("aria-label") ?? "")`)
	v.waitText("#surface-explained", "64 training photos")
	v.waitText("#path-epoch", "Epoch 2 of 2")
	whole := v.canvasHash("#figure-landscape")
	v.press("#figure-landscape", kb.ArrowLeft)
	v.waitText("#path-epoch", "Epoch 1 of 2")
	v.waitForPicture("#figure-landscape", whole)
	v.click("#path-play")
	v.waitText("#path-epoch", "Epoch 2 of 2")
	v.do(chromedp.ScrollIntoView("#figure-landscape", chromedp.ByQuery))
	v.shot("surface")
	v.named("the loss surface")

	// The paths are still there after a reload, and so can be measured again.
	v.waitKept()
	v.reload()
	v.openTab("understand")
	v.waitText("#measure-surface", "Measure the loss surface")
}
