package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/web/rates"
	"pawgrad/web/site"
)

func TestTries(t *testing.T) {
	for _, c := range []struct {
		kind protocol.FailureKind
		want int // times that it is tried again
	}{
		{protocol.Crashed, mostTries}, {protocol.NoMemory, mostTries},
		{protocol.BadModel, mostTries}, // weights that could not be fetched, features that could not be computed
		{protocol.Diverged, 0}, {protocol.BadSetting, 0}, {protocol.BadData, 0},
	} {
		tried, got := tries{}, 0
		for _, card := range []string{"card-run1", "card-run1", "card-run8", "card-run9", "card-run10"} {
			again := tried.again([]failure{{Card: card, Run: "Adam, seed 2", Kind: c.kind}, {Card: "card-run2", Run: "SGD, seed 2", Kind: protocol.Diverged}})
			if got += len(again); len(again) > 0 && again[0].Card != card {
				t.Errorf("%s: %s is tried again, want %s", c.kind, again[0].Card, card)
			}
		}
		if got != c.want {
			t.Errorf("%s: tried again %d times, want %d", c.kind, got, c.want)
		}
		// Another run has tries of its own.
		if again := tried.again([]failure{{Run: "Adam, seed 3", Kind: protocol.Crashed}}); len(again) != 1 {
			t.Errorf("after %s of one run another is not tried again", c.kind)
		}
	}
}

// killAWorker ends the first worker that begins to train, by the class's own method: the
// page's, on the worker itself, means that it is wanted.
const killAWorker = `
globalThis.killed = false;
globalThis.Worker = class extends Worker {
	constructor(...args) {
		super(...args);
		this.addEventListener("message", ({ data }) => {
			if (killed || !data.json?.includes('"kind":"Started"')) return;
			killed = true;
			super.terminate();
		});
	}
};`

// TestAStudyWithRunsThatFail comes to its end: a run whose worker is killed is tried again,
// one that diverged is not, and the report tells of it.
func TestAStudyWithRunsThatFail(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED with -short: it takes a browser and half a minute")
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	o := smallStudy(t)
	failing, err := decode("size=48&epochs=1&train-images=64&eval-images=16&batch=16&methods=sgd,momentum,nesterov,rmsprop,adam&sgd.lr=100&targets=0.6")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rates.DescribeFile(materials{}.file(o))
	if err != nil {
		t.Fatal(err)
	}
	if err := write(o.file(), begun(newStudy(set, record.Machine{}), failing)); err != nil { // of another plan
		t.Fatal(err)
	}
	o.before = killAWorker
	crashed := false
	o.looked = func(p *thePage, s state) {
		crashed = crashed || slices.ContainsFunc(s.Failed, func(f failure) bool { return f.Kind == protocol.Crashed })
	}
	if err := run(t.Context(), root, o); err != nil || !crashed {
		t.Fatalf("a run failed: %v; the study ended with %v", crashed, err)
	}
	text, err := os.ReadFile(filepath.Join(o.results, "README.md"))
	if want := "4 of 5 runs finished. 1 failed."; err != nil || !strings.Contains(string(text), want) {
		t.Errorf("the report has no %q (%v):\n%s", want, err, text)
	}

	// Asked again, it trains nothing, and all is written anew as it was.
	before := files(t, o.results)
	if err := os.Remove(filepath.Join(o.results, "README.md")); err != nil {
		t.Fatal(err)
	}
	o.looked = func(*thePage, state) { t.Error("a study that is over is continued") }
	if err := run(t.Context(), root, o); err != nil {
		t.Fatal(err)
	}
	after := files(t, o.results)
	for name := range before {
		if after[name] != before[name] {
			t.Errorf("asked again, %s is another: %d bytes, %d before", name, len(after[name]), len(before[name]))
		}
	}
}

// files are the contents of a folder by name.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(content)
	}
	return all
}
