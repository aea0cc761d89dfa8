package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

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

// rowOf is a script for what the table of results says of a run, without the name that tells its round.
func rowOf(run string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("#results-table tr[data-run=%s] td")].slice(0, 1).concat(
		[...document.querySelectorAll("#results-table tr[data-run=%[1]s] td.number")]).map((cell) => cell.textContent)`, run)
}

// TestARoundOutOfViewComesBack trains two rounds; what the first has learned is on the disk
// alone then, and is back when it is shown, and in the file that it is saved as.
func TestARoundOutOfViewComesBack(t *testing.T) {
	v := open(t, quick)
	folder := v.downloads()
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	v.trainAgain(1)
	before, curve := eval[[]string](v, rowOf("run1")), v.canvasHash("#chart-train-loss")
	v.waitFor("both results to be kept", `(async () => (await `+keptRecords+`).filter((text) => JSON.parse(text).runs[0].result).length === 2)()`)
	v.trainAgain(2)

	v.openTab("runs")
	v.waitText("#card-run1", "Test accuracy")
	v.click("#card-run1 [data-do=show]")
	v.openTab("results")
	want(v, "the run of the first round in the table", rowOf("run1"), before)
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
	v.wantCount("#results-table tbody tr", 2)
	want(v, "the run as the latest again", rowOf("run1"), before)
}

// TestTheDiskIsSpokenOf has a browser that says that the page has little room: the page asks it to
// keep what it has once there is something, and again when the visitor says so, and says how
// much there is. Networks may have a tenth of it, which those of three rounds exceed: to remove the
// oldest round's is offered, and done only when the visitor has said so twice.
func TestTheDiskIsSpokenOf(t *testing.T) {
	// Bytes: enough for all that is kept. A network of 307,393 weights takes 1.2 MB; those of two
	// rounds fit into a tenth of this, those of three do not.
	const room = 70e6
	v := newVisit(t)
	v.before(fmt.Sprintf(`
		globalThis.asked = 0;
		StorageManager.prototype.persist = async () => { asked++; return false; };
		const estimate = StorageManager.prototype.estimate;
		StorageManager.prototype.estimate = async function () { return { usage: (await estimate.call(this)).usage, quota: %v }; };`, room))
	v.goTo(quick)
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	if n := eval[int](v, `asked`); n != 0 {
		t.Errorf("the browser was asked %d times before there was anything", n)
	}
	const networks = `(async () => {
		const list = [];
		for (const name of await caches.keys()) {
			if (!name.includes(" rounds/")) continue;
			for (const { url } of await (await caches.open(name)).keys()) if (url.endsWith(".model")) list.push(url.split("/").pop());
		}
		return list.sort().join();
	})()`
	waitNetworks := func(want string) {
		t.Helper()
		v.waitFor("the networks "+want+" to be kept", fmt.Sprintf(`%s.then((list) => list === %q)`, networks, want))
	}
	v.trainAgain(1)
	v.trainAgain(2)
	waitNetworks("run1.model,run2.model,run3.model,run4.model")
	v.openTab("runs")
	v.waitText("#disk", "This browser keeps ")
	if v.count("#surplus") > 0 {
		t.Errorf("of two rounds' networks the page says %q", v.text("#surplus"))
	}
	v.trainAgain(3)
	const all = "run1.model,run2.model,run3.model,run4.model,run5.model,run6.model"
	waitNetworks(all)
	want(v, "how often the browser was asked", `asked`, 1)
	v.openTab("runs")
	v.waitText("#disk", "has not agreed to keep them")
	v.click("#persist")
	v.waitFor("it to be asked again", `asked === 2`)

	v.waitText("#surplus", "more than the 7.0 MB")
	v.waitText("#surplus", "Without those of round 1 ")
	v.shot("surplus")
	v.click("#surplus-ask")
	v.waitFor("the harmless answer to have the focus", `document.activeElement.id === "surplus-not"`)
	v.click("#surplus-not")
	v.waitFor("the offer again", `document.querySelector("#surplus-ask")`)
	waitNetworks(all)
	v.click("#surplus-ask")
	v.click("#surplus-really")
	waitNetworks("run3.model,run4.model,run5.model,run6.model")
	v.waitGone("#surplus")
	v.reload()
	v.openTab("runs")
	v.waitText("#card-run1", "Test accuracy")
	v.openTab("try-it")
	v.waitFor("test photos to try", `document.querySelector("#samples .sample")`)
	v.click("#samples .sample")
	v.waitFor("answers of the latest round", `[...document.querySelectorAll(".photo .answer:not([data-run^=ready])")].map((answer) => answer.dataset.run).join() === "run5,run6"`)
}
