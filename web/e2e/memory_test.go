package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
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
	v.waitText("#too-large", " fits either")
	v.shot("too-large")
}

// TestGrowthThatFails has the second of two trainers end for want of memory: it waits and
// goes on by itself when the first is done.
func TestGrowthThatFails(t *testing.T) {
	v := open(t, quick)
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	v.hold(`kind === "EpochPoint"`)
	v.startChosen()
	v.waitHeld(2)
	eval[bool](v, `(spiedWorkers.at(-1).dispatchEvent(new MessageEvent("message", { data: { worker: "exit", lastWords: "RangeError: WebAssembly.Memory.grow(): could not allocate" } })), true)`)
	v.waitText("#notice", "There was not enough memory for 2 runs at a time. From now on it is 1")
	v.openTab("runs")
	v.waitStatus("adam", "waiting")
	if n := eval[int](v, `spiedStarts.length`); n != 2 {
		t.Errorf("%d runs were started, although there is no memory", n)
	}
	v.release()
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
}

// TestATabThatTheSystemEnds crashes the page in the middle of its training and opens it
// again in the same tab: it says what happened, and has fewer runs at a time.
func TestATabThatTheSystemEnds(t *testing.T) {
	v := open(t, endless)
	v.startChosen()
	v.waitCheckpoints(2)
	crash, over := context.WithTimeout(v.ctx, 10*time.Second)
	defer over()
	_ = chromedp.Run(crash, page.Crash()) // a page that is gone does not answer
	ctx, leave := chromedp.NewContext(world.browser, chromedp.WithTargetID(chromedp.FromContext(v.ctx).Target.TargetID))
	defer leave()
	again := &visit{t: t, ctx: ctx}
	again.attach()
	again.goTo("?again" + endless)
	again.waitText("#notice", "has ended this page while it trained")
	again.waitText("#notice", "It had 2 runs at a time and now has 1")
	again.waitText("#notice", "2 runs were interrupted")
	again.hold(`kind === "EpochPoint"`)
	again.click("#resume-all")
	again.waitHeld(1)
	if n := eval[int](again, `spiedStarts.length`); n != 1 {
		t.Errorf("%d runs are in memory", n)
	}
	again.shot("ended")
	// A reload by the visitor is no such end.
	again.do(chromedp.Reload())
	again.waitGone("#shell")
	again.waitText("#notice", "2 runs were interrupted")
	if text := again.text("#notice"); len(text) == 0 || text[:3] == "The" {
		t.Errorf("after a reload the page says %q", text)
	}
}
