//go:build !js

package jobs

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// waypoints trains a run and returns the files of its path with their epochs.
func waypoints(t *testing.T, h *fakeHost, pack []byte, run spec.Run) (files []File, epochs []float64, done protocol.Done) {
	t.Helper()
	events := h.work(t, is[protocol.Done], loadSet(pack), order{command: protocol.Start{Run: string(run.Method), Spec: run, Path: true}})
	for _, e := range events {
		if w, ok := e.event.(protocol.Waypoint); ok {
			files, epochs = append(files, e.Files[0]), append(epochs, w.Epoch)
		}
	}
	return files, epochs, only[protocol.Done](t, events)
}

// surveyed has a landscape measured and returns all events.
func surveyed(t *testing.T, h *fakeHost, pack []byte, c protocol.Landscape, files []File) []posted {
	t.Helper()
	return h.work(t, func(e protocol.Event) bool { return is[protocol.Landscaped](e) || is[protocol.Failed](e) },
		loadSet(pack), order{c, Attachments{Files: files}})
}

func TestLandscapeOfTwoRuns(t *testing.T) {
	pack := packBytes(t, 10, 4, 6)
	run := smallRun(spec.SGD)
	run.Epochs = 2
	var files []File
	var paths []protocol.LandscapePath
	for _, method := range []spec.MethodID{spec.SGD, spec.Adam} {
		run.Method, run.Hyper = method, spec.FirstRunOf(spec.CNN, method).Hyper
		path, epochs, _ := waypoints(t, newTrainer(t), pack, run)
		if len(path) != 3 || epochs[0] != 0 || epochs[2] != 2 || path[0].Size() != int64(4*run.Network().Params(side)) {
			t.Fatalf("%s: points of epochs %v", method, epochs)
		}
		files = append(files, path...)
		paths = append(paths, protocol.LandscapePath{Run: string(method), Waypoints: len(path)})
	}
	if string(contentOf(t, files[0])) != string(contentOf(t, files[3])) {
		t.Error("the runs do not begin with the same weights")
	}
	events := surveyed(t, newTrainer(t), pack, protocol.Landscape{Spec: run, Paths: paths, Grid: 3, Images: 100}, files)
	l := only[protocol.Landscaped](t, events)
	if len(l.X) != 3 || len(l.Y) != 3 || len(l.Loss) != 3 || len(l.Loss[2]) != 3 || l.Images != 10 || len(l.Paths) != 2 {
		t.Fatalf("landscape %+v", l)
	}
	if sum := l.Explained[0] + l.Explained[1]; !(sum > 0.5 && sum <= 1.000001) || l.Explained[0] < l.Explained[1] {
		t.Errorf("explained %v", l.Explained)
	}
	for k := range 2 {
		if d := math.Abs(l.Paths[0].Points[0][k] - l.Paths[1].Points[0][k]); d > 1e-6 {
			t.Errorf("the paths' starts are %g apart", d)
		}
	}
	progress := of[protocol.LandscapeProgress](events)
	if len(progress) != 9 || progress[8] != (protocol.LandscapeProgress{Done: 9, Total: 9}) {
		t.Errorf("progress %v", progress)
	}

	// A path of two points lies on the plane, so the loss at its end is the run's own.
	two := []File{files[0], files[5]}
	events = surveyed(t, newTrainer(t), pack, protocol.Landscape{Spec: run, Paths: []protocol.LandscapePath{{Run: "adam", Waypoints: 2}}, Grid: 15, Images: 10}, two)
	l = only[protocol.Landscaped](t, events)
	// The window reaches 1.4 times as far as the path: of 15 places, those 5 away from
	// the middle are its ends.
	start, end := l.Loss[7][2], l.Loss[7][12]
	if !(end < start) || math.Abs(start-math.Ln2) > 0.1 {
		t.Errorf("the loss is %v at the start and %v at the end of training", start, end)
	}
}

func TestLandscapesThatCannotBe(t *testing.T) {
	pack := packBytes(t, 10, 4, 6)
	run := smallRun(spec.SGD)
	size := run.Network().Params(side)
	still := inMemory(make([]byte, 4*size))
	path := func(n int) []protocol.LandscapePath { return []protocol.LandscapePath{{Run: "r", Waypoints: n}} }
	vgg := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	cases := []struct {
		name  string
		c     protocol.Landscape
		files []File
		want  string
	}{
		{"another network", protocol.Landscape{Spec: vgg, Paths: path(2), Grid: 3, Images: 1}, []File{still, still}, "CNN only"},
		{"a file too few", protocol.Landscape{Spec: run, Paths: path(3), Grid: 3, Images: 1}, []File{still, still}, "cannot be measured"},
		{"no grid", protocol.Landscape{Spec: run, Paths: path(2), Grid: 1, Images: 1}, []File{still, still}, "cannot be measured"},
		{"a short file", protocol.Landscape{Spec: run, Paths: path(2), Grid: 3, Images: 1}, []File{still, inMemory([]byte{1})}, "has 1 bytes"},
		{"a run that stood still", protocol.Landscape{Spec: run, Paths: path(2), Grid: 3, Images: 1}, []File{still, still}, "have not changed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := only[protocol.Failed](t, surveyed(t, newTrainer(t), pack, c.c, c.files))
			if !strings.Contains(f.Sentence, c.want) || f.Cure == "" {
				t.Errorf("failed with %+v, want %q", f, c.want)
			}
		})
	}
}

func TestPlacesWithoutALoss(t *testing.T) {
	pack := packBytes(t, 10, 4, 6)
	run := smallRun(spec.SGD)
	size := run.Network().Params(side)
	far := make([]byte, 0, 4*size)
	for range size {
		far = binary.LittleEndian.AppendUint32(far, math.Float32bits(1e30))
	}
	events := surveyed(t, newTrainer(t), pack, protocol.Landscape{Spec: run, Paths: []protocol.LandscapePath{{Run: "r", Waypoints: 2}}, Grid: 3, Images: 4},
		[]File{inMemory(make([]byte, 4*size)), inMemory(far)})
	l := only[protocol.Landscaped](t, events)
	if l.Loss[1][2] != -1 {
		t.Errorf("the loss far out is %v, want -1", l.Loss[1][2])
	}
}

func TestALandscapeIsCancelled(t *testing.T) {
	pack := packBytes(t, 10, 4, 6)
	run := smallRun(spec.SGD)
	path, _, _ := waypoints(t, newTrainer(t), pack, run)
	h := newTrainer(t)
	h.on = func(p posted) {
		if is[protocol.LandscapeProgress](p.event) {
			h.trainer.Send(protocol.CancelLandscape{}, Attachments{})
			h.trainer.Send(protocol.Sample{Split: "test", Count: 2}, Attachments{})
		}
	}
	events := h.work(t, is[protocol.Samples], loadSet(pack),
		order{protocol.Landscape{Spec: run, Paths: []protocol.LandscapePath{{Run: "r", Waypoints: 2}}, Grid: 50, Images: 4}, Attachments{Files: path}})
	if n := len(of[protocol.LandscapeProgress](events)); n > 3 || len(of[protocol.Landscaped](events)) != 0 {
		t.Errorf("%d places were measured after cancelling", n)
	}
}

// TestThePathOfARunThatStopsEarlyEndsWithItsLastEpoch compares the path's last points
// with the model, which is of the epoch that the run goes back to.
func TestThePathOfARunThatStopsEarlyEndsWithItsLastEpoch(t *testing.T) {
	run := smallRun(spec.SGD)
	run.Epochs, run.Patience, run.Hyper.LearningRate = 50, 1, 0.3 // which soon makes it worse
	h := newTrainer(t)
	events := h.work(t, func(e protocol.Event) bool { return is[protocol.Done](e) || is[protocol.Failed](e) }, loadSet(packBytes(t, 10, 4, 6)),
		order{command: protocol.Start{Run: "r", Spec: run, Path: true}})
	done := only[protocol.Done](t, events)
	path := of[protocol.Waypoint](events)
	if last := path[len(path)-1].Epoch; done.Reason != protocol.EarlyStopped || last != done.Epochs {
		t.Fatalf("%s after %g epochs, the path ends at epoch %g", done.Reason, done.Epochs, last)
	}
	var ways []string
	for _, e := range events {
		if is[protocol.Waypoint](e.event) {
			ways = append(ways, string(contentOf(t, e.Files[0])))
		}
	}
	n := len(ways)
	if ways[n-1] == ways[n-2] || n >= 3 && ways[n-1] == ways[n-3] {
		t.Errorf("the last of %d points is the one that the run goes back to", n)
	}
}
