//go:build !js

package jobs

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pawgrad/app/protocol"
)

// over accepts the last answers of a list.
func over(e protocol.Event) bool { n, ok := e.(protocol.Named); return ok && n.Over }

// allNamed puts the answers of a list together.
func allNamed(t *testing.T, events []posted) (photos []protocol.NamedPhoto, last protocol.Named) {
	t.Helper()
	for _, n := range of[protocol.Named](events) {
		photos, last = append(photos, n.Photos...), n
	}
	return photos, last
}

// TestNameAll: all photos of an archive are named, in the order in which people count, by every
// network as it names them one by one; what cannot be read is told.
func TestNameAll(t *testing.T) {
	h := newTrainer(t)
	var model order
	h.on = func(p posted) {
		if is[protocol.Done](p.event) {
			model = order{protocol.LoadModel{Run: "r1"}, Attachments{Files: p.Files}}
		}
	}
	h.work(t, is[protocol.Done], loadSet(packBytes(t, 16, 8, 8)), order{command: protocol.Start{Run: "r1", Spec: smallRun("sgd")}})

	var paths []string
	var contents [][]byte
	const n = 23
	for i := range n {
		paths = append(paths, fmt.Sprintf("test1/%d.jpg", i+1))
		contents = append(contents, photoBytes(t, i%2, uint64(i), 40, 40))
	}
	contents[9] = []byte("no photo")
	paths, contents = append(paths, "train/cat.1.jpg", "notes.txt"), append(contents, contents[0], []byte("text"))
	archive := Attachments{Files: []File{inMemory(zipped(t, paths, contents))}}

	h = newTrainer(t)
	events := h.work(t, over, model, order{protocol.NameAll{ID: 7, Name: "all", Unlabelled: true}, archive})
	named, last := allNamed(t, events)
	if len(named) != n || last.Total != n || last.ID != 7 || last.Problem != "" {
		t.Fatalf("%d of %d photos are named: %+v", len(named), n, last)
	}
	var single []posted
	h = newTrainer(t)
	single = h.work(t, func(e protocol.Event) bool { c, ok := e.(protocol.Classified); return ok && c.ID == 3 }, model,
		order{protocol.Classify{Photos: []protocol.PhotoRef{{ID: 1}, {ID: 2}, {ID: 3}}}, Attachments{Files: []File{inMemory(contents[0]), inMemory(contents[1]), inMemory(contents[22])}}})
	for k, c := range of[protocol.Classified](single) {
		i := []int{0, 1, 22}[k]
		if got, want := named[i].Probabilities, c.Answers[0].Probability; len(got) != 1 || math.Abs(float64(got[0])-want) > 1e-5 {
			t.Errorf("%s: %v, named alone %v", named[i].Name, got, want)
		}
	}
	for i, photo := range named {
		if photo.Name != paths[i] || (photo.Error != "") != (i == 9) {
			t.Errorf("photo %d is %+v", i, photo)
		}
	}
	if !strings.Contains(named[9].Error, "not a photo") {
		t.Errorf("%q", named[9].Error)
	}
	whole, _ := allNamed(t, newTrainer(t).work(t, over, order{protocol.NameAll{Name: "all"}, archive}))
	if len(whole) != n+1 {
		t.Errorf("with those of a class %d are named, want %d", len(whole), n+1)
	}
}

func TestNameAllRefusesAndEnds(t *testing.T) {
	text := Attachments{Files: []File{inMemory(zipped(t, []string{"notes.txt"}, [][]byte{[]byte("text")}))}}
	for name, a := range map[string]Attachments{"no photos": text, "no archive": {Files: []File{inMemory([]byte("hello"))}}} {
		_, last := allNamed(t, newTrainer(t).work(t, over, order{protocol.NameAll{Name: "x"}, a}))
		if last.Problem == "" || !strings.Contains(last.Problem, "hoose") {
			t.Errorf("%s: %+v, want a sentence with a cure", name, last)
		}
	}
	// One that is ended says nothing more, and the trainer goes on.
	h := newTrainer(t)
	h.on = func(p posted) {
		if is[protocol.Named](p.event) {
			h.trainer.Send(protocol.CancelNameAll{}, Attachments{})
			h.trainer.Send(protocol.MeasureEngine{}, Attachments{})
		}
	}
	var paths []string
	var files []File
	for i := range 200 {
		paths, files = append(paths, fmt.Sprint(i, ".jpg")), append(files, inMemory(photoBytes(t, 0, 1, 20, 20)))
	}
	events := h.work(t, is[protocol.EngineMeasured], order{protocol.NameAll{Paths: paths}, Attachments{Files: files}})
	if named, last := allNamed(t, events); len(named) >= len(paths) || last.Over {
		t.Errorf("%d of %d photos are named although it was ended: %+v", len(named), len(paths), last)
	}
}
