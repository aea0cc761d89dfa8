package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// hide puts another tab before the visit's in its window; the function returned shows it again.
func (v *visit) hide() (show func()) {
	v.t.Helper()
	browser := cdp.WithExecutor(v.Context, chromedp.FromContext(v.Context).Browser)
	mine := chromedp.FromContext(v.Context).Target.TargetID
	var other target.ID
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		info, err := target.GetTargetInfo().Do(ctx)
		if err != nil {
			return err
		}
		if other, err = target.CreateTarget("about:blank").WithBrowserContextID(info.BrowserContextID).Do(browser); err != nil {
			return err
		}
		return target.ActivateTarget(other).Do(browser)
	}))
	v.waitFor("the page to be hidden", `document.visibilityState === "hidden"`)
	return func() {
		v.t.Helper()
		v.do(chromedp.ActionFunc(func(context.Context) error { return target.ActivateTarget(mine).Do(browser) }))
		v.waitFor("the page to be in view", `document.visibilityState === "visible"`)
		v.do(chromedp.ActionFunc(func(context.Context) error { return target.CloseTarget(other).Do(browser) }))
	}
}

// holdTimers is a script that takes all timers and frames from the page's thread, which a
// hidden tab may have to wait for as long as the browser likes; releaseTimers gives them back.
const holdTimers = `(() => {
	const names = ["setTimeout", "requestAnimationFrame"], real = names.map((name) => globalThis[name]), held = [];
	for (const name of names) globalThis[name] = (f, _, ...rest) => held.push(() => f(...rest)) + 1e6;
	globalThis.releaseTimers = () => {
		names.forEach((name, i) => globalThis[name] = real[i]);
		for (const f of held) f(performance.now());
		return true;
	};
	return true;
})()`

// TestAHiddenTabGoesOn has four methods train two at a time in a hidden tab whose page gets
// no timer and no frame at all: turns change, runs begin and end, and all are tested.
func TestAHiddenTabGoesOn(t *testing.T) {
	v := open(t, "#size=48&epochs=2&train-images=64&eval-images=32&batch=16&methods=sgd,momentum,rmsprop,adam")
	v.waitFor("the start button", `document.querySelector("#start-chosen:not([disabled])")`)
	v.hold(`kind === "Started"`)
	v.click("#start-chosen")
	v.waitHeld(2)
	show := v.hide()
	eval[bool](v, holdTimers)
	v.release()
	v.waitFor("all four to be done", `spiedStarts.filter((start) => start.done).length === 4`)
	if state := eval[string](v, `document.visibilityState`); state != "hidden" {
		t.Errorf("the page is %s", state)
	}
	show()
	eval[bool](v, `releaseTimers()`)
	v.openTab("results")
	v.waitFor("four results", `document.querySelectorAll("#results-table tbody tr").length === 4`)
}

// TestTheScreenStaysOn follows the lock on the screen through a training, and the switch.
func TestTheScreenStaysOn(t *testing.T) {
	v := newVisit(t)
	v.before(`
		globalThis.locks = [];
		const wakeLock = { request: async (kind) => {
			const lock = { kind, released: false, release: async () => { lock.released = true; } };
			locks.push(lock);
			return lock;
		} };
		Object.defineProperty(navigator, "wakeLock", { get: () => wakeLock });
		globalThis.held = () => locks.filter((lock) => !lock.released).length;`)
	v.goTo(endless)
	v.startChosen()
	v.waitFor("a lock on the screen", `held() === 1 && locks[0].kind === "screen"`)
	v.click("#stays-on[aria-pressed=true]")
	v.waitFor("the lock to be given back", `held() === 0`)
	v.waitFor("both runs to be kept", keptRecords+".then((kept) => kept.length === 2)")
	v.reload()
	v.click("#resume-all")
	v.waitFor("the choice to be kept", `document.querySelector("#stays-on[aria-pressed=false]")`)
	v.click("#stays-on")
	v.waitFor("a lock again", `held() === 1`)
	// A browser gives the lock up when the page goes out of view; when it is back it is asked again.
	show := v.hide()
	eval[bool](v, `(locks.forEach((lock) => lock.released = true), true)`)
	show()
	v.waitFor("a lock for the page in view", `held() === 1`)
	v.click("#stop-all")
	v.openTab("runs")
	v.waitStatus("sgd", "stopped")
	v.waitStatus("adam", "stopped")
	v.waitFor("the lock to be given back at the end", `held() === 0`)
}
