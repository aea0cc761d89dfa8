package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// closingHost is a page that is closed when so many changes have reached the disk. Until
// carry brings them there, changes wait.
type closingHost struct {
	*fakeHost
	waiting []func()
	left    int // changes before the page is closed
	saved   int // epoch of the latest checkpoint on the disk
}

func (h *closingHost) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	h.waiting = append(h.waiting, func() {
		if strings.HasSuffix(name, resumeSuffix) {
			h.saved = int(file.(*content).data[0])
		}
		h.fakeHost.Keep(folder, name, file, over)
	})
}

func (h *closingHost) Drop(folder, name string) {
	h.waiting = append(h.waiting, func() { h.fakeHost.Drop(folder, name) })
}

// carry brings at most n changes to the disk; a browser promises no order.
func (h *closingHost) carry(n int, latestFirst bool) {
	for ; n > 0 && h.left > 0 && len(h.waiting) > 0; n-- {
		i := 0
		if latestFirst {
			i = len(h.waiting) - 1
		}
		change := h.waiting[i]
		h.waiting = slices.Delete(h.waiting, i, i+1)
		h.left--
		change()
	}
}

// trainFrom plays epochs of a run, two points each, from one on.
func trainFrom(f *fake, r *Run, first, last int, after func()) {
	for n := first; n <= last; n++ {
		point(f, r, float64(n)-0.5, float64(n)-0.5)
		epoch(f, r, n)
		after()
	}
}

// TestThePageIsClosedAtAnyMoment closes it after each change to the disk, and at the next
// visit brings the run to its end: nothing of its curves is missing or there twice, and
// nothing is trained again that had been kept.
func TestThePageIsClosedAtAnyMoment(t *testing.T) {
	const epochs, all = 3, 1000
	for _, pace := range []int{0, 1, 2, all} { // changes that reach the disk in an epoch
		for _, latestFirst := range []bool{false, true} {
			for closed, more := 1, true; more; closed++ {
				t.Run(fmt.Sprintf("%d an epoch, latest first %t, closed after %d", pace, latestFirst, closed), func(t *testing.T) {
					h := &closingHost{fakeHost: &fakeHost{disk: newDisk(), memory: 4e9}, left: closed}
					s := New(h, 1)
					s.Open()
					s.Images.UseSitePack(sitePack)
					h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
					s.Start([]spec.MethodID{spec.SGD})
					h.carry(1, latestFirst) // or nothing is known of the run
					begin(h.trainers[1], s.Runs[0])
					trainFrom(h.trainers[1], s.Runs[0], 1, epochs, func() { h.carry(pace, latestFirst) })
					finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
					h.carry(all, latestFirst)
					more = h.left == 0

					again, h2 := reopen(t, h.disk, 1)
					r := again.Runs[0]
					if r.Status != Finished {
						again.ResumeAll()
						f, from := h2.trainers[1], 0
						if start, _ := got[protocol.Start](f); start.Resume {
							from = int(f.sent[len(f.sent)-1].files[0].(*content).data[0])
						}
						if from < h.saved {
							t.Errorf("it goes on from epoch %d, though epoch %d had been kept", from, h.saved)
						}
						begin(f, r)
						trainFrom(f, r, from+1, epochs, func() {})
						finish(f, r, protocol.Finished, 7)
					}
					if want := []float64{0.5, 1, 1.5, 2, 2.5, 3}; !slices.Equal(r.Train.Epoch, want) {
						t.Errorf("training curve at %v, want %v", r.Train.Epoch, want)
					}
					if want := []float64{1, 2, 3}; !slices.Equal(r.Valid.Epoch, want) || len(r.Epochs) != len(want) {
						t.Errorf("validation curve at %v, %d epochs; want %v", r.Valid.Epoch, len(r.Epochs), want)
					}
					third, _ := reopen(t, h.disk, 1)
					if r := third.Runs[0]; r.Status != Finished || r.Result == nil || r.Model == nil {
						t.Errorf("in the end: status %d, result %v, model %v", r.Status, r.Result, r.Model)
					}
					if h.disk.folders[third.Rounds[0].place.Folder][r.ID+resumeSuffix] != nil {
						t.Error("its checkpoint is still there")
					}
				})
			}
		}
	}
}

// fullHost has no room on its disk for files of which refuse says so.
type fullHost struct {
	*fakeHost
	refuse func(name string) bool
}

func (h *fullHost) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	if h.refuse(name) {
		over(host.KeepingFull)
		return
	}
	h.fakeHost.Keep(folder, name, file, over)
}

// TestTheEndOfARunOnAFullDisk finds no room for the model, or the record: the run goes on
// from its checkpoint at the next visit, and comes to the same end.
func TestTheEndOfARunOnAFullDisk(t *testing.T) {
	for _, c := range []struct {
		name     string
		refused  []string // at the end
		always   []string
		want     Status
		modelled bool
	}{
		{"no room for the model", []string{modelSuffix}, nil, Paused, false},
		{"no room for the record", []string{recordSuffix}, nil, Paused, false},
		{"no room for anything", []string{recordSuffix, modelSuffix}, nil, Paused, false},
		{"room for all", nil, nil, Finished, true},
		{"never room for a checkpoint or a model", nil, []string{resumeSuffix, modelSuffix}, Finished, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused := c.always
			h := &fullHost{&fakeHost{disk: newDisk(), memory: 4e9}, func(name string) bool {
				return slices.ContainsFunc(refused, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
			}}
			s := New(h, 1)
			s.Open()
			s.Images.UseSitePack(sitePack)
			h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
			s.Start([]spec.MethodID{spec.SGD})
			begin(h.trainers[1], s.Runs[0])
			trainFrom(h.trainers[1], s.Runs[0], 1, 2, func() {})
			refused = append(refused, c.refused...)
			finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
			wantStatuses(t, s, Finished)

			again, _ := reopen(t, h.disk, 1)
			r := again.Runs[0]
			if r.Status != c.want || r.Trained() != 2 || (r.Model != nil) != c.modelled || (r.place.Checkpoint != nil) != (c.want == Paused) {
				t.Errorf("it comes back with status %d at epoch %g, model %v, checkpoint %v", r.Status, r.Trained(), r.Model, r.place.Checkpoint)
			}
		})
	}
}

// TestARecordAheadOfItsCheckpoint kills a trainer, or closes the page, in the middle of
// an epoch or after one whose checkpoint was not kept: what lies beyond the checkpoint
// comes again, or leaves the curves with the run's end.
func TestARecordAheadOfItsCheckpoint(t *testing.T) {
	for _, c := range []struct {
		name         string
		goOn         func(f *fake, r *Run)
		train, valid []float64
	}{
		{"it passes there again", func(f *fake, r *Run) { trainFrom(f, r, 2, 3, func() {}) },
			[]float64{0.5, 1, 1.5, 2, 2.5, 3}, []float64{1, 2, 3}},
		{"a step", func(f *fake, r *Run) { point(f, r, 1.5, 1.5) },
			[]float64{0.5, 1, 1.5}, []float64{1}},
		{"stopped before a point has come", func(f *fake, r *Run) {
			f.handle(protocol.Done{Run: r.ID, Reason: protocol.Stopped, Epochs: 1.25}, host.Attachments{})
		}, []float64{0.5, 1}, []float64{1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := &fullHost{&fakeHost{disk: newDisk(), memory: 4e9}, func(string) bool { return false }}
			s := New(h, 1)
			s.Open()
			s.Images.UseSitePack(sitePack)
			h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
			s.Start([]spec.MethodID{spec.SGD})
			begin(h.trainers[1], s.Runs[0])
			trainFrom(h.trainers[1], s.Runs[0], 1, 1, func() {})
			h.refuse = func(name string) bool { return strings.HasSuffix(name, resumeSuffix) }
			trainFrom(h.trainers[1], s.Runs[0], 2, 2, func() {})
			point(h.trainers[1], s.Runs[0], 2.5, 2.5)
			h.trainers[1].died("It is gone.") // the record is written once more

			again, h2 := reopen(t, h.disk, 1)
			r := again.Runs[0]
			if r.Train.Len() != 5 {
				t.Fatalf("the record has %v", r.Train.Epoch)
			}
			again.Retry(r.ID)
			f := h2.trainers[1]
			if start, _ := got[protocol.Start](f); !start.Resume {
				t.Fatal("it starts over")
			}
			begin(f, r)
			c.goOn(f, r)
			if !slices.Equal(r.Train.Epoch, c.train) || !slices.Equal(r.Valid.Epoch, c.valid) || len(r.Epochs) != len(c.valid) {
				t.Errorf("curves at %v and %v, %d epochs; want %v and %v", r.Train.Epoch, r.Valid.Epoch, len(r.Epochs), c.train, c.valid)
			}
		})
	}
}
