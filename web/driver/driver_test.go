package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/assets/bundled"
	"pawgrad/nn/features"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/web/site"
)

// TestTraining trains for an epoch on the bundled photos, with the built site's
// trainer in Chromium.
func TestTraining(t *testing.T) {
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
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d, err := Open(ctx, dist)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	set, err := d.Open(Materials{Pack: filepath.Join(root, "assets", "bundled", bundled.FileName)})
	if err != nil {
		t.Fatal(err)
	}
	run := spec.FirstRunOf(spec.CNN, spec.SGD)
	run.ImageSize, run.Epochs, run.TrainImages, run.EvalImages = spec.MinImageSize, 2, 64, 10
	told := 0
	o, err := set.TrainWithPath(run, nil, func(protocol.EpochPoint) { told++ })
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Path) != 3 { // before the first epoch and after each
		t.Errorf("the weights at %d points", len(o.Path))
	}
	if len(o.Epochs) != 2 || told != 2 || o.Done.Epochs != 2 || len(o.Done.Test.Labels) != 10 || o.Peak == 0 || !strings.Contains(o.Engine, "SIMD") {
		t.Errorf("%+v", o)
	}
	run.TrainImages = 32 * (warmBatches + 5)
	if speed, err := set.SpeedOfTraining(run, nil); err != nil || !(speed.Images > 0 && speed.Processor > 0 && speed.Clock > 0 && speed.Roofline > 0) {
		t.Errorf("the speed is %+v, %v", speed, err)
	}
	run.TrainImages = 64
	if speed, err := set.SpeedOfTraining(run, nil); err == nil {
		t.Errorf("the speed of two batches is %+v", speed)
	}
	run.Hyper.LearningRate = 100
	if o, err = set.Train(run, nil, nil); err != nil || o.Diverged == "" {
		t.Errorf("with a rate of 100: %+v, %v; want that it diverged", o, err)
	}
	run.ImageSize = 1
	var failure *Failure
	if _, err = set.Train(run, nil, nil); !errors.As(err, &failure) {
		t.Errorf("with photos of 1 pixel: error %v, want the trainer's own", err)
	}
	cancel()
	run.ImageSize = spec.MinImageSize
	if _, err := set.Train(run, nil, nil); err == nil {
		t.Error("it trains on after the context is done")
	}
}

// TestStopwatch plays reports by a processor that is there a quarter of the time.
func TestStopwatch(t *testing.T) {
	seconds := 0.0
	w := stopwatch{warm: 40, processor: func() (float64, error) { return seconds, nil }}
	w.done(32)
	if s, err := w.read(); err == nil {
		t.Errorf("%+v before anything was timed", s)
	}
	for range 3 {
		w.done(w.last.images + 48)
		w.last.at = w.first.at.Add(time.Duration(4 * seconds * float64(time.Second)))
		seconds += 0.5
	}
	s, err := w.read()
	if err != nil || s.Images != 96 || s.Processor != 96 || s.Clock != 24 {
		t.Errorf("%+v, %v; want 96 images in 1 s of processor time and 4 s by the clock", s, err)
	}
	gone := errors.New("gone")
	w.processor = func() (float64, error) { return 0, gone }
	w.done(1000)
	if _, err := w.read(); err != gone {
		t.Errorf("%v, want that the time cannot be read", err)
	}
}

// TestFeaturesInfo compares with what the network itself reads.
func TestFeaturesInfo(t *testing.T) {
	for _, train := range []spec.Train{spec.TrainHead, spec.TrainBlock5} {
		for _, size := range []int{64, 96, 150} {
			run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
			run.Train, run.ImageSize = train, size
			info, want := featuresInfo(run), nn.InputShape(run, 1)
			got := []int{1, info.Height, info.Width, info.Channels}
			if !slices.Equal(got, want.Dimensions) || info.RowBytes != features.RowBytes(want.Size()) || info.Cut != string(run.Cut()) {
				t.Errorf("%s at %d px: %+v, want shape %v", train, size, info, want)
			}
		}
	}
}

// TestReceiveIsWholeOrNothing breaks a transfer off.
func TestReceiveIsWholeOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := receive(broken{}, path); err == nil {
		t.Error("a transfer that broke off is no error")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	if err := receive(strings.NewReader("whole"), path); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); !bytes.Equal(got, []byte("whole")) {
		t.Errorf("%q arrived", got)
	}
}

// broken is a transfer that breaks off.
type broken struct{}

func (broken) Read(p []byte) (int, error) { return copy(p, "half"), errors.New("broken off") }

// TestInboxKeepsOrder fills an inbox while it is read.
func TestInboxKeepsOrder(t *testing.T) {
	b := inbox{came: make(chan struct{}, 1)}
	const n = 1000
	go func() {
		for i := range n {
			b.put(told{Message: fmt.Sprint(i)})
		}
	}()
	for i := range n {
		if got, err := b.take(nil); err != nil || got.Message != fmt.Sprint(i) {
			t.Fatalf("message %d is %q, %v", i, got.Message, err)
		}
	}
	over := make(chan struct{})
	close(over)
	if _, err := b.take(over); err == nil {
		t.Error("no error once the browser is gone")
	}
}
