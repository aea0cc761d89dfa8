package lab

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

	"pawgrad/app/protocol"
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
	dist := os.Getenv("PAWGRAD_DIST") // a built site saves the time of building it
	if dist == "" {
		dist = filepath.Join(t.TempDir(), "dist")
		if _, err := site.Build(root, dist); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l, err := Open(ctx, dist)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	set, err := l.Open(Materials{Pack: filepath.Join(root, "assets", "bundled", "cats-and-dogs-32.pack")})
	if err != nil {
		t.Fatal(err)
	}
	run := spec.DefaultRunOf(spec.CNN, spec.SGD)
	run.ImageSize, run.Epochs, run.TrainImages, run.EvalImages = spec.MinImageSize, 2, 64, 10
	told := 0
	o, err := set.Train(run, nil, func(protocol.EpochPoint) { told++ })
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Epochs) != 2 || told != 2 || o.Done.Epochs != 2 || len(o.Done.Test.Labels) != 10 || o.Peak == 0 || !strings.Contains(o.Engine, "SIMD") {
		t.Errorf("%+v", o)
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
