package session

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/nn/features"
	"pawgrad/nn/spec"
)

func TestPausingAndStoppingAnExtraction(t *testing.T) {
	s, h := prepare(t, 1, newDisk(), spec.Adam, spec.SGD)
	s.PauseAll()
	lookAt(t, h.trainers[1])
	if n := len(h.trainers[1].sent); n != 3 || s.extraction.Working() != 0 {
		t.Fatalf("while paused the extractor was sent %v", h.trainers[1].commands())
	}
	s.ResumeAll()
	if e, _ := got[protocol.Extract](h.trainers[1]); e.From != 32 {
		t.Errorf("after the pause it goes on at image %d, want 32", e.From)
	}
	s.Stop(s.Runs[0].ID)
	if h.trainers[1].closed {
		t.Fatal("the extraction has ended though a run waits for it")
	}
	s.StopAll()
	wantStatuses(t, s, Stopped, Stopped)
	if !h.trainers[1].closed || s.Preparing() != nil {
		t.Error("the extraction goes on though no run waits for it")
	}
	s.Start([]spec.MethodID{spec.Adam})
	if e, _ := got[protocol.Extract](h.trainers[2]); e.From != 32 {
		t.Errorf("a new start begins at image %d, want 32", e.From)
	}
}

// TestAnExtractorWithoutWorkIsLeftAlone: one has done all that there was while another is still at its part, and cores
// are given out anew.
func TestAnExtractorWithoutWorkIsLeftAlone(t *testing.T) {
	s, h := prepare(t, 2, newDisk(), spec.Adam, spec.SGD)
	for range 3 {
		lookAt(t, h.trainers[1])
	}
	s.Stop(s.Runs[1].ID)
	s.PauseAll()
	s.ResumeAll()
	if e, _ := got[protocol.Extract](h.trainers[1]); e.From != 96 {
		t.Errorf("it was asked for images from %d on, when all but those from 32 on were looked at", e.From)
	}
	lookAt(t, h.trainers[2])
	wantStatuses(t, s, Starting, Stopped)
}

func TestAFailedExtractionFailsTheRunsAndGoesOnWhenTriedAgain(t *testing.T) {
	for _, end := range []struct {
		name string
		play func(f *fake)
		says string
	}{
		{"failed", func(f *fake) {
			f.handle(protocol.Failed{Kind: protocol.NoMemory, Sentence: "Out of memory.", Cure: "Choose smaller images."}, host.Attachments{})
		}, "Out of memory. Choose smaller images."},
		{"died", func(f *fake) { f.died("It ran out of memory.") }, "It ran out of memory. Start the run again: it goes on from there."},
	} {
		t.Run(end.name, func(t *testing.T) {
			s, h := prepare(t, 2, newDisk(), spec.Adam, spec.SGD)
			lookAt(t, h.trainers[1])
			end.play(h.trainers[2])
			wantStatuses(t, s, Failed, Failed)
			if got := s.Runs[0].Failure.Sentence; got != end.says || !h.trainers[1].closed {
				t.Errorf("failure %q; the other extractor is closed: %v", got, h.trainers[1].closed)
			}
			s.Retry(s.Runs[0].ID)
			if e, _ := got[protocol.Extract](h.trainers[3]); e.From != 32 {
				t.Errorf("tried again it goes on at image %d, want 32", e.From)
			}
		})
	}
}

// featuresAt is the one folder of features on a disk.
func featuresAt(t *testing.T, d *disk) string {
	t.Helper()
	i := slices.IndexFunc(d.order, func(name string) bool { return strings.HasPrefix(name, featuresFolder) })
	if i < 0 {
		t.Fatalf("no features are kept, but %q", d.order)
	}
	return d.order[i]
}

// TestKeptFeaturesOfAnotherLengthAreComputedAnew spoils what an earlier visit has kept:
// what is whole is read, the rest is computed.
func TestKeptFeaturesOfAnotherLengthAreComputedAnew(t *testing.T) {
	file := func(bytes int) host.Blob { return &content{"rows", make([]byte, bytes)} }
	for _, c := range []struct {
		name  string
		spoil func(files map[string]host.Blob)
		anew  []int // first images of what is computed again
	}{
		{"untouched", func(map[string]host.Blob) {}, nil},
		{"cut short", func(files map[string]host.Blob) { files[chunkFile(1)] = file(95) }, []int{32}},
		{"empty", func(files map[string]host.Blob) { files[chunkFile(3)] = file(0) }, []int{96}},
		{"whole rows, but too few and too many", func(files map[string]host.Blob) { files[chunkFile(0)], files[chunkFile(3)] = file(93), file(15) }, []int{0, 96}},
		{"gone", func(files map[string]host.Blob) { delete(files, chunkFile(2)) }, []int{64}},
		{"described by nothing that reads", func(files map[string]host.Blob) { files[infoFile] = &content{infoFile, []byte("{")} }, []int{0, 32, 64, 96}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			s, h := prepare(t, 1, d, spec.Adam)
			for range 4 {
				lookAt(t, h.trainers[1])
			}
			s.StopAll()
			c.spoil(d.folders[featuresAt(t, d)])

			s, h = prepare(t, 1, d, spec.SGD)
			var anew []int
			for range c.anew {
				anew = append(anew, lookAt(t, h.trainers[1]).From)
			}
			if !slices.Equal(anew, c.anew) {
				t.Errorf("computed anew from images %v on, want %v", anew, c.anew)
			}
			if last := s.Runs[len(s.Runs)-1]; last.Status != Starting {
				t.Errorf("the run has the status %v, want %v", last.Status, Starting)
			}
			for i := range 4 {
				want := int64(min(32, 100-32*i) * 3)
				if got := d.folders[featuresAt(t, d)][chunkFile(i)].Size(); got != want {
					t.Errorf("part %d is kept with %d bytes, want %d", i, got, want)
				}
			}
		})
	}
}

// TestDamagedFeaturesAreForgotten has runs find what no length tells: that the rows are
// damaged. They are forgotten once and computed anew, and the run goes on from where it
// was.
func TestDamagedFeaturesAreForgotten(t *testing.T) {
	d := newDisk()
	s, h := prepare(t, 2, d, spec.Adam, spec.SGD)
	for i := range 4 {
		lookAt(t, h.trainers[1+i%2])
	}
	wantStatuses(t, s, Starting, Starting)
	spoilt := h.trainers[3].sent[2].files[0]
	checkpoint := &content{"checkpoint", []byte{1}}
	h.trainers[3].handle(protocol.Checkpoint{Run: s.Runs[0].ID}, host.Attachments{Files: []host.Blob{checkpoint}})
	fails := func(f *fake, r *Run) {
		f.handle(protocol.Failed{Run: r.ID, Kind: protocol.BadFeatures, Sentence: "They are damaged.", Cure: "Start the run again: they are computed anew."}, host.Attachments{})
	}
	fails(h.trainers[3], s.Runs[0])
	wantStatuses(t, s, Failed, Starting)
	if slices.ContainsFunc(d.order, func(name string) bool { return strings.HasPrefix(name, featuresFolder) }) {
		t.Errorf("the damaged features are still kept: %q", d.order)
	}

	s.Retry(s.Runs[0].ID)
	wantStatuses(t, s, Queued, Starting)
	again := h.trainers[len(h.trainers)-1]
	if e := lookAt(t, again); e.From != 0 || s.Preparing() == nil {
		t.Errorf("tried again, features are computed from image %d on", e.From)
	}
	fails(h.trainers[4], s.Runs[1]) // of the same damage: what is computed now stays
	wantStatuses(t, s, Queued, Failed)
	var ranges []int
	for _, f := range h.trainers[5:] {
		for range 2 {
			if e, ok := got[protocol.Extract](f); ok && !f.closed {
				ranges = append(ranges, e.From)
				lookAt(t, f)
			}
		}
	}
	wantStatuses(t, s, Starting, Failed)
	if slices.Contains(ranges, 0) || len(ranges) != 3 {
		t.Errorf("then computed from images %v on, want the three parts that were missing", ranges)
	}
	start := h.trainers[len(h.trainers)-1].sent[2]
	if len(start.files) != 5 || start.files[0] == spoilt || start.files[4] != host.Blob(checkpoint) || !start.command.(protocol.Start).Resume {
		t.Errorf("%+v with %d files, want new features in 4 and the checkpoint", start.command, len(start.files))
	}
}

func TestFeaturesAreNamedByTheFormatOfTheirRows(t *testing.T) {
	d := newDisk()
	_, h := prepare(t, 1, d, spec.Adam)
	lookAt(t, h.trainers[1])
	if name := featuresAt(t, d); !strings.HasSuffix(name, fmt.Sprintf("-rows%d", features.Version)) {
		t.Errorf("features are kept as %q", name)
	}
}

func TestAugmentationNeedsNoFeatures(t *testing.T) {
	d := newDisk()
	d.beside()
	s, h, desk := openVGG(t, 1, d)
	s.Form.Edit(form.Field{Key: spec.KeyShift}, "0.1")
	s.Start([]spec.MethodID{spec.Adam})
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	wantStatuses(t, s, Starting)
	if start, _ := got[protocol.Start](h.trainers[1]); start.Features != nil {
		t.Error("varied photos are trained on features")
	}
}

// TestChangedPhotosAreLookedAtToo has photos mirrored, or shown in a number of variants: those
// for training are looked at in each as well, and plain runs go on reading what is there.
func TestChangedPhotosAreLookedAtToo(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings map[string]string
		variants int
		key      string
	}{
		{"mirrored", map[string]string{spec.KeyFlip: "true"}, 1, "-mirrored"},
		{"with variants", map[string]string{spec.KeyFlip: "true", spec.KeyRotate: "12.5", spec.KeyVariants: "3"}, 3, "-3forms-0-12.5-0-flip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			d.beside()
			s, h, desk := openVGG(t, 1, d)
			for key, value := range c.settings {
				s.Form.Edit(form.Field{Key: key}, value)
			}
			s.Start([]spec.MethodID{spec.Adam})
			desk.handle(protocol.BaseLoaded{}, host.Attachments{})
			for range 4 {
				if e := lookAt(t, h.trainers[1]); e.Variants {
					t.Fatalf("asked first for %+v", e)
				}
			}
			images, last, parts := 80*c.variants, 0, 0
			for ; last < images; parts++ {
				e := lookAt(t, h.trainers[2])
				if !e.Variants || e.From != last || e.Spec.Variants() != c.variants {
					t.Fatalf("asked for %+v after image %d", e, last)
				}
				last = e.To
			}
			if last != images {
				t.Errorf("looked at %d changed photos, want %d", last, images)
			}
			if !slices.ContainsFunc(d.order, func(name string) bool { return strings.HasSuffix(name, c.key) }) {
				t.Errorf("kept as %q, want one that ends in %q", d.order, c.key)
			}
			wantStatuses(t, s, Starting)
			start, ok := got[protocol.Start](h.trainers[3])
			if files := h.trainers[3].sent[len(h.trainers[3].sent)-1].files; !ok || start.Variants != parts || len(files) != 4+parts || start.Features == nil {
				t.Errorf("the run starts with %d files, %+v, want %d of variants", len(files), start, parts)
			}
			s.Stop(s.Runs[0].ID)
			for key := range c.settings {
				field, _ := spec.SettingByKey(key)
				s.Form.Edit(form.Field{Key: key}, field.Default)
			}
			s.Start([]spec.MethodID{spec.Adam})
			if start, ok := got[protocol.Start](h.trainers[len(h.trainers)-1]); !ok || start.Variants != 0 {
				t.Errorf("with photos as they are: %+v", h.trainers[len(h.trainers)-1].commands())
			}
		})
	}
}

func TestTheOldestFeaturesMakeRoom(t *testing.T) {
	d := newDisk()
	for _, key := range []string{"old", "newer"} {
		d.Keep(featuresFolder+key, infoFile, &content{infoFile, nil}, func(host.Keeping) {})
	}
	d.room = 2 + 1 + len(weights()) + 5 - 1 // the run's record, and all but one of the files to come
	s, h := prepare(t, 1, d, spec.Adam)
	for range 4 {
		lookAt(t, h.trainers[1])
	}
	wantStatuses(t, s, Starting)
	if _, old := d.folders[featuresFolder+"old"]; old || d.folders[featuresFolder+"newer"] == nil || !strings.Contains(s.Board.Notice, "look at them again") {
		t.Errorf("kept: %q, notice %q", d.order, s.Board.Notice)
	}
}

func TestAFullOrForbiddenDiskStopsNothing(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*disk)
		want    string
	}{
		{"full", func(d *disk) { d.room = 0 }, "no more room"},
		{"forbidden", func(d *disk) { d.denied = true }, "lets the page keep nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			c.prepare(d)
			s, h := prepare(t, 1, d, spec.Adam)
			for range 4 {
				lookAt(t, h.trainers[1])
			}
			wantStatuses(t, s, Starting)
			if !strings.Contains(s.Board.Notice, c.want) {
				t.Errorf("notice %q, want one with %q", s.Board.Notice, c.want)
			}
		})
	}
}

func TestFeaturesInfoSurvivesTheStore(t *testing.T) {
	var info protocol.FeaturesInfo
	text, err := json.Marshal(info)
	if err != nil || json.Unmarshal(text, &info) != nil {
		t.Fatalf("FeaturesInfo as JSON: %s, %v", text, err)
	}
}
