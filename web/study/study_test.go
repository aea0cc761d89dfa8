package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
	"pawgrad/web/chromium"
	"pawgrad/web/driver"
	"pawgrad/web/rates"
	"pawgrad/web/site"
	"pawgrad/web/visitor"
)

// small is a part of two batches an epoch on the page's own photos. The runs of the second
// seed begin when those of the first are over.
var small = part{
	id: "small", name: "A small part", share: 0.1,
	link: "size=48&epochs=12&train-images=32&eval-images=64&batch=16&methods=momentum,adam&seeds=2&targets=0.6",
}

// holdInTheMiddle holds every run in the middle of its epochs, once another is done or
// where it goes on after an interruption. There is always one to be held: on two cores
// the last begin when another is done.
const holdInTheMiddle = `
globalThis.spiedHold = (kind, { resume, epochs }) =>
	kind === "Checkpoint" && (resume || spiedStarts.some((start) => start.done)) && epochs.at(-1) > 1 && epochs.at(-1) < 6;`

// TestAnInterruptedStudyEndsAlike kills the browser once a run is done and another held
// in its middle, interrupts the command when that has gone on, and has it go on: what
// comes of it is, to the last bit, what comes of a study that is left alone. Interrupted
// runs go on from their checkpoints: those that began again would come out the same.
func TestAnInterruptedStudyEndsAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED with -short: it takes a browser and about a minute")
	}
	if _, err := chromium.Find(); err != nil {
		t.Fatal(err)
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	try := func(ctx context.Context, o options, looked func(*thePage, state)) error {
		o.looked = looked
		return run(ctx, root, o)
	}
	alone := smallStudy(t)
	almostTuned(t, alone, small)
	if err := try(t.Context(), alone, nil); err != nil {
		t.Fatal(err)
	}

	disturbed := smallStudy(t)
	almostTuned(t, disturbed, small)
	disturbed.before += chromium.TwoCores + holdInTheMiddle
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	killed := false
	var heard sittings
	err = try(ctx, disturbed, func(p *thePage, s state) {
		heard.listen(t, p)
		switch {
		case s.Done == 0 || !heard.heldAndKept(t):
		case !killed:
			killed = true
			if err := chromedp.FromContext(p.Context).Browser.Process().Kill(); err != nil {
				t.Error(err)
			}
		case heard.moved():
			interrupt()
		}
	})
	if !killed || !errors.Is(err, context.Canceled) {
		t.Fatalf("the study ended with %v; its browser was killed: %v", err, killed)
	}
	disturbed.before = chromium.SpyOnWorkers
	if err := try(t.Context(), disturbed, func(p *thePage, _ state) { heard.listen(t, p) }); err != nil {
		t.Fatal(err)
	}
	heard.checkWentOn(t)
	want, got := outcomes(t, alone), outcomes(t, disturbed)
	for run, o := range want {
		if !reflect.DeepEqual(got[run], o) {
			t.Errorf("%s: interrupted\n%+v\nleft alone\n%+v", run, got[run], o)
		}
	}
	if len(want) != 4 {
		t.Errorf("%d runs, want 4", len(want))
	}
	for _, name := range []string{"README.md", "results.csv", "validation-loss-1.svg", "box-1.svg"} {
		if info, err := os.Stat(filepath.Join(disturbed.results, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// built is the site, which all studies here share.
var built struct {
	sync.Once
	dist   string
	remove func()
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.remove != nil {
		built.remove()
	}
	os.Exit(code)
}

// smallStudy is a study of its own folders and address.
func smallStudy(t *testing.T) options {
	t.Helper()
	built.Do(func() {
		root, err := site.Root()
		if err != nil {
			t.Fatal(err)
		}
		built.dist, built.remove, built.err = site.Built(root)
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return options{
		plan: []part{small}, address: listener.Addr().String(), results: t.TempDir(), build: t.TempDir(), every: 100 * time.Millisecond,
		before: chromium.SpyOnWorkers, built: built.dist, up: func() bool { return false },
	}
}

// untried is how many trials of the search for rates are left to be tried.
const untried = 2

// almostTuned writes the record of a search for a part's rates that has come nearly to its end,
// with made-up outcomes of which the lowest rate but one is the best.
func almostTuned(t *testing.T, o options, p part) {
	t.Helper()
	set, err := rates.DescribeFile(materials{}.file(o))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := p.search()
	if err != nil {
		t.Fatal(err)
	}
	_, all := rates.Left(plan, func(spec.Run) (record.Run, bool) { return record.Run{}, false })
	trained := 0
	place := rates.Place{Set: set, Workers: 1, Train: func(run spec.Run, trial bool) (*driver.Outcome, error) {
		trained++
		return &driver.Outcome{Epochs: []protocol.EpochPoint{{Epoch: run.Epochs, ValidationLoss: 1, ValidationAccuracy: 0.9 - run.Hyper.LearningRate/1000}}}, nil
	}}
	round, err := place.Seek(rates.Search{Plan: plan,
		Known: func(spec.Run) (record.Run, bool) { return record.Run{}, false },
		Kept:  func(spec.Run, *driver.Outcome, record.Round) error { return nil },
		Over:  func() bool { return trained == len(all)-untried },
	})
	if !errors.Is(err, rates.ErrOver) {
		t.Fatal(err)
	}
	if err := write(o.rates(p.id), round); err != nil {
		t.Fatal(err)
	}
}

// sittings are what trainers were told to start in one browser after the other, by run.
type sittings struct {
	starts []map[string]chromium.Start
	page   *thePage // the latest
}

// listen notes what trainers have been told so far.
func (s *sittings) listen(t *testing.T, p *thePage) {
	t.Helper()
	starts, err := visitor.Eval[[]chromium.Start](p.Visitor, "spiedStarts")
	if err != nil {
		t.Error(err)
		return
	}
	if p != s.page {
		s.page, s.starts = p, append(s.starts, nil)
	}
	last := map[string]chromium.Start{}
	for _, start := range starts {
		last[start.Run] = start
	}
	s.starts[len(s.starts)-1] = last
}

// heldAndKept reports whether runs are held that can all go on from there.
func (s *sittings) heldAndKept(t *testing.T) bool {
	t.Helper()
	kept, err := visitor.Eval[[]string](s.page.Visitor, "spiedCheckpoints()")
	if err != nil {
		t.Error(err)
	}
	held := 0
	for run, start := range s.starts[len(s.starts)-1] {
		if start.Held && !slices.Contains(kept, run) {
			return false
		}
		if start.Held {
			held++
		}
	}
	return held > 0
}

// moved reports whether every run that was held before and is under way again has told of an
// epoch since: which one it was says whether it went on. Another run may be held before that.
func (s *sittings) moved() bool {
	now, before := s.starts[len(s.starts)-1], s.starts[len(s.starts)-2]
	for run, start := range now {
		if before[run].Held && len(start.Epochs) == 0 {
			return false
		}
	}
	return true
}

// checkWentOn checks that each sitting has gone on with runs of those before it: with all
// that were held last.
func (s *sittings) checkWentOn(t *testing.T) {
	t.Helper()
	if len(s.starts) != 3 {
		t.Errorf("%d browsers were at work, want 3", len(s.starts))
	}
	held := map[string]chromium.Start{}
	for i, starts := range s.starts {
		wentOn := 0
		for run, start := range starts {
			if start.WentOn() {
				wentOn++
			} else if before, ok := held[run]; ok {
				t.Errorf("browser %d did not go on with %s: before %+v, then %+v", i+1, run, before, start)
			}
			delete(held, run)
			if start.Held {
				held[run] = start
			}
		}
		if i > 0 && wentOn == 0 {
			t.Errorf("browser %d went on with no run: %+v", i+1, starts)
		}
	}
}

// TestASittingEndsAndAnotherMachineGoesOn ends a sitting while two of four runs are in hand: they
// are finished, no other is begun, and what is left is trained by another browser that knows
// nothing but the results.
func TestASittingEndsAndAnotherMachineGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED with -short: it takes a browser and half a minute")
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	o := smallStudy(t)
	almostTuned(t, o, small)
	o.before += chromium.TwoCores + `
globalThis.spiedHold = (kind, { epochs }) => kind === "Checkpoint" && epochs.at(-1) > 1;`
	over, ended := false, false
	o.up = func() bool { return over }
	var heard sittings
	o.looked = func(p *thePage, s state) {
		heard.listen(t, p)
		switch {
		case !over: // both are held in their middle
			over = len(s.InHand) == 2 && heard.heldAndKept(t)
		case !ended: // it has seen that it is over
			ended = true
			if _, err := visitor.Eval[any](p.Visitor, "spiedRelease()"); err != nil {
				t.Error(err)
			}
		}
	}
	if err := run(t.Context(), root, o); err != nil {
		t.Fatal(err)
	}
	if n := len(heard.starts[0]); n != 2 {
		t.Errorf("%d runs were begun in the sitting, want 2", n)
	}
	e, _, err := read(o.file())
	if err != nil {
		t.Fatal(err)
	}
	if n := left(e, 0); n != 2 {
		t.Fatalf("%d runs are left, want 2", n)
	}
	first := map[string]record.Run{}
	for _, r := range e.Runs {
		if r.Result != nil {
			first[r.ID] = r
		}
	}
	checkRates(t, o, e)

	o.build, o.before, o.looked, o.up = t.TempDir(), chromium.SpyOnWorkers, nil, func() bool { return false }
	heard = sittings{}
	o.looked = func(p *thePage, _ state) { heard.listen(t, p) }
	if err := run(t.Context(), root, o); err != nil {
		t.Fatal(err)
	}
	if n := len(heard.starts[0]); n != 2 {
		t.Errorf("%d runs were begun on the other machine, want 2", n)
	}
	if e, _, err = read(o.file()); err != nil || left(e, 0) != 0 || len(e.Runs) != 4 {
		t.Fatalf("%d runs, %d left, %v", len(e.Runs), left(e, 0), err)
	}
	for _, r := range e.Runs {
		if before, ok := first[r.ID]; ok && !reflect.DeepEqual(r.Result, before.Result) {
			t.Errorf("%s has another result now", r.ID)
		}
	}
}

// checkRates checks that the search has come to its end, and that the part has what it has found.
func checkRates(t *testing.T, o options, e record.Round) {
	t.Helper()
	tuning, err := o.tuning(small)
	if err != nil || tuning.left() != 0 {
		t.Fatalf("%d trials are left, %v", tuning.left(), err)
	}
	part := e.Parts[partOf(e, small.name)]
	for _, a := range tuning.found() {
		if best, ok := a.Best(); !ok || part.Hyper[a.Method].LearningRate != best.Rate {
			t.Errorf("%s has the rate %g; found was %g", a.Name, part.Hyper[a.Method].LearningRate, best.Rate)
		}
	}
}

// outcome is what must not depend on interruptions.
type outcome struct {
	losses []float64
	test   protocol.Evaluation
}

// outcomes reads what came of a study, by method and seed.
func outcomes(t *testing.T, o options) map[string]outcome {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(o.results, experimentFile))
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]outcome{}
	for _, r := range e.Runs {
		if r.Result == nil {
			t.Fatalf("%s was not tested", r.Spec.Method)
		}
		out := outcome{test: r.Result.Test}
		for _, p := range r.Epochs {
			out.losses = append(out.losses, p.TrainLoss, p.ValidationLoss)
		}
		all[fmt.Sprintf("%s, seed %d", r.Spec.Method, r.Spec.Seed)] = out
	}
	return all
}
