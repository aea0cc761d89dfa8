//go:build !js

package jobs

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
)

func TestLoadData(t *testing.T) {
	h := newTrainer(t)
	file := packBytes(t, 6, 4, 2)
	load := order{protocol.LoadData{Verify: true}, Attachments{Files: []File{inMemory(file)}}}
	events := h.work(t, is[protocol.DataLoaded], load)
	got := only[protocol.DataLoaded](t, events)
	if got.Name != "blobs" || got.Height != side || got.Width != side || !slices.Equal(got.Classes, []string{"cat", "dog"}) {
		t.Errorf("loaded %+v", got)
	}
	for _, c := range []struct {
		split     string
		got, want []int
	}{{"train", got.Train, []int{3, 3}}, {"validation", got.Validation, []int{2, 2}}, {"test", got.Test, []int{1, 1}}} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v images, want %v", c.split, c.got, c.want)
		}
	}
	progress := of[protocol.DataProgress](events)
	if total := int64(12 * side * side * 3); len(progress) == 0 || progress[len(progress)-1] != (protocol.DataProgress{Done: total, Total: total}) {
		t.Errorf("progress %+v, want its last to be %d bytes", progress, total)
	}
}

func TestLoadDataRefusals(t *testing.T) {
	good := packBytes(t, 6, 4, 2)
	altered := bytes.Clone(good)
	altered[100]++ // a pixel
	cases := []struct {
		name, want string
		verify     bool
		files      []File
	}{
		{"no file", "one file", false, nil},
		{"empty", "not an image pack", false, []File{inMemory(nil)}},
		{"text", "not an image pack", false, []File{inMemory([]byte("dear diary, today I took photos"))}},
		{"cut short", "cut short", false, []File{inMemory(good[:len(good)-9])}},
		{"altered pixel", "SHA-256", true, []File{inMemory(altered)}},
		{"three classes", "3 classes", false, []File{inMemory(packBytes(t, 6, 3, 3, "cat", "dog", "cow"))}},
		{"gone", "the file is gone", false, []File{gone{}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newTrainer(t)
			bad := order{protocol.LoadData{Verify: c.verify}, Attachments{Files: c.files}}
			events := h.work(t, is[protocol.DataLoaded], bad, loadSet(good))
			failed := only[protocol.Failed](t, events)
			if failed.Kind != protocol.BadData || !strings.Contains(failed.Sentence, c.want) || failed.Cure == "" {
				t.Errorf("failure %+v, want kind %q, a sentence with %q, and a cure", failed, protocol.BadData, c.want)
			}
			only[protocol.DataLoaded](t, events) // the trainer remains usable
		})
	}
}

func TestBadSetLeavesTheOldOne(t *testing.T) {
	h := newTrainer(t)
	events := h.work(t, is[protocol.Samples], loadSet(packBytes(t, 6, 4, 2)),
		order{protocol.LoadData{}, Attachments{Files: []File{inMemory([]byte("no pack"))}}},
		order{command: protocol.Sample{Split: "train", Count: 2}})
	only[protocol.Failed](t, events)
	only[protocol.Samples](t, events)
}

func TestSample(t *testing.T) {
	file := packBytes(t, 10, 4, 2)
	set, err := pack.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	h := newTrainer(t)
	events := h.work(t, is[protocol.Samples], loadSet(file), order{command: protocol.Sample{Split: "train", Count: 4}})
	got := only[protocol.Samples](t, events)
	files := events[len(events)-1].Files
	if len(got.Items) != 4 || len(files) != 4 {
		t.Fatalf("%d images with %d pictures, want 4", len(got.Items), len(files))
	}
	want := make([]byte, set.Info().PixelBytes())
	for k, item := range got.Items {
		if image := set.Image(item.Index); item.Label != k%2 || image.Label != item.Label || image.Name != item.Name || image.Split != pack.Train {
			t.Errorf("item %d: %+v, the set has %+v", k, item, image)
		}
		if err := set.Pixels(item.Index, want); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(contentOf(t, files[k])))
		if err != nil {
			t.Fatal(err)
		}
		for i := range side * side {
			r, g, b, _ := picture.At(i%side, i/side).RGBA()
			if byte(r>>8) != want[i*3] || byte(g>>8) != want[i*3+1] || byte(b>>8) != want[i*3+2] {
				t.Fatalf("picture %d differs from the set's image at pixel %d", k, i)
			}
		}
	}
}

func TestSampleRefusals(t *testing.T) {
	cases := []struct {
		name, want string
		ask        protocol.Sample
	}{
		{"unknown split", `no part called "holdout"`, protocol.Sample{Split: "holdout", Count: 2}},
		{"index beyond the set", "Image 99 is not in the set", protocol.Sample{Split: "test", Indexes: []int{99}}},
		{"negative index", "Image -1 is not in the set", protocol.Sample{Split: "test", Indexes: []int{-1}}},
	}
	for _, c := range cases {
		h := newTrainer(t)
		events := h.work(t, is[protocol.Failed], loadSet(packBytes(t, 6, 4, 2)), order{command: c.ask})
		if failed := only[protocol.Failed](t, events); failed.Kind != protocol.BadData || !strings.Contains(failed.Sentence, c.want) {
			t.Errorf("%s: %+v, want a sentence with %q", c.name, failed, c.want)
		}
	}
	h := newTrainer(t)
	events := h.work(t, is[protocol.Failed], order{command: protocol.Sample{Split: "test", Count: 1}})
	if failed := only[protocol.Failed](t, events); failed.Sentence != "No image set is loaded." || failed.Cure != "Choose an image set first." {
		t.Errorf("without a set: %+v", failed)
	}
}

func TestSpread(t *testing.T) {
	label := func(i int) int { return i % 2 }
	all := []int{0, 1, 2, 3, 4, 5, 6, 7}
	cases := []struct {
		name    string
		indexes []int
		count   int
		want    []int
	}{
		{"even", all, 4, []int{0, 1, 4, 5}},
		{"odd", all, 3, []int{0, 1, 4}},
		{"more than there are", all, 100, all},
		{"none", all, 0, nil},
		{"negative", all, -5, nil},
		{"of nothing", nil, 4, nil},
		{"one class is scarce", []int{0, 2, 4, 1}, 4, []int{0, 1, 2}},
	}
	for _, c := range cases {
		if got := spread(c.indexes, label, 2, c.count); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzLoadData(f *testing.F) {
	var file bytes.Buffer // small, so that the fuzzer gets around
	w, err := pack.NewWriter(&file, pack.Info{Name: "tiny", Height: 2, Width: 2, Classes: []string{"cat", "dog"}})
	if err != nil {
		f.Fatal(err)
	}
	for i, split := range pack.Splits {
		if err := w.Add(pack.Image{Name: "x", Label: i % 2, Split: split}, make([]byte, 12)); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	good := file.Bytes()
	f.Add(good)
	f.Add(good[:100])
	f.Add([]byte("PAWPACK\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h := newTrainer(t)
		answered := func(e protocol.Event) bool { return is[protocol.Failed](e) || is[protocol.DataLoaded](e) }
		events := h.work(t, answered, order{protocol.LoadData{Verify: true}, Attachments{Files: []File{inMemory(data)}}})
		for _, failed := range of[protocol.Failed](events) {
			if failed.Kind != protocol.BadData {
				t.Errorf("failure %+v, want kind %q", failed, protocol.BadData)
			}
		}
	})
}
