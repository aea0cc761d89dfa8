package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/web/chromium"
	"pawgrad/web/site"
)

// small is an experiment of some seconds on the page's own photos.
const small = "size=48&epochs=12&train-images=256&eval-images=64&batch=16&methods=sgd,momentum,rmsprop,adam"

// TestAnInterruptedStudyEndsAlike kills the browser once a run is done, interrupts the
// command once another is, and has it go on: what comes of it is, to the last bit, what
// comes of a study that is left alone.
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
	if err := try(t.Context(), alone, nil); err != nil {
		t.Fatal(err)
	}

	disturbed := smallStudy(t)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	killed := false
	err = try(ctx, disturbed, func(p *thePage, s state) {
		switch {
		case !s.Busy:
		case !killed && s.Done >= 1:
			killed = true
			if err := chromedp.FromContext(p.ctx).Browser.Process().Kill(); err != nil {
				t.Error(err)
			}
		case s.Done >= 2:
			interrupt()
		}
	})
	if !killed || !errors.Is(err, context.Canceled) {
		t.Fatalf("the study ended with %v; its browser was killed: %v", err, killed)
	}
	if err := try(t.Context(), disturbed, nil); err != nil {
		t.Fatal(err)
	}
	want, got := outcomes(t, alone), outcomes(t, disturbed)
	for method, o := range want {
		if !reflect.DeepEqual(got[method], o) {
			t.Errorf("%s: interrupted\n%+v\nleft alone\n%+v", method, got[method], o)
		}
	}
	if len(want) != 4 {
		t.Errorf("%d runs, want 4", len(want))
	}
	for _, name := range []string{"README.md", "results.csv", "validation-loss-1.svg", "box-1.png"} {
		if info, err := os.Stat(filepath.Join(disturbed.results, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// smallStudy is a study of its own folders and address.
func smallStudy(t *testing.T) options {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return options{
		link: small, address: listener.Addr().String(), results: t.TempDir(), build: t.TempDir(), every: 100 * time.Millisecond,
	}
}

// outcome is what must not depend on interruptions.
type outcome struct {
	losses []float64
	test   protocol.Evaluation
}

// outcomes reads what came of a study, by method.
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
		all[string(r.Spec.Method)] = out
	}
	return all
}
