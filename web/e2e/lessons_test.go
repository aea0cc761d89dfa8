package e2e

import "testing"

// TestALesson goes from the question to the experiment: it starts once a prediction is made, with the lesson's settings,
// and the prediction is still there after a reload.
func TestALesson(t *testing.T) {
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.openTab("lessons")
	v.click("#lesson-momentum .lesson-title")
	v.waitFor("a start that waits for a prediction", `document.querySelector("#start-momentum")?.disabled`)
	v.click("#predict-momentum-1")
	v.hold(`kind === "EpochPoint"`) // until they are stopped
	v.click("#start-momentum")
	v.waitFor("both runs to be begun", "spiedStarts.length === 2")
	for _, want := range []string{"methods=sgd,momentum", "same-rate=0.01"} {
		v.waitFor(want+" in the settings", `location.hash.includes("`+want+`")`)
	}
	v.click("#stop-all")
	v.release()
	v.waitGone("#stop-all")
	v.shot("lesson")
	v.goTo("")
	v.openTab("lessons")
	v.click("#lesson-momentum .lesson-title")
	v.waitFor("the prediction", `document.querySelector("#predict-momentum-1")?.checked`)
}
