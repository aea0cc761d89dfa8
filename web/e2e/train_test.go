package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// quick are settings under which two runs end soon even on a slow engine.
const quick = "#size=48&epochs=2&train-images=64&eval-images=32&batch=16&methods=sgd,adam"

// endless are settings under which two runs go on until they are stopped: their steps are
// more than any engine does while a test lasts.
const endless = "#size=48&epochs=1000&train-images=1400&eval-images=16&batch=16&methods=sgd,adam"

// startChosen presses the button that starts the methods ticked.
func (v *visit) startChosen() {
	v.t.Helper()
	v.click("#start-chosen")
}

// openTab turns to one of the tabs under the curves and waits for its panel, which
// is drawn some frames after the tab shows itself as chosen.
func (v *visit) openTab(name string) {
	v.t.Helper()
	v.click("#tab-" + name)
	v.waitFor("tab "+name, fmt.Sprintf(`document.querySelector("#tab-%[1]s[aria-selected=true]") && document.querySelector("#panel-%[1]s")`, name))
}

// card selects the card of the latest run of a method.
func card(method string) string { return fmt.Sprintf(`.card[data-method=%q]`, method) }

// waitStatus waits until the run of a method has a status.
func (v *visit) waitStatus(method, status string) {
	v.t.Helper()
	want(v, "the status of "+method, fmt.Sprintf(`document.querySelector('%s').dataset.status`, card(method)), status)
}

// TestTrainTwoMethods is the page's main job: two methods train side by side on
// the bundled images, their losses fall, the curves move, the results are shown,
// and a photo gets an answer from each.
func TestTrainTwoMethods(t *testing.T) {
	const epochs = 10
	v := open(t, fmt.Sprintf("#size=48&epochs=%d&train-images=256&eval-images=64&batch=16&methods=rmsprop,adam", epochs))
	v.waitFor("thumbnails", `document.querySelectorAll("#thumbnails img").length >= 8`)
	want(v, "the counts of the bundled set", `[...document.querySelectorAll("#counts .count")].map((count) => count.innerText)`, []string{"1,400", "200", "400"})
	v.waitFor("four charts", `document.querySelectorAll("#curves canvas").length === 4`)
	before := v.canvasHash("#curves canvas")
	v.shot("before")

	v.startHeld(2, 3)
	v.openTab("runs")
	v.waitStatus("rmsprop", "training")
	v.waitStatus("adam", "training")
	v.waitText("#badge-rate", "photos a second")
	v.waitFor("what computes to be told", `document.querySelector("#badge-workers").title.includes("WebAssembly SIMD")`)
	v.waitFor("the share of the machine's speed", `document.querySelector("#badge-rate").title.includes(" % of what ")`)
	v.waitFor("the speed as a share of the core's", `[...document.querySelectorAll(".card .numbers")].some((card) => /GFLOP\/s \([0-9.]+×\)/.test(card.innerText))`)
	v.shot("training")
	v.release()
	v.waitStatus("rmsprop", "done")
	v.waitStatus("adam", "done")
	v.waitForPicture("#curves canvas", before)

	v.openTab("results")
	v.waitFor("two rows of results", `document.querySelectorAll("#results-table tbody tr").length >= 2`)
	v.shot("results")
	for i, name := range []string{"RMSprop", "Adam"} {
		v.pick("#inspect", fmt.Sprintf("run%d", i+1))
		v.waitText("#epochs summary", name)
		await(v, fmt.Sprintf("%s's training losses in %d epochs, the last below the first", name, epochs), `[...document.querySelectorAll("#epochs-table .train-loss")].map((cell) => parseFloat(cell.textContent))`,
			func(losses []float64) bool { return len(losses) == epochs && losses[epochs-1] < losses[0] })
	}

	v.pressEveryCellOfTheMatrix()

	v.openTab("try-it")
	v.waitFor("test photos to try", `document.querySelectorAll("#samples .sample").length > 0`)
	v.click("#samples .sample")
	v.waitFor("an answer of each network", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 2`)
	v.shot("answers")
}

// pressEveryCellOfTheMatrix clicks all over the confusion matrix, which shows the photos
// of each of its cells in turn, and holds their number against the count of the cell.
func (v *visit) pressEveryCellOfTheMatrix() {
	v.t.Helper()
	const canvas, most = "#figure-confusion", 12
	v.do(chromedp.ScrollIntoView(canvas, chromedp.ByQuery))
	v.waitFor("the matrix put into words", `document.querySelector("#figure-confusion").ariaLabel.includes("Adam")`)
	counts := map[string]int{} // as it is put into words
	for _, row := range regexp.MustCompile(`of (\d+) (cats|dogs), (\d+)`).FindAllStringSubmatch(eval[string](v, `document.querySelector("#figure-confusion").ariaLabel`), -1) {
		all, _ := strconv.Atoi(row[1])
		right, _ := strconv.Atoi(row[3])
		name, other := row[2], map[string]string{"cats": "dogs", "dogs": "cats"}[row[2]]
		name = strings.ToUpper(name[:1]) + name[1:]
		counts[name+" named right"], counts[name+" called "+other] = right, all-right
	}
	// A click shows its photos some frames later: until all cells have been seen with as many as they have, all are
	// clicked again.
	seen := map[string]bool{}
	v.until("the photos of four cells", func() string {
		var gallery struct {
			Heading string
			Photos  int
		}
		for _, x := range []float64{0.3, 0.5, 0.7} {
			for _, y := range []float64{0.4, 0.55, 0.7, 0.85} {
				v.do(chromedp.ScrollIntoView(canvas, chromedp.ByQuery))
				box := eval[[]float64](v, `(({x, y, width, height}) => [x, y, width, height])(document.querySelector("#figure-confusion").getBoundingClientRect())`)
				v.do(chromedp.MouseClickXY(box[0]+x*box[2], box[1]+y*box[3]))
				eval[bool](v, `new Promise((answer) => requestAnimationFrame(() => requestAnimationFrame(() => answer(true))))`)
				gallery.Heading, gallery.Photos = "", 0
				v.do(chromedp.Evaluate(`({ Heading: document.querySelector("#gallery-heading")?.innerText ?? "", Photos: document.querySelectorAll("#gallery .gallery-photo").length })`, &gallery))
				cell, _, _ := strings.Cut(gallery.Heading, ",")
				if count, known := counts[cell]; known && gallery.Photos == min(count, most) {
					seen[cell] = true
				}
			}
		}
		if len(seen) < 4 {
			return fmt.Sprintf("of %v those of %v are shown, and last %d for %q", counts, seen, gallery.Photos, gallery.Heading)
		}
		return ""
	})
	v.shot("matrix")
}

// waitForPicture waits until a canvas shows another picture than one before.
func (v *visit) waitForPicture(selector string, before float64) {
	v.t.Helper()
	v.waitFor("another picture of "+selector, fmt.Sprintf("(%s) !== %v", canvasHashScript(selector), before))
}

// waitForChange waits until an element shows another text than now.
func (v *visit) waitForChange(selector string) {
	v.t.Helper()
	v.waitFor(selector+" to change", fmt.Sprintf(`document.querySelector(%q).innerText !== %q`, selector, v.text(selector)))
}

// TestPauseResumeStop holds, continues and ends runs by their cards' buttons.
func TestPauseResumeStop(t *testing.T) {
	v := open(t, endless)
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "training")
	v.waitStatus("adam", "training")

	v.click(card("sgd") + " [data-do=pause]")
	v.waitStatus("sgd", "paused")
	// What was under way when the pause came may still arrive; then nothing more, while
	// Adam goes on.
	started := func(run int, member string) string { return fmt.Sprintf("spiedStarts[%d].%s", run, member) }
	v.waitFor("the trainer to hold SGD", started(0, "paused"))
	said, others := eval[int](v, started(0, "messages")), eval[int](v, started(1, "messages"))
	v.waitFor("Adam to go on", fmt.Sprintf("%s > %d", started(1, "messages"), others+10))
	if now := eval[int](v, started(0, "messages")); now != said {
		t.Errorf("the paused run went on: %d messages came of it", now-said)
	}
	held := ""
	v.until("the card of the paused run to stay as it is while Adam's changes", func() string { // its last change may be drawn late
		held = v.text(card("sgd") + " .card-line")
		v.waitForChange(card("adam") + " .card-line")
		if now := v.text(card("sgd") + " .card-line"); now != held {
			return fmt.Sprintf("it said %q and says %q", held, now)
		}
		return ""
	})
	v.shot("paused")

	v.click(card("sgd") + " [data-do=resume]")
	v.waitStatus("sgd", "training")
	v.waitFor("SGD to move again", fmt.Sprintf(`!document.querySelector('%s .card-line').innerText.includes(%q)`, card("sgd"), held))

	v.click(card("sgd") + " [data-do=stop]")
	v.waitStatus("sgd", "stopped")
	v.waitText(card("sgd")+" .card-line", "Test accuracy")
	v.click("#stop-all")
	v.waitStatus("adam", "stopped")
	v.waitFor("the start button to be back", `document.querySelector("#compare-all")`)
}

// TestMoreRunsThanCores queues what the machine cannot run at once, and lets the
// queued run take the place of a finished one.
func TestMoreRunsThanCores(t *testing.T) {
	v := open(t, "#size=48&epochs=1&train-images=32&eval-images=16&batch=16&methods=sgd,momentum,adam")
	v.startHeld(2, 1)
	v.openTab("runs")
	v.waitStatus("adam", "waiting")
	v.shot("waiting")
	v.release()
	for _, method := range []string{"sgd", "momentum", "adam"} {
		v.waitStatus(method, "done")
	}
}

// TestWorkerVanishes ends a run's worker from outside, as a browser short of
// memory does: its card says so, the other run finishes, and it can be retried.
func TestWorkerVanishes(t *testing.T) {
	v := open(t, "#size=48&epochs=3&train-images=64&eval-images=16&batch=16&methods=sgd,adam")
	v.startHeld(2, 1)
	v.openTab("runs")
	v.waitStatus("sgd", "training")
	v.waitStatus("adam", "training")
	// The desk is the first worker that the page starts; the runs' follow in
	// their order. The class's terminate is the browser's own.
	eval[bool](v, `(Worker.prototype.terminate.call(spiedWorkers[1]), true)`)
	v.waitStatus("sgd", "failed")
	v.waitText(card("sgd")+" .problem", "stopped working")
	v.shot("failed")
	v.release()
	v.waitStatus("adam", "done")

	v.click(card("sgd") + " [data-do=retry]")
	v.waitStatus("sgd", "done")
}

// TestWorkerNeverStarts ends a run's worker before it has said that it lives. The page's
// patience with it ends when the test says so, and with the others never.
func TestWorkerNeverStarts(t *testing.T) {
	v := newVisit(t)
	v.before(`
		const later = setTimeout, never = clearTimeout;
		globalThis.overdue = new Map();
		globalThis.setTimeout = (f, ms, ...rest) => {
			const id = later(ms === 60000 ? () => {} : f, ms, ...rest);
			if (ms === 60000) overdue.set(id, f);
			return id;
		};
		globalThis.clearTimeout = (id) => { overdue.delete(id); never(id); };
		const Started = Worker;
		let started = 0;
		globalThis.Worker = class extends Started {
			constructor(...args) {
				super(...args);
				// The first is the desk.
				if (++started === 2) Started.prototype.terminate.call(this);
			}
		};`)
	v.goTo("#size=48&epochs=1&train-images=32&eval-images=16&batch=16&methods=sgd,adam")
	v.startChosen()
	v.openTab("runs")
	v.waitFor("all workers but one to live", "spiedWorkers.length >= 3 && overdue.size === 1")
	eval[bool](v, "(overdue.values().next().value(), true)")
	v.waitStatus("sgd", "failed")
	v.waitText(card("sgd")+" .problem", "it did not start")
	v.waitStatus("adam", "done")
	v.click(card("sgd") + " [data-do=retry]")
	v.waitStatus("sgd", "done")
}

// TestDivergence trains at an absurd rate: the run says what happened and what
// to do.
func TestDivergence(t *testing.T) {
	v := open(t, "#size=48&epochs=3&train-images=64&eval-images=16&batch=16&methods=sgd&sgd.lr=100")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "failed")
	for _, named := range []string{"100", "learning rate"} {
		v.waitText(card("sgd")+" .problem", named)
	}
	v.shot("diverged")
}
