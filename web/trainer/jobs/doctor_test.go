//go:build !js

package jobs

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
	"pawgrad/nn/spec"
)

// mislabelled makes an image set of which some photos for training have a wrong label.
func mislabelled(t *testing.T, train int, wrong ...int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pack.NewWriter(&b, pack.Info{Name: "blobs", Height: side, Width: side, Classes: plan.Animals[:]})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range train + 8 {
		label, split := i%2, pack.Train
		pixels := blob(random, label)
		switch {
		case i >= train+4:
			split = pack.Test
		case i >= train:
			split = pack.Validation
		case slices.Contains(wrong, i):
			label = 1 - label
		}
		if err := w.Add(pack.Image{Name: fmt.Sprintf("%s/%d.jpg", split, i), Label: label, Split: split}, pixels); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestExamine: every photo for training is asked about once, by a network that was trained
// without it, and those with a wrong label are the surest to be wrong.
func TestExamine(t *testing.T) {
	const photos, folds = 40, 4
	wrong := []int{7, 22}
	run := smallRun(spec.Adam)
	run.Epochs = 4
	h := newTrainer(t)
	ask := func(fold int) protocol.Examine { return protocol.Examine{Spec: run, Folds: folds, Fold: fold} }
	h.on = func(p posted) {
		if e, ok := p.event.(protocol.Examined); ok && e.Fold < folds-1 {
			h.trainer.Send(ask(e.Fold+1), Attachments{})
		}
	}
	last := func(e protocol.Event) bool {
		x, examined := e.(protocol.Examined)
		return examined && x.Fold == folds-1 || is[protocol.Failed](e)
	}
	events := h.work(t, last, loadSet(mislabelled(t, photos, wrong...)), order{ask(0), Attachments{}})
	sure := map[int]float64{} // of the other class, by photo
	for _, e := range of[protocol.Examined](events) {
		for i, index := range e.Photos.Indexes {
			if _, twice := sure[index]; twice || index >= photos {
				t.Errorf("photo %d is asked about twice, or is not for training", index)
			}
			if want := fmt.Sprintf("train/%d.jpg", index); e.Names[i] != want {
				t.Errorf("photo %d is called %q", index, e.Names[i])
			}
			sure[index] = math.Abs(float64(e.Photos.Probabilities[i]) - float64(e.Photos.Labels[i]))
		}
	}
	if len(sure) != photos {
		t.Fatalf("%d photos of %d were asked about:%s", len(sure), photos, names(events))
	}
	for index, p := range sure {
		if !slices.Contains(wrong, index) && (p >= sure[wrong[0]] || p >= sure[wrong[1]]) {
			t.Errorf("photo %d is suspected with %.3f, those with a wrong label with %.3f and %.3f", index, p, sure[wrong[0]], sure[wrong[1]])
		}
	}
	if n := len(of[protocol.ExamineProgress](events)); n == 0 {
		t.Error("no progress was told")
	}
}

func TestExamineRefuses(t *testing.T) {
	few, run := packBytes(t, 6, 2, 2), smallRun(spec.SGD)
	mirrored := vggRun(spec.TrainHead)
	mirrored.Augment.Flip = true
	for _, c := range []struct {
		name    string
		command protocol.Examine
		told    string
	}{
		{"few photos", protocol.Examine{Spec: run, Folds: 5}, "there are 3 training photos"},
		{"a fold that is none", protocol.Examine{Spec: run, Folds: 2, Fold: 2}, "fold 2 of 2"},
		{"variants", protocol.Examine{Spec: mirrored, Folds: 2}, "such a run"},
		{"no weights", protocol.Examine{Spec: vggRun(spec.TrainHead), Folds: 2}, "weights are not loaded"},
	} {
		h := newTrainer(t)
		failed := only[protocol.Failed](t, h.work(t, is[protocol.Failed], loadSet(few), order{c.command, Attachments{}}))
		if !strings.Contains(failed.Sentence, c.told) || failed.Cure == "" {
			t.Errorf("%s: %+v", c.name, failed)
		}
	}
}

// TestExamineOnFeatures examines by the head of VGG19.
func TestExamineOnFeatures(t *testing.T) {
	shards, manifest := drawnFiles()
	run := vggRun(spec.TrainHead)
	const photos = 8
	h := newTrainer(t)
	h.on = func(p posted) {
		if e, ok := p.event.(protocol.Extracted); ok {
			h.trainer.Send(protocol.Examine{Spec: run, Folds: 2, Fold: 1, Features: &e.Features}, Attachments{Files: p.Files})
		}
	}
	last := func(e protocol.Event) bool { return is[protocol.Examined](e) || is[protocol.Failed](e) }
	events := h.work(t, last, loadSet(packBytes(t, photos, 2, 2)), loadBaseOf(manifest, shards),
		order{protocol.Extract{Spec: run, From: 0, To: photos + 4}, Attachments{}})
	if e := only[protocol.Examined](t, events); e.Fold != 1 || len(e.Photos.Probabilities) != photos/2 || len(e.Names) != photos/2 {
		t.Errorf("%+v", e)
	}
}

// relabel has a set written with other labels, and returns it with the list of labels.
func relabel(t *testing.T, old []byte, changes ...protocol.LabelChange) (*pack.Set, []byte) {
	t.Helper()
	h := newTrainer(t)
	last := func(e protocol.Event) bool { return is[protocol.Relabelled](e) || is[protocol.Failed](e) }
	events := h.work(t, last, loadSet(old), order{protocol.Relabel{Name: "blobs, relabelled", Changes: changes}, Attachments{}})
	answer, files := only[protocol.Relabelled](t, events), events[len(events)-1].Files
	set := opened(t, contentOf(t, files[0]))
	if err := set.Verify(nil); err != nil {
		t.Error(err)
	}
	if set.Len() != answer.Images {
		t.Errorf("%d images are told of, the set has %d", answer.Images, set.Len())
	}
	return set, contentOf(t, files[1])
}

func opened(t *testing.T, content []byte) *pack.Set {
	t.Helper()
	set, err := pack.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestRelabel: the new set has the labels that were asked for, lacks what is left out, and is
// told from the old one though their pixels are the same.
func TestRelabel(t *testing.T) {
	old := packBytes(t, 6, 2, 2)
	before := opened(t, old)
	change := func(index, label int) protocol.LabelChange { return protocol.LabelChange{Index: index, Label: label} }
	// The third image has had the label that it is to have.
	set, list := relabel(t, old, change(1, 0), change(2, protocol.LeaveOut), change(3, 1))
	if info := set.Info(); info.Name != "blobs, relabelled" || *info.Relabelled != (pack.Relabelled{Of: before.SHA256(), Changed: 1, LeftOut: 1}) {
		t.Errorf("the set says of itself %+v, %+v", info, info.Relabelled)
	}
	if set.Len() != 9 || set.Image(1) != (pack.Image{Name: "train/1", Label: 0, Split: pack.Train}) || set.Image(2) != before.Image(3) {
		t.Errorf("of %d images the second is %+v and the third %+v", set.Len(), set.Image(1), set.Image(2))
	}
	got, want := make([]byte, set.Info().PixelBytes()), make([]byte, set.Info().PixelBytes())
	if err := set.Pixels(2, got); err != nil || before.Pixels(3, want) != nil || !bytes.Equal(got, want) {
		t.Errorf("behind the image left out the pixels are others (%v)", err)
	}
	lines := strings.Split(strings.TrimSpace(string(list)), "\n")
	for i, want := range []string{"file,label,split,was", "train/0,cat,train,cat", "train/1,cat,train,dog", "train/2,,train,cat", "train/3,dog,train,dog"} {
		if lines[i] != want {
			t.Errorf("line %d of the labels is %q, want %q", i, lines[i], want)
		}
	}
	if len(lines) != 11 {
		t.Errorf("%d lines of labels", len(lines))
	}
	one, _ := relabel(t, old, change(1, 0))
	other, _ := relabel(t, old, change(0, 1))
	if ids := []string{before.SHA256(), one.SHA256(), other.SHA256()}; ids[0] == ids[1] || ids[1] == ids[2] || ids[0] == ids[2] {
		t.Errorf("sets with the same pixels and other labels are called %v", ids)
	}

	h := newTrainer(t)
	failed := only[protocol.Failed](t, h.work(t, is[protocol.Failed], loadSet(old), order{protocol.Relabel{Changes: []protocol.LabelChange{change(99, 0)}}, Attachments{}}))
	if failed.Kind != protocol.BadData {
		t.Errorf("an image that is not there: %+v", failed)
	}
}

// TestLabelsAreReadAgain puts the list of labels beside the photos, of which an image set is
// made: it has these labels.
func TestLabelsAreReadAgain(t *testing.T) {
	old := mislabelled(t, 12)
	set, list := relabel(t, old, protocol.LabelChange{Index: 1, Label: 0}, protocol.LabelChange{Index: 2, Label: protocol.LeaveOut})
	paths := []string{"labels.csv"}
	for i := range opened(t, old).Len() {
		paths = append(paths, opened(t, old).Image(i).Name)
	}
	read := func(string) ([]byte, error) { return list, nil }
	p := plan.New(plan.Listing{Paths: paths, Read: read}, plan.Answers{}, 1)
	want := map[string]int{}
	for i := range set.Len() {
		want[set.Image(i).Name] = set.Image(i).Label
	}
	for _, image := range p.Images {
		label, there := want[image.Name]
		if !there || label != image.Label {
			t.Errorf("%s is read as a %s; it is in the set: %t", image.Name, opened(t, old).Info().Classes[image.Label], there)
		}
	}
	if len(p.Images) != set.Len() || p.Question != "" {
		t.Errorf("%d images are read of %d; question %q", len(p.Images), set.Len(), p.Question)
	}
}
