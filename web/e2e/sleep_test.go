//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// sleepingClocks is a script by which the page's clocks go on, while a test says so, as they do
// while a machine sleeps; aNight has them do so for eight hours.
const (
	sleepingClocks = `{
		const now = performance.now.bind(performance), Real = Date;
		globalThis.slept = 0; // milliseconds
		performance.now = () => now() + slept;
		globalThis.Date = class extends Real {
			constructor(...args) { if (args.length) super(...args); else super(Real.now() + slept); }
			static now() { return Real.now() + slept; }
		};
	}`
	aNight = `(slept += 8 * 3600e3, true)`
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
	v.before(sleepingClocks)
	v.goTo(endless)
	v.startChosen()
	v.waitCheckpoints(2)
	before := eval[[]int](v, `spiedStarts.map((start) => start.epochs.length)`)
	eval[bool](v, aNight)
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
		await(v, method+" to be under way", fmt.Sprintf(`document.querySelector('%s').dataset.status`, card(method)), func(status string) bool {
			return status == "training" || status == "taking turns"
		})
	}
	v.click("#pause-all")
	v.waitStatus("sgd", "paused")
	v.waitStatus("adam", "paused")
}

// TestSleepIsNoSilence has the machine sleep while the page's program is on its way: that nothing
// has come for eight hours is nobody's fault, and the rest comes when it wakes up.
func TestSleepIsNoSilence(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(world.dist, "page.wasm.gz"))
	if err != nil {
		t.Fatal(err)
	}
	asleep, awake := make(chan struct{}, 100), make(chan struct{})
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		if file != "page.wasm.gz" {
			return false
		}
		w.Write(content[:len(content)/2])
		w.(http.Flusher).Flush()
		asleep <- struct{}{}
		<-awake
		w.Write(content[len(content)/2:])
		return true
	})
	defer world.site.answerFirst(nil)
	v := newVisit(t)
	v.before(sleepingClocks + untilTold(30000))
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, _, _, err := page.Navigate(world.site.url()).Do(ctx) // without waiting for all of it
		return err
	}))
	<-asleep
	// What has been sent is there, and the page waits for more.
	v.waitFor("half of the program", fmt.Sprintf(`document.querySelector("#shell-progress").value * %d > %d && waits() === 1`, len(content), 100*(len(content)/2)-100))
	eval[bool](v, aNight)
	v.waitFor("the page to look at its clock", `globalThis.timesUp()`)
	if failed := eval[bool](v, `document.querySelector("#shell").classList.contains("failed")`); failed {
		t.Errorf("after a night's sleep the page says %q", v.text("#shell-status"))
	}
	close(awake)
	v.waitGone("#shell")
}
