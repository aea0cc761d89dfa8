package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"
)

// manyRuns writes an experiment of so many runs of five methods, of which the first are
// finished, each tested on the 400 photos of the bundled set.
func manyRuns(t testing.TB, runs, finished int) (path string) {
	t.Helper()
	part := spec.DefaultExperimentFor(spec.CNN)
	part.Methods = part.Methods[:5]
	part.Seeds = runs / len(part.Methods)
	random := rand.New(rand.NewPCG(1, 2))
	e := record.Round{
		ID: "20261129-120000-1", Name: "Many runs", Kind: record.Comparison, Began: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC),
		Parts: []spec.Experiment{part}, Machine: record.Machine{Browser: "another", Cores: 4, Engine: "an engine"},
		Set: record.Set{DataLoaded: protocol.DataLoaded{Name: bundled.Name, SHA256: bundled.ContentSHA256, Height: bundled.Pixels, Width: bundled.Pixels,
			Classes: []string{"cat", "dog"}, Train: []int{700, 700}, Validation: []int{100, 100}, Test: []int{200, 200}}},
	}
	for i, run := range part.Runs() {
		r := record.Run{ID: fmt.Sprint("run", i+1), Spec: run, Status: record.Unfinished}
		if i < finished {
			r.Status, r.Rate, r.Rates = record.Finished, 500, 50
			r.Started = protocol.Started{Run: r.ID, Steps: 968, StepsPerEpoch: 88}
			for p := range 200 {
				epoch := float64(run.Epochs) * float64(p+1) / 200
				r.Train.Epoch, r.Train.Seconds = append(r.Train.Epoch, epoch), append(r.Train.Seconds, epoch*(1+random.Float64()/10))
				r.Train.Loss, r.Train.Accuracy = append(r.Train.Loss, 0.7-random.Float64()/4), append(r.Train.Accuracy, 0.5+random.Float64()/4)
			}
			slices.Sort(r.Train.Seconds)
			for n := 1; n <= run.Epochs; n++ {
				r.Epochs = append(r.Epochs, protocol.EpochPoint{Run: r.ID, Epoch: n, Seconds: float64(n), TrainLoss: 0.6, TrainAccuracy: 0.6, ValidationLoss: 0.6, ValidationAccuracy: 0.5 + random.Float64()/4})
			}
			test := protocol.Evaluation{Loss: 0.6}
			for photo := range 400 {
				test.Indexes, test.Labels, test.Probabilities = append(test.Indexes, 1600+photo), append(test.Labels, photo%2), append(test.Probabilities, random.Float32())
			}
			r.Result = &protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: float64(run.Epochs), Seconds: float64(run.Epochs), Test: test}
		}
		e.Runs = append(e.Runs, r)
	}
	text, err := record.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, t.TempDir(), "many-runs.json", text)
}

// TestTenThousandRunsOpen opens an experiment of 10,000 runs, of which 3,000 are finished:
// the page has its turn all the while, and shows a hundred of them at a time.
func TestTenThousandRunsOpen(t *testing.T) {
	const runs, finished = 10_000, 3_000
	path := manyRuns(t, runs, finished)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	// A message to itself comes back whenever the page has its turn.
	eval[bool](v, `(() => {
		globalThis.turns = 0;
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => { turns++; if (!globalThis.over) port2.postMessage(null); };
		port2.postMessage(null);
		return true;
	})()`)
	light := func(what string) {
		t.Helper()
		const most = 12_000
		await(v, fmt.Sprintf("%s to have no more than %d elements", what, most), `document.querySelectorAll("*").length`, func(n int) bool { return n <= most })
	}
	v.drop(path)
	v.waitText("#notice", fmt.Sprintf("is open: %d runs", runs))
	const piece, slice = 256 << 10, 50 // bytes read, and runs worked on, before the page has its turn
	if got, want := eval[int](v, `globalThis.over = true, turns`), int(info.Size())/piece+runs/slice; got < want {
		t.Errorf("the page had %d turns while %d MB were opened, want %d at least", got, info.Size()>>20, want)
	}

	v.openTab("results")
	v.waitFor("a hundred rows", `document.querySelectorAll("#results-table tbody tr").length === 100`)
	v.waitFor("the summary", `document.querySelectorAll("#table-1 tbody tr[data-method]").length === 5`)
	light("the tab Results")
	v.shot("results")

	v.openTab("runs")
	const first = `document.querySelector(".card").id`
	v.waitFor("a hundred cards", `document.querySelectorAll(".card").length === 100`)
	v.waitText("#runs-above-shown", "Runs 1 to 100 of 10,000")
	before := eval[string](v, first)
	v.click("#runs-above-next")
	v.waitText("#runs-above-shown", "Runs 101 to 200 of 10,000")
	await(v, "another hundred", first, func(id string) bool { return id != before })
	v.click("#runs-below-last")
	v.waitText("#runs-above-shown", "Runs 9,901 to 10,000 of 10,000")
	v.waitFor("runs that wait", `document.querySelectorAll('.card[data-status="paused"]').length === 100`)
	light("the tab Runs")
	v.shot("cards")
}

// TestATooLargeFileIsNotRead drops a file that would fill the memory.
func TestATooLargeFileIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "too-large.json")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(record.MaxBytes + 1); err != nil { // a hole: it takes no room on the disk
		t.Fatal(err)
	}
	f.Close()
	v := newVisit(t)
	v.before(`
		globalThis.readBytes = 0;
		const read = Blob.prototype.arrayBuffer;
		Blob.prototype.arrayBuffer = function () { readBytes += this.size; return read.call(this); };`)
	v.goTo("")
	v.drop(path)
	v.waitText("#notice", "too-large.json cannot be opened. It is larger than any experiment of this page (256 MB)")
	if n := eval[int](v, `readBytes`); n > 1<<20 {
		t.Errorf("%d bytes of it were read", n)
	}
}
