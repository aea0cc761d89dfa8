//go:build !js

package jobs

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pawgrad/app/protocol"
)

// someFiles makes the files of a folder with n cats and n dogs, and a text.
func someFiles(t testing.TB, n int) (paths []string, contents [][]byte) {
	t.Helper()
	for label, name := range []string{"cats", "dogs"} {
		for i := range n {
			paths = append(paths, fmt.Sprintf("pets/%s/%d.jpg", name, i))
			contents = append(contents, photoBytes(t, label, uint64(10*i+label), 60+i, 50))
		}
	}
	return append(paths, "pets/cats/notes.jpg"), append(contents, []byte("no photo"))
}

// importFiles is the command that imports chosen files.
func importFiles(paths []string, contents [][]byte) order {
	var files []File
	for _, c := range contents {
		files = append(files, inMemory(c))
	}
	return order{protocol.Import{Name: "pets", ImageSize: side, Paths: paths}, Attachments{Files: files}}
}

func zipped(t testing.TB, paths []string, contents [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, path := range paths {
		entry, err := w.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(contents[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gzipped makes a compressed tar archive.
func gzipped(t testing.TB, paths []string, contents [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i, path := range paths {
		err := w.WriteHeader(&tar.Header{Name: path, Mode: 0o644, Size: int64(len(contents[i]))})
		if err == nil {
			_, err = w.Write(contents[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestImport(t *testing.T) {
	paths, contents := someFiles(t, 6)
	archive := order{protocol.Import{Name: "pets", ImageSize: side}, Attachments{Files: []File{inMemory(zipped(t, paths, contents))}}}
	var packs [][]byte
	for name, o := range map[string]order{"files": importFiles(paths, contents), "zip": archive} {
		h := newTrainer(t)
		h.on = func(p posted) {
			if is[protocol.Imported](p.event) {
				h.trainer.Send(protocol.LoadData{Verify: true}, Attachments{Files: p.Files})
			}
		}
		events := h.work(t, is[protocol.DataLoaded], o)
		got := only[protocol.Imported](t, events)
		if got.Name != "pets" || got.Images != 12 || !strings.HasPrefix(got.Summary, "1 of 13 files skipped") ||
			got.Reading != "Cat: by folder cats. Dog: by folder dogs. Training: 8 drawn by lot. Validation: 2 drawn by lot. Test: 2 drawn by lot." {
			t.Errorf("%s: %+v", name, got)
		}
		if len(got.Skipped) != 1 || got.Skipped[0].Path != "pets/cats/notes.jpg" || got.Skipped[0].Reason == "" {
			t.Errorf("%s: skipped %+v, want the text", name, got.Skipped)
		}
		progress := of[protocol.ImportProgress](events)
		if len(progress) == 0 || progress[len(progress)-1] != (protocol.ImportProgress{Done: 13, Total: 13}) {
			t.Errorf("%s: progress %+v, want its last to be 13 of 13", name, progress)
		}
		loaded := only[protocol.DataLoaded](t, events)
		if loaded.Height != side || !reflect.DeepEqual(loaded.Train[0]+loaded.Validation[0]+loaded.Test[0], 6) {
			t.Errorf("%s: the pack loads as %+v", name, loaded)
		}
		for _, p := range events {
			if is[protocol.Imported](p.event) {
				packs = append(packs, contentOf(t, p.Files[0]))
			}
		}
	}
	if !bytes.Equal(packs[0], packs[1]) {
		t.Error("the same photos as files and as a zip file make different packs")
	}
}

func TestImportRefusals(t *testing.T) {
	paths, contents := someFiles(t, 3)
	wrongSize := importFiles(paths, contents)
	wrongSize.command = protocol.Import{Name: "pets", ImageSize: 5000, Paths: paths}
	cases := []struct {
		name, want string
		ask        order
	}{
		{"nothing", "no photos came", order{command: protocol.Import{ImageSize: side}}},
		{"not a zip file", "holds text", order{protocol.Import{ImageSize: side}, Attachments{Files: []File{inMemory([]byte("hello"))}}}},
		{"only cats", "only photos of class cat were found", importFiles(paths[:3], contents[:3])},
		{"no names", "what it shows", importFiles([]string{"a.jpg", "b.jpg"}, contents[:2])},
		{"image size", "image size cannot be 5000", wrongSize},
	}
	for _, c := range cases {
		h := newTrainer(t)
		events := h.work(t, func(e protocol.Event) bool { return is[protocol.Failed](e) || is[protocol.Imported](e) }, c.ask)
		if refused := of[protocol.Imported](events); len(refused) == 1 { // with the report of what is wrong with each file
			if r := refused[0]; !strings.Contains(strings.ToLower(r.Summary), c.want) || len(r.Skipped) == 0 {
				t.Errorf("%s: %+v, want a summary with %q and the files", c.name, r, c.want)
			}
			continue
		}
		failed := only[protocol.Failed](t, events)
		if !strings.Contains(strings.ToLower(failed.Sentence), c.want) || failed.Cure == "" || failed.Kind == protocol.Crashed {
			t.Errorf("%s: %+v, want a sentence with %q and a cure", c.name, failed, c.want)
		}
	}
}

func TestNewerImportReplacesTheOlder(t *testing.T) {
	h := newTrainer(t)
	paths, contents := someFiles(t, 30)
	newer := importFiles(paths, contents)
	newer.command = protocol.Import{Name: "newer", ImageSize: side, Paths: paths}
	events := h.work(t, is[protocol.Imported], importFiles(paths, contents), newer)
	if got := only[protocol.Imported](t, events); got.Name != "newer" {
		t.Errorf("%+v", got)
	}
	if failed := of[protocol.Failed](events); failed != nil {
		t.Errorf("the older import ended with %+v, want silence", failed)
	}
}

// TestCancelImport ends imports in each of their stages: an archive is being unpacked, files that
// are no photos are passed over, photos are being decoded. Nothing comes of them but silence.
func TestCancelImport(t *testing.T) {
	paths, contents := someFiles(t, 6)
	var texts [][]byte
	var places []string
	for i := range 2000 {
		places, texts = append(places, fmt.Sprintf("pets/%s/%d.jpg", []string{"cats", "dogs"}[i%2], i)), append(texts, []byte("no photo"))
	}
	packed := gzipped(t, paths, contents)
	for name, c := range map[string]struct {
		ask order
		// during says of the events so far that it is time to cancel, when the event loop runs.
		during func([]posted) bool
	}{
		"unpacking":    {order{protocol.Import{Name: "pets", ImageSize: side}, Attachments{Files: []File{inMemory(packed)}}}, func(events []posted) bool { return true }},
		"passing over": {importFiles(places, texts), func(events []posted) bool { return len(of[protocol.ImportProgress](events)) > 0 }},
		"decoding":     {importFiles(paths, contents), func(events []posted) bool { return len(of[protocol.ImportProgress](events)) > 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			h := newTrainer(t)
			h.tick = progressEvery // each look at the clock is time for a pause
			var once sync.Once
			ended := make(chan struct{})
			h.on = func(p posted) {
				if is[protocol.EngineMeasured](p.event) {
					close(ended)
				}
			}
			h.yielded = func() {
				h.mu.Lock()
				events := slices.Clone(h.events)
				h.mu.Unlock()
				if c.during(events) {
					once.Do(func() {
						h.trainer.Send(protocol.CancelImport{}, Attachments{})
						h.trainer.Send(protocol.MeasureEngine{}, Attachments{}) // answered when the one before is obeyed
						<-ended
					})
				}
			}
			events := h.work(t, is[protocol.EngineMeasured], c.ask)
			if n := len(of[protocol.Imported](events)) + len(of[protocol.Failed](events)) + len(of[protocol.Question](events)); n > 0 {
				t.Errorf("it ended with %s, want silence", names(events))
			}
		})
	}
}

// TestImportAtMost: no more photos of a class than are wanted.
func TestImportAtMost(t *testing.T) {
	paths, contents := someFiles(t, 12)
	o := importFiles(paths[:24], contents[:24])
	c := o.command.(protocol.Import)
	c.Most = 5
	o.command = c
	got := only[protocol.Imported](t, newTrainer(t).work(t, is[protocol.Imported], o))
	if got.Images != 10 || !strings.Contains(got.Summary, "at most 5 of a class") {
		t.Errorf("%+v", got)
	}
}

// TestImportAsks: where names do not tell two classes the page is asked, with pictures of the
// folders; the answer goes on.
func TestImportAsks(t *testing.T) {
	paths, contents := someFiles(t, 6)
	for i := range paths {
		paths[i] = fmt.Sprintf("zoo/%s/%d.jpg", []string{"horse", "zebra", "donkey"}[i%3], i)
	}
	o := importFiles(paths, contents)
	h := newTrainer(t)
	got := only[protocol.Question](t, h.work(t, is[protocol.Question], o))
	if len(got.Groups) != 3 || got.Groups[0].Pictures == 0 || !strings.Contains(got.Text, "Which two classes") {
		t.Fatalf("%+v", got)
	}
	c := o.command.(protocol.Import)
	c.Answers = &protocol.Answers{Classes: map[string]int{"zebra": 0, "horse": 1}, Names: [2]string{"striped", ""}}
	o.command = c
	done := only[protocol.Imported](t, newTrainer(t).work(t, is[protocol.Imported], o))
	if done.Images == 0 || !strings.Contains(done.Reading, "as you chose") {
		t.Errorf("%+v", done)
	}
}
