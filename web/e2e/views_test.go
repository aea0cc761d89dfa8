package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// waitLabel waits until what a screen reader says of a figure holds a text.
func (v *visit) waitLabel(selector, text string) {
	v.t.Helper()
	v.waitFor(fmt.Sprintf("%q in the words for %s", text, selector),
		fmt.Sprintf(`document.querySelector(%q)?.ariaLabel.includes(%q)`, selector, text))
}

// TestViewsOfAStudy opens the study's results and looks at them by every switch of the
// figures, which then show, and say in words, something else.
func TestViewsOfAStudy(t *testing.T) {
	v := open(t, "")
	v.choose("#open-experiment", filepath.Join(world.root, "results", "study.json"))
	v.waitLabel("#figure-box", "VGG19, 150 px") // the last part with results

	const accuracy, loss, box, forest = "#chart-valid-accuracy", "#chart-valid-loss", "#figure-box", "#figure-forest"
	pretrained := v.canvasHash(accuracy)
	v.press("#part", kb.ArrowUp)
	v.waitLabel(box, "CNN, 150 px")
	v.waitLabel(forest, "CNN, 150 px")
	v.waitLabel(accuracy, "7 curves")
	v.waitForPicture(accuracy, pretrained)
	v.waitGone("#seeds-each") // this part has one seed

	v.press("#part", kb.ArrowUp)
	v.waitLabel(box, "CNN, 64 px")
	v.waitLabel(forest, "over seeds and test photos")
	v.waitLabel(accuracy, "3 seeds")
	means := v.canvasHash(accuracy)
	v.click("#seeds-each")
	v.waitLabel(accuracy, "curves of single seeds")
	v.waitFor("the curves of the seeds", fmt.Sprintf(`document.querySelector("#seeds-each").ariaPressed === "true" && (%s) !== %v`, canvasHashScript(accuracy), means))
	v.shot("seeds")
	v.click("#seeds-each")
	v.waitFor("no word of them", fmt.Sprintf(`!document.querySelector(%q).ariaLabel.includes("single seeds")`, accuracy))
	v.waitFor("the means alone", fmt.Sprintf(`document.querySelector("#seeds-each").ariaPressed === "false" && (%s) === %v`, canvasHashScript(accuracy), means))

	for _, c := range []struct{ button, figure, words string }{
		{"#log", loss, "Cross-entropy (nats) (logarithmic)"},
		{"#by-time", loss, "by Training time"},
		{"#box-outliers", box, "outliers hidden"},
		{"#box-outliers", box, "Markers: outliers"},
		{"#box-seeds", box, "Each value: the accuracy of one seed"},
		{"#box-batches", box, "Each value: the accuracy on one batch of 32 test photos"},
	} {
		before := v.canvasHash(c.figure)
		v.click(c.button)
		v.waitLabel(c.figure, c.words)
		v.waitForPicture(c.figure, before)
		v.shot(c.button[1:])
	}
}
