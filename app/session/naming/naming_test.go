package naming

import (
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/board"
	"pawgrad/app/session/images"
)

// file is a Blob that holds nothing.
type file struct{ name string }

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return 100 }

// page is all that a test plays around the naming.
type page struct {
	sent   []protocol.Command
	absent bool
	loads  int // times that the weights were asked for
}

func (p *page) Send(c protocol.Command, _ host.Attachments) { p.sent = append(p.sent, c) }
func (p *page) last() protocol.Command {
	if len(p.sent) == 0 {
		return nil
	}
	return p.sent[len(p.sent)-1]
}
func (p *page) Absent() bool { return p.absent }
func (p *page) Cure() string { return "Bring the weights." }
func (p *page) Load()        { p.loads++ }
func (p *page) PhotosAdded() {}

func open() (*Naming, *page) {
	p := &page{}
	return New(p, board.New(func(host.Topic) {}), p, p), p
}

func TestPhotosAreBounded(t *testing.T) {
	n, p := open()
	many := make([]host.Blob, MaxPhotos-1)
	for i := range many {
		many[i] = &file{"x.jpg"}
	}
	n.AddPhotos(many, Unknown)
	n.AddPhotos(many, Unknown)
	if len(n.Photos) != MaxPhotos {
		t.Errorf("%d photos", len(n.Photos))
	}
	for _, c := range p.sent {
		if c, ok := c.(protocol.Classify); ok && len(c.Photos) > classifyBatch {
			t.Errorf("%d photos in one command", len(c.Photos))
		}
	}
}

func TestASampleIsPutUpOnce(t *testing.T) {
	n, _ := open()
	a, b := images.Sample{Index: 1, Name: "cat.1", Picture: &file{"1"}}, images.Sample{Index: 2, Label: 1, Picture: &file{"2"}}
	n.AddSample(a)
	n.AddSample(b)
	n.AddSample(a)
	if len(n.Photos) != 2 || n.Photos[0].Name != "cat.1" || n.Photos[0].Label != 0 || n.Photos[1].Label != 1 {
		t.Errorf("photos %+v, %+v", n.Photos[0], n.Photos[1])
	}
}

func TestAnswersGoWithTheirModel(t *testing.T) {
	n, _ := open()
	n.AddPhotos([]host.Blob{&file{"a.jpg"}}, Unknown)
	n.Loaded(protocol.ModelLoaded{Run: "run1"}, true)
	n.Loaded(protocol.ModelLoaded{Run: "run2"}, false) // removed meanwhile
	n.Classified(protocol.Classified{ID: n.Photos[0].ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.7}, {Run: "run2"}}}, host.Attachments{})
	if p := n.Photos[0]; p.Waiting || len(p.Answers) != 1 || p.Answers["run1"] != 0.7 {
		t.Errorf("answers %v, want that of run1 alone", n.Photos[0].Answers)
	}
	n.Unload("run1")
	if n.Has("run1") || len(n.Photos[0].Answers) != 0 {
		t.Errorf("after the model was taken back: answers %v", n.Photos[0].Answers)
	}
}

func TestANetworkInAFileThatNeedsTheWeights(t *testing.T) {
	needs := protocol.Failed{Run: "file1", Kind: protocol.NeedsBase, Sentence: "It needs weights."}
	n, p := open()
	n.OpenModel(&file{"mine.model"})
	if !n.Failed(needs) || p.loads != 1 || len(n.Opened) != 1 {
		t.Errorf("asked for the weights %d times, %d files open", p.loads, len(n.Opened))
	}
	n.WeightsFailed("The line is down.")
	if len(n.Opened) != 0 || n.board.Notice != "mine.model cannot be opened. The line is down." {
		t.Errorf("without them: %d files open, notice %q", len(n.Opened), n.board.Notice)
	}

	n, p = open()
	p.absent = true
	n.OpenModel(&file{"mine.model"})
	if !n.Failed(needs) || p.loads != 0 || n.board.Notice != "mine.model cannot be opened. It needs weights. Bring the weights." {
		t.Errorf("where they cannot be had: notice %q", n.board.Notice)
	}
	if n.Failed(protocol.Failed{Run: "run1"}) {
		t.Error("a run's failure was taken for a file's")
	}
}
