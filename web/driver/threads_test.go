package driver

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/chromedp/chromedp"

	"pawgrad/app/protocol"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"
	"pawgrad/web/site"
)

// TestThreadsChangeNothing trains a run with the built site's trainer in Chromium on one thread, on
// two, and on a number that changes at every report: what is told of it and the trained network are the
// same, bit by bit.
func TestThreadsChangeNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: no training in a browser with -short")
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	dist, remove, err := site.Built(root)
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	d, err := Open(t.Context(), dist)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	set, err := d.Open(Materials{Pack: filepath.Join(root, "assets", "bundled", bundled.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	var isolated bool
	if err := chromedp.Run(d.ctx, chromedp.Evaluate("crossOriginIsolated", &isolated)); err != nil || !isolated {
		t.Fatalf("the page is isolated: %v, %v", isolated, err)
	}
	run := spec.FirstRunOf(spec.CNN, spec.Adam)
	run.ImageSize, run.Epochs, run.TrainImages, run.EvalImages = 64, 3, 192, 64

	type record struct {
		epochs []protocol.EpochPoint
		steps  []protocol.StepPoint
		done   protocol.Done
		model  string
	}
	train := func(threads func(report int) int) (r record) {
		t.Helper()
		w, err := set.Worker()
		if err != nil {
			t.Fatal(err)
		}
		use := func(report int) {
			if err := w.Send(protocol.UseThreads{Threads: threads(report)}); err != nil {
				t.Error(err)
			}
		}
		use(0)
		reports := 0
		o, err := w.train(protocol.Start{Spec: run}, nil, func(e protocol.Event) {
			if e, ok := e.(protocol.StepPoint); ok {
				reports++
				use(reports)
				e.Seconds = 0
				r.steps = append(r.steps, e)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "model")
		if err := d.Give(o.Model, path); err != nil {
			t.Fatal(err)
		}
		model, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.End(); err != nil {
			t.Fatal(err)
		}
		for i := range o.Epochs {
			o.Epochs[i].Seconds = 0
		}
		o.Done.Seconds = 0
		r.epochs, r.done, r.model = o.Epochs, o.Done, string(model)
		return r
	}
	alone := train(func(int) int { return 1 })
	for name, threads := range map[string]func(int) int{
		"on two threads":          func(int) int { return 2 },
		"on one and two in turns": func(report int) int { return 1 + report%2 },
	} {
		got := train(threads)
		if len(got.steps) == 0 || !reflect.DeepEqual(got.steps, alone.steps) {
			t.Errorf("%s: steps are\n%+v\non one thread\n%+v", name, got.steps, alone.steps)
		}
		if !reflect.DeepEqual(got.epochs, alone.epochs) || !reflect.DeepEqual(got.done, alone.done) {
			t.Errorf("%s: epochs and test are\n%+v\n%+v\non one thread\n%+v\n%+v", name, got.epochs, got.done, alone.epochs, alone.done)
		}
		if got.model != alone.model {
			t.Errorf("%s the network is another", name)
		}
	}
}
