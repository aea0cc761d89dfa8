package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/chromedp/cdproto/storage"

	"pawgrad/app/record"
)

// trainAgain starts the chosen methods as another round and waits for its end.
func (v *visit) trainAgain(round int) {
	v.t.Helper()
	v.startChosen()
	v.openTab("results")
	v.waitFor(fmt.Sprintf("the end of round %d", round), fmt.Sprintf(
		`document.querySelector("#compare-all") && document.querySelectorAll("#results-table tbody tr[data-run=run%d], #results-table tbody tr[data-run=run%d]").length === 2`,
		2*round-1, 2*round))
}

// rowOf is what the table of results says of a run, without the name that tells its round.
func (v *visit) rowOf(run string) []string {
	v.t.Helper()
	return eval[[]string](v, fmt.Sprintf(`[...document.querySelectorAll("#results-table tr[data-run=%s] td")].slice(0, 1).concat(
		[...document.querySelectorAll("#results-table tr[data-run=%[1]s] td.number")]).map((cell) => cell.textContent)`, run))
}

// TestARoundOutOfViewComesBack trains two rounds; what the first has learned is on the disk
// alone then, and is back when it is shown, and in the file that it is saved as.
func TestARoundOutOfViewComesBack(t *testing.T) {
	v := open(t, quick)
	folder := v.downloads()
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	v.trainAgain(1)
	before, curve := v.rowOf("run1"), v.canvasHash("#chart-train-loss")
	v.waitFor("both results to be kept", `(async () => (await `+keptRecords+`).filter((text) => JSON.parse(text).runs[0].result).length === 2)()`)
	v.trainAgain(2)

	v.openTab("runs")
	v.waitText("#card-run1", "Test accuracy")
	v.click("#card-run1 [data-do=show]")
	v.openTab("results")
	v.waitFor("the run of the first round in the table", `document.querySelector("#results-table tr[data-run=run1]")`)
	if after := v.rowOf("run1"); !reflect.DeepEqual(after, before) {
		t.Errorf("shown again it reads %q, before %q", after, before)
	}
	v.waitFor("its curves", fmt.Sprintf("%s !== %v", canvasHashScript("#chart-train-loss"), curve))
	v.shot("shown")

	v.openTab("runs")
	v.click("#save-round-1")
	file := filepath.Join(folder, "pawgrad-experiment.json")
	v.waitFile(file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(text)
	if err != nil || len(e.Runs) != 2 {
		t.Fatalf("%d runs, %v", len(e.Runs), err)
	}
	for _, r := range e.Runs {
		if len(r.Train.Epoch) == 0 || len(r.Epochs) != 2 || r.Norms == nil || len(r.Result.Test.Labels) != 32 {
			t.Errorf("the file has of %s %d points, %d epochs and %d answers", r.ID, len(r.Train.Epoch), len(r.Epochs), len(r.Result.Test.Labels))
		}
	}

	v.click("#remove-round-2")
	v.click("#remove-really")
	v.waitGone("#remove-really")
	v.openTab("results")
	v.waitFor("the first round's results again", `document.querySelectorAll("#results-table tbody tr").length === 2`)
	if after := v.rowOf("run1"); !reflect.DeepEqual(after, before) {
		t.Errorf("as the latest again it reads %q, before %q", after, before)
	}
}

// TestTheDiskIsSpokenOf has a browser that gives the page little room: the page asks it to
// keep what it has once there is something, and again when the visitor says so, and says how
// much there is.
func TestTheDiskIsSpokenOf(t *testing.T) {
	v := newVisit(t)
	v.before(`
		globalThis.asked = 0;
		StorageManager.prototype.persist = async () => { asked++; return false; };`)
	v.goTo(quick)
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	const room = 60e6 // bytes: enough for all that is kept
	usage := eval[float64](v, `navigator.storage.estimate().then((e) => e.usage)`)
	v.do(storage.OverrideQuotaForOrigin(eval[string](v, `location.origin`)).WithQuotaSize(usage + room))
	if n := eval[int](v, `asked`); n != 0 {
		t.Errorf("the browser was asked %d times before there was anything", n)
	}
	networks := `(async () => {
		const list = [];
		for (const name of await caches.keys()) {
			if (!name.includes(" rounds/")) continue;
			for (const { url } of await (await caches.open(name)).keys()) if (url.endsWith(".model")) list.push(url.split("/").pop());
		}
		return list.sort();
	})()`
	for round := 1; round <= 5; round++ {
		v.trainAgain(round)
		v.waitFor("its networks to be kept", fmt.Sprintf("(async () => (await %s).length === %d)()", networks, 2*round))
	}
	if n := eval[int](v, `asked`); n != 1 {
		t.Errorf("the browser was asked %d times", n)
	}
	v.openTab("runs")
	v.waitText("#disk", "This browser keeps ")
	v.waitText("#disk", "has not agreed to keep them")
	v.click("#persist")
	v.waitFor("it to be asked again", `asked === 2`)
}
