package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// memoryOf is a script by which a machine has so many GB.
func memoryOf(gigabytes float64) string {
	return fmt.Sprintf(`Object.defineProperty(navigator, "deviceMemory", { get: () => %v });`, gigabytes)
}

// TestASmallMachineTrainsFewerAtATime has two cores but memory for one run; and says what of
// VGG19 would fit.
func TestASmallMachineTrainsFewerAtATime(t *testing.T) {
	v := newVisit(t)
	v.before(memoryOf(1))
	v.goTo(quick)
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	v.hold(`kind === "EpochPoint"`)
	v.startChosen()
	v.waitHeld(1)
	v.openTab("runs")
	v.waitText("#card-run2", "Waiting for a free core")
	if n := eval[int](v, `spiedStarts.length`); n != 1 {
		t.Errorf("%d runs are in memory", n)
	}
	v.release()
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	v.goTo("?again#v=2&model=vgg19&size=224")
	v.waitText("#too-large", "A run takes about ")
	v.waitText("#too-large", " would fit.")
	v.shot("too-large")
}

// TestGrowthThatFails has the second of two trainers end for want of memory: it waits, and
// goes on by itself when the first is over.
func TestGrowthThatFails(t *testing.T) {
	v := open(t, endless)
	v.startChosen()
	v.waitCheckpoints(2)
	eval[bool](v, `(spiedWorkers.at(-1).dispatchEvent(new MessageEvent("message", { data: { worker: "exit", lastWords: "RangeError: WebAssembly.Memory.grow(): could not allocate" } })), true)`)
	v.waitText("#notice", "There was not enough memory for 2 runs at a time. From now on it is 1")
	v.openTab("runs")
	v.waitStatus("adam", "waiting")
	if n := eval[int](v, `spiedStarts.length`); n != 2 {
		t.Errorf("%d runs were started, although there is no memory", n)
	}
	v.click(card("sgd") + " [data-do=stop]")
	v.waitFor("Adam to go on from its checkpoint", `spiedStarts.length === 3 && spiedStarts[2].resume && spiedStarts[2].epochs.length > 0`)
}

// TestATabThatTheSystemEnds has a page go in the middle of its training without having been
// told, and opens it again in the same tab: it says what happened, and has fewer runs at a
// time.
func TestATabThatTheSystemEnds(t *testing.T) {
	v := newVisit(t)
	v.before(`addEventListener("pagehide", (event) => { if (globalThis.endedBySystem) event.stopImmediatePropagation(); });`)
	v.goTo(endless)
	v.startChosen()
	v.waitCheckpoints(2)
	eval[bool](v, `globalThis.endedBySystem = true`)
	v.reload()
	v.waitText("#notice", "has ended this page while it trained")
	v.waitText("#notice", "It had 2 runs at a time and now has 1")
	v.waitText("#notice", "2 runs were interrupted")
	v.hold(`kind === "EpochPoint"`)
	v.click("#resume-all")
	v.waitHeld(1)
	if n := eval[int](v, `spiedStarts.length`); n != 1 {
		t.Errorf("%d runs are in memory", n)
	}
	v.shot("ended")
	// A reload by the visitor is no such end.
	v.reload()
	v.waitText("#notice", "2 runs were interrupted")
	if text := v.text("#notice"); strings.Contains(text, "has ended this page") {
		t.Errorf("after a reload the page says %q", text)
	}
}
