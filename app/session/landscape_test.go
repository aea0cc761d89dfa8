package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
)

// wander plays waypoints of a run up to an epoch.
func wander(f *fake, r *Run, from, to int) {
	for i := from; i <= to; i++ {
		f.handle(protocol.Waypoint{Run: r.ID, Epoch: float64(i)}, host.Attachments{Files: []host.Blob{&file{fmt.Sprintf("%s at %d", r.ID, i)}}})
	}
}

// epochsOf lists the epochs of a run's path.
func epochsOf(r *Run) []float64 {
	var list []float64
	for _, w := range r.Path {
		list = append(list, w.Epoch)
	}
	return list
}

func TestWhichRunsLeaveAPath(t *testing.T) {
	cases := []struct {
		name   string
		change func(s *Session)
		want   []bool
		why    string
	}{
		{"small photos", func(*Session) {}, []bool{true}, ""},
		{"large photos", func(s *Session) { s.Form.Edit(form.Field{Key: spec.KeyImageSize}, "150") }, []bool{false}, "3.5 million"},
		{"several seeds", func(s *Session) { s.Form.Edit(form.Field{Key: spec.KeySeeds}, "3") }, []bool{true, false, false}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, h, _ := open(t, 3)
			c.change(s)
			s.Start([]spec.MethodID{spec.SGD})
			for i, want := range c.want {
				// Runs with other seeds are begun when those before them are over.
				start, ok := got[protocol.Start](h.trainers[1+i])
				if !ok || start.Path != want {
					t.Errorf("run %d: path %v, want %v", i, start.Path, want)
				}
			}
			if why := NoPath(s.Rounds[0].Shared()); !strings.Contains(why, c.why) || (why == "") != (c.why == "") {
				t.Errorf("said: %q", why)
			}
		})
	}
	vgg := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	vgg.ImageSize, vgg.Train = 48, spec.TrainHead
	if NoPath(vgg) == "" {
		t.Error("VGG19 leaves a path")
	}
}

func TestPathsAreThinnedAndKept(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	r := s.Runs[0]
	begin(h.trainers[1], r)
	wander(h.trainers[1], r, 0, 6)
	wander(h.trainers[1], r, 5, 8) // from a checkpoint on, again
	if got, want := epochsOf(r), []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(got, want) {
		t.Fatalf("path %v, want %v", got, want)
	}
	wander(h.trainers[1], r, 9, 37)
	if got, want := epochsOf(r), []float64{0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 37}; !slices.Equal(got, want) {
		t.Errorf("path %v, want %v", got, want)
	}
	kept := 0
	for name := range h.disk.folders[s.Rounds[0].place.Folder] {
		if strings.HasSuffix(name, waySuffix) {
			kept++
		}
	}
	if kept != len(r.Path) {
		t.Errorf("%d waypoints are kept, want %d", kept, len(r.Path))
	}

	again, _ := reopen(t, h.disk, 1)
	if got := epochsOf(again.Runs[0]); !slices.Equal(got, epochsOf(r)) {
		t.Errorf("after a reload the path is %v", got)
	}
	again.Form.Edit(form.Field{Key: spec.KeyEpochs}, "3")
	again.Start([]spec.MethodID{spec.SGD})
	for name := range h.disk.folders[again.Rounds[0].place.Folder] {
		if strings.HasSuffix(name, waySuffix) {
			t.Errorf("%s is still kept when another round has begun", name)
		}
	}
}

func TestMeasuringTheSurface(t *testing.T) {
	s, h, _ := open(t, 2)
	s.Form.Edit(form.Field{Key: spec.KeyTrainImages}, "64")
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	s.MeasureSurface(11)
	if s.Landscape.Measuring() || len(h.trainers) != 3 {
		t.Fatal("a surface is measured without any path")
	}
	for i, r := range s.Runs {
		begin(h.trainers[1+i], r)
		wander(h.trainers[1+i], r, 0, 1+i)
		finish(h.trainers[1+i], r, protocol.Finished, 7)
	}
	s.MeasureSurface(11)
	worker := h.trainers[3]
	command, ok := got[protocol.Landscape](worker)
	if !ok || command.Grid != 11 || command.Images != 64 || len(command.Paths) != 2 || command.Paths[0].Waypoints != 2 || command.Paths[1].Waypoints != 3 {
		t.Fatalf("the trainer was sent %+v", worker.commands())
	}
	if worker.sent[0].files[0] != sitePack || len(worker.sent[1].files) != 5 || worker.sent[1].files[2].Name() != "run2 at 0" {
		t.Errorf("the files sent are %v", worker.sent[1].files)
	}
	if s.Working() != 1 {
		t.Errorf("%d cores work, want that which measures", s.Working())
	}
	worker.handle(protocol.LandscapeProgress{Done: 11, Total: 121}, host.Attachments{})
	if s.Landscape.Done != 11 || !s.Landscape.Measuring() {
		t.Errorf("progress %+v", s.Landscape)
	}
	worker.handle(protocol.Landscaped{X: []float64{0, 1}, Images: 64}, host.Attachments{})
	if s.Landscape.Measuring() || s.Landscape.Result.Images != 64 || !worker.closed || s.Working() != 0 {
		t.Errorf("in the end %+v, trainer closed %v", s.Landscape, worker.closed)
	}
	if got := s.Landscape.Epochs["run2"]; !slices.Equal(got, []float64{0, 1, 2}) {
		t.Errorf("the second path's points are of epochs %v", got)
	}

	// A second measuring that is cancelled, and a third that fails, leave the first.
	s.MeasureSurface(21)
	s.Landscape.Cancel()
	if s.Landscape.Measuring() || s.Landscape.Result.Images != 64 || !h.trainers[4].closed {
		t.Errorf("after cancelling: %+v", s.Landscape)
	}
	h.trainers[4].handle(protocol.Landscaped{Images: 1}, host.Attachments{}) // was under way
	s.MeasureSurface(21)
	h.trainers[5].died("It ran out of memory.")
	if s.Landscape.Problem != "It ran out of memory." || s.Landscape.Result.Images != 64 {
		t.Errorf("after the trainer's death: %+v", s.Landscape)
	}

	// Another round takes it away.
	s.Form.Edit(form.Field{Key: spec.KeyEpochs}, "3")
	s.Start([]spec.MethodID{spec.SGD})
	if s.Landscape.Result != nil || s.Landscape.Measuring() || len(s.CanMeasure()) != 0 {
		t.Errorf("in the next round: %+v", s.Landscape)
	}
}

func TestNormsAreThinned(t *testing.T) {
	var n Norms
	add := func(i int) {
		n.add(protocol.StepPoint{Epoch: float64(i), GradientNorms: []float32{float32(i)}, UpdateNorms: []float32{1}})
	}
	n.add(protocol.StepPoint{Epoch: 0.5}) // of a trainer that says none
	for i := range 1000 {
		add(i)
	}
	if k := len(n.Epoch); k < maxNorms/3 || k >= maxNorms || len(n.Gradient) != k || len(n.Update) != k {
		t.Fatalf("%d points of 1000", k)
	}
	gap := n.Epoch[1] - n.Epoch[0]
	for i, at := range n.Epoch {
		if float64(n.Gradient[i][0]) != at || i > 0 && at-n.Epoch[i-1] != gap {
			t.Fatalf("point %d is at epoch %v with the norm of %v", i, at, n.Gradient[i][0])
		}
	}
	n.cut(500) // from a checkpoint on, again
	add(500)
	if last := n.Epoch[len(n.Epoch)-1]; last > 500 {
		t.Errorf("the last point is at %v after going back to 500", last)
	}
}
