package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
)

// interrupted are settings of two runs that are interrupted in the middle, with
// all that a run has to remember: what a method keeps, a falling rate, the order of
// the photos, dropout, and how the photos are varied.
const interrupted = "#size=48&epochs=6&train-images=256&eval-images=64&batch=16&methods=momentum,adam&schedule=cosine&flip=true&shift=0.1"

// outcome is what must not depend on interruptions.
type outcome struct {
	Method                        string
	TrainLoss, ValidationLoss     []float64
	TrainAccuracy, ValidationHits []float64
	TestLoss                      float64
	Probabilities                 []float32
}

// keptRecords promises the texts of the records that the page keeps.
const keptRecords = chromium.KeptRecords

// outcomes returns the outcome of each run of the visit by its ID.
func (v *visit) outcomes() map[string]outcome {
	v.t.Helper()
	all := map[string]outcome{}
	for _, text := range eval[[]string](v, keptRecords) {
		var kept struct {
			Runs []struct {
				ID     string
				Spec   struct{ Method string }
				Epochs []struct{ TrainLoss, TrainAccuracy, ValidationLoss, ValidationAccuracy float64 }
				Result struct {
					Test struct {
						Loss          float64
						Probabilities []float32
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(text), &kept); err != nil {
			v.t.Fatalf("a kept record cannot be read: %v", err)
		}
		for _, r := range kept.Runs {
			o := outcome{Method: r.Spec.Method, TestLoss: r.Result.Test.Loss, Probabilities: r.Result.Test.Probabilities}
			for _, e := range r.Epochs {
				o.TrainLoss, o.TrainAccuracy = append(o.TrainLoss, e.TrainLoss), append(o.TrainAccuracy, e.TrainAccuracy)
				o.ValidationLoss, o.ValidationHits = append(o.ValidationLoss, e.ValidationLoss), append(o.ValidationHits, e.ValidationAccuracy)
			}
			all[r.ID] = o
		}
	}
	return all
}

// waitCheckpoints waits until so many runs have a checkpoint in the store.
func (v *visit) waitCheckpoints(runs int) {
	v.t.Helper()
	v.waitFor(fmt.Sprintf("%d checkpoints", runs), fmt.Sprintf(`spiedCheckpoints().then((kept) => new Set(kept).size === %d)`, runs))
}

// startHeld starts the methods ticked, which are so many runs, and returns when each is
// held after an epoch, with a checkpoint in the store.
func (v *visit) startHeld(runs, epoch int) {
	v.t.Helper()
	v.hold(fmt.Sprintf(`kind === "Checkpoint" && start.epochs.at(-1) === %d`, epoch))
	v.startChosen()
	v.waitHeld(runs)
	v.waitCheckpoints(runs)
	v.hold("false")
}

// checkWentOn checks that so many runs have been started, and each, when it was started
// last, from its checkpoint.
func (v *visit) checkWentOn(runs int) {
	v.t.Helper()
	last := map[string]chromium.Start{}
	for _, s := range eval[[]chromium.Start](v, "spiedStarts") {
		last[s.Run] = s
	}
	if len(last) != runs {
		v.t.Errorf("%d runs have been started, want %d", len(last), runs)
	}
	for _, s := range last {
		if !s.WentOn() {
			v.t.Errorf("it did not go on from its checkpoint: %+v", s)
		}
	}
}

// waitBothDone waits until both runs are over and kept.
func (v *visit) waitBothDone() {
	v.t.Helper()
	v.openTab("runs")
	v.waitStatus("momentum", "done")
	v.waitStatus("adam", "done")
	v.waitKept()
}

// waitKept waits until the results of all runs are in the store.
func (v *visit) waitKept() {
	v.t.Helper()
	v.waitFor("the results to be kept", `(async () => ((kept) => kept.length > 0 && kept.every((text) => JSON.parse(text).runs[0].result))(await `+keptRecords+`))()`)
}

// TestInterruptionsChangeNothing interrupts runs in every way that a visitor can, and
// compares them bit by bit with runs that went through. Each goes on from its checkpoint:
// one that began again would come out the same.
func TestInterruptionsChangeNothing(t *testing.T) {
	v := open(t, interrupted)
	v.startChosen()
	v.waitBothDone()
	want := v.outcomes()
	if len(want) != 2 || len(want["run1"].TrainLoss) != 6 || len(want["run1"].Probabilities) != 64 {
		t.Fatalf("uninterrupted: %+v", want)
	}
	reload := func(v *visit) *visit {
		v.reload()
		v.waitText("body", "2 runs were interrupted")
		v.shot("interrupted")
		v.click("#resume-all")
		return v
	}
	for _, c := range []struct {
		name      string
		interrupt func(*visit) *visit
	}{
		{"the page is reloaded", reload},
		{"the browser dies while it writes", func(v *visit) *visit {
			// It then has neither what was there nor what was to replace it.
			eval[int](v, `(globalThis.torn = 0, Cache.prototype.put = async function (address) {
				await this.delete(address);
				torn++;
				return new Promise(() => {});
			}, 0)`)
			v.release()
			v.waitFor("torn files", "torn >= 2")
			return reload(v)
		}},
		{"the tab is closed", func(v *visit) *visit {
			next := v.reopened()
			next.goTo(interrupted)
			next.waitText("body", "2 runs were interrupted")
			next.click("#resume-all")
			return next
		}},
		{"the workers are killed", func(v *visit) *visit {
			// The class's own method: the page's, on the worker itself, means an end.
			eval[int](v, `(spiedWorkers.slice(1).forEach((worker) => Worker.prototype.terminate.call(worker)), 0)`)
			v.openTab("runs")
			for _, method := range []string{"momentum", "adam"} {
				v.waitStatus(method, "failed")
				v.click(card(method) + " [data-do=retry]")
			}
			return v
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := open(t, interrupted)
			v.startHeld(2, 2)
			v = c.interrupt(v)
			v.waitBothDone()
			v.checkWentOn(2)
			if got := v.outcomes(); len(got) != len(want) {
				t.Errorf("%d runs have come back, want %d", len(got), len(want))
			}
			for id, got := range v.outcomes() {
				if !reflect.DeepEqual(got, want[id]) {
					t.Errorf("%s differs from a run that went through:\n got %s\nwant %s", got.Method, brief(got), brief(want[id]))
				}
			}
		})
	}
}

// TestAllMethodsTakeTurns presses the large button and sees every method's curve begin
// before any has come to its end, however few cores there are.
func TestAllMethodsTakeTurns(t *testing.T) {
	v := open(t, "#size=48&epochs=1000&train-images=256&eval-images=32")
	v.click("#compare-all")
	v.waitFor("an epoch of every method", `(async () => {
		const runs = (await `+keptRecords+`).map((text) => JSON.parse(text).runs[0]);
		return runs.length === 6 && runs.every((run) => run.epochs?.length > 0 && run.status === "unfinished");
	})()`)
	v.shot("turns")
	v.click("#stop-all")
}

// brief writes an outcome without its probabilities.
func brief(o outcome) string {
	return fmt.Sprintf("training %v, validation %v, test %v of %d photos", o.TrainLoss, o.ValidationLoss, o.TestLoss, len(o.Probabilities))
}

// reopened closes the visit's tab and opens another of the same visitor.
func (v *visit) reopened() *visit {
	v.t.Helper()
	tab, profile := v.whose()
	if err := target.CloseTarget(tab).Do(wholeBrowser()); err != nil {
		v.t.Fatal(err)
	}
	return tabOf(v.t, profile)
}

// whose are the visit's tab and its visitor's profile.
func (v *visit) whose() (tab target.ID, profile cdp.BrowserContextID) {
	v.t.Helper()
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		info, err := target.GetTargetInfo().Do(ctx)
		if err == nil {
			tab, profile = info.TargetID, info.BrowserContextID
		}
		return err
	}))
	return tab, profile
}

// tabOf opens another tab of a visitor.
func tabOf(t testing.TB, profile cdp.BrowserContextID) *visit {
	t.Helper()
	tab, err := target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(wholeBrowser())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(world.browser, chromedp.WithTargetID(tab))
	t.Cleanup(cancel)
	v := &visit{t: t, Tab: chromium.Tab{Context: ctx}}
	v.attach()
	return v
}

// wholeBrowser is where actions on the browser run that are of no tab.
func wholeBrowser() context.Context {
	return cdp.WithExecutor(world.browser, chromedp.FromContext(world.browser).Browser)
}
