//go:build unix

package e2e

import (
	"fmt"
	"testing"
)

// TestAfterSleepItGoesOn has the machine fall asleep in the middle of a training, for a night by
// the page's clocks: all of the browser's processes stop. When it wakes up both runs go on by
// themselves, and nothing is said to have failed.
func TestAfterSleepItGoesOn(t *testing.T) {
	own, err := launch("")
	if err != nil {
		t.Fatal(err)
	}
	v := visitIn(t, own.Context, own.Close)
	v.before(`{
		const now = performance.now.bind(performance), Real = Date;
		globalThis.slept = 0; // milliseconds
		performance.now = () => now() + slept;
		globalThis.Date = class extends Real {
			constructor(...args) { if (args.length) super(...args); else super(Real.now() + slept); }
			static now() { return Real.now() + slept; }
		};
	}`)
	v.goTo(endless)
	v.startChosen()
	v.waitCheckpoints(2)
	before := eval[[]int](v, `spiedStarts.map((start) => start.epochs.length)`)
	eval[bool](v, `(slept = 8 * 3600e3, true)`)
	if err := own.Sleep(); err != nil {
		t.Fatal(err)
	}
	if err := own.WakeUp(); err != nil {
		t.Fatal(err)
	}
	v.waitFor("both runs to go on", fmt.Sprintf(`[%d, %d].every((epochs, i) => spiedStarts[i].epochs.length >= epochs + 2)`, before[0], before[1]))
	if n := eval[int](v, `spiedStarts.length`); n != 2 {
		t.Errorf("%d trainers were started, want 2", n)
	}
	if said := v.text("#notice"); said != "" {
		t.Errorf("the page says %q", said)
	}
	v.openTab("runs")
	for _, method := range []string{"sgd", "adam"} {
		if status := eval[string](v, fmt.Sprintf(`document.querySelector('%s').dataset.status`, card(method))); status != "training" && status != "taking turns" {
			t.Errorf("%s is %s", method, status)
		}
	}
	v.click("#pause-all")
	v.waitStatus("sgd", "paused")
	v.waitStatus("adam", "paused")
}
