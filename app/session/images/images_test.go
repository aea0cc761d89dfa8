package images

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/board"
)

// file is a Blob that holds nothing.
type file struct{ name string }

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return 100 }

// page is the desk and the owner that a test plays.
type page struct {
	kept   string // the report of an import
	named  []protocol.NameAll
	sent   []protocol.Command
	loaded int
	failed int
}

func (p *page) Send(c protocol.Command, _ host.Attachments) { p.sent = append(p.sent, c) }
func (p *page) SetLoaded()                                  { p.loaded++ }
func (p *page) SetFailed()                                  { p.failed++ }
func (p *page) KeepImport(report []byte)                    { p.kept = string(report) }
func (p *page) DropImport()                                 { p.kept = "" }
func (p *page) NameAll(c protocol.NameAll, _ []host.Blob)   { p.named = append(p.named, c) }

// last is the command sent last.
func (p *page) last() protocol.Command { return p.sent[len(p.sent)-1] }

func loadedSet(name string) protocol.DataLoaded {
	return protocol.DataLoaded{Name: name, Height: 32, Width: 32, Classes: []string{"cat", "dog"},
		Train: []int{700, 700}, Validation: []int{100, 100}, Test: []int{200, 200}}
}

var bundled = &file{"cats-and-dogs.pack"}

// open returns the bundled set in use.
func open(t *testing.T) (*Images, *page) {
	t.Helper()
	p := &page{}
	m := New(p, board.New(func(host.Topic) {}), p)
	m.Fetch()
	m.UseSitePack(bundled)
	m.Apply(loadedSet("Bundled"), host.Attachments{})
	if m.Phase != Ready || m.Pack != bundled || !m.Bundled || m.Count() != 2000 || p.loaded != 1 {
		t.Fatalf("set not in use: %+v", m)
	}
	return m, p
}

func TestSetThatFailsLeavesTheOldOneInUse(t *testing.T) {
	m, p := open(t)
	m.UsePack(&file{"torn.pack"})
	m.Apply(protocol.DataProgress{Done: 10, Total: 100}, host.Attachments{})
	if m.Done != 10 || m.Phase != Loading {
		t.Errorf("progress %d, phase %d", m.Done, m.Phase)
	}
	m.Fail("It is torn. Take another.")
	if m.Phase != Failed || m.Problem != "It is torn. Take another." || p.failed != 1 {
		t.Errorf("phase %d, problem %q, told %d times", m.Phase, m.Problem, p.failed)
	}
	if m.Pack != bundled || m.Set.Name != "Bundled" {
		t.Error("the set before is gone")
	}
	// A desk that is started again meanwhile is given the set in use; that it has
	// it is no reason to forget the visitor's problem.
	m.Reload()
	m.Apply(loadedSet("Bundled"), host.Attachments{})
	if m.Phase != Failed || m.Problem == "" || p.loaded != 1 {
		t.Errorf("the problem went away unread: phase %d, problem %q", m.Phase, m.Problem)
	}
}

func TestImport(t *testing.T) {
	m, p := open(t)
	m.Import("Mine", []host.Blob{&file{"mine/cats/1.jpg"}, &file{"mine/dogs/2.jpg"}}, false, 64)
	command, ok := p.last().(protocol.Import)
	if !ok || len(command.Paths) != 2 || command.Paths[1] != "mine/dogs/2.jpg" || command.ImageSize != 64 {
		t.Fatalf("Import %+v", command)
	}
	m.Import("Again", nil, true, 64)
	if !strings.Contains(m.board.Notice, "still being read") {
		t.Errorf("a second import at a time: notice %q", m.board.Notice)
	}
	pack := &file{"mine.pack"}
	m.Apply(protocol.Imported{Name: "Mine", Images: 1, Summary: "1 of 2 skipped: 1 corrupt.",
		Skipped: []protocol.Skipped{{Path: "mine/cats/1.jpg", Reason: "corrupt"}}}, host.Attachments{Files: []host.Blob{pack}})
	m.Apply(loadedSet("Mine"), host.Attachments{})
	if m.Pack != pack || m.Bundled || m.Report == nil || m.Report.Skipped[0].Reason != "corrupt" {
		t.Errorf("images %+v", m)
	}
	m.Import("Empty", nil, true, 64)
	m.Apply(protocol.Imported{Summary: "All of 2 skipped."}, host.Attachments{})
	if m.Problem != "All of 2 skipped. Nothing was imported." || m.Pack != pack {
		t.Errorf("with no photo in it: problem %q", m.Problem)
	}
}

func TestSamplesAndPictures(t *testing.T) {
	m, p := open(t)
	picture := &file{"7.png"}
	m.Apply(protocol.Samples{Split: testSplit, Items: []protocol.SampleItem{{Index: 7, Name: "cat.7", Label: 0}, {Index: 8}}},
		host.Attachments{Files: []host.Blob{picture}})
	if len(m.Test) != 1 || m.Picture(7) != picture {
		t.Fatalf("test samples %v", m.Test)
	}
	m.AskPictures([]int{7, 9})
	if asked := p.last().(protocol.Sample); len(asked.Indexes) != 1 || asked.Indexes[0] != 9 {
		t.Errorf("asked for %v, want 9 alone", asked.Indexes)
	}
	n := len(p.sent)
	m.AskPictures([]int{7, 9})
	if len(p.sent) != n {
		t.Error("asked twice for the same picture")
	}
	m.Apply(protocol.Samples{Split: testSplit, Items: []protocol.SampleItem{{Index: 9}}}, host.Attachments{Files: []host.Blob{picture}})
	if len(m.Test) != 1 || m.Picture(9) != picture {
		t.Error("the picture asked for went astray")
	}
}

// TestQuestion: the visitor says how photos are read, and may change it later.
func TestQuestion(t *testing.T) {
	m, p := open(t)
	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}, &file{"b/1.jpg"}}, false, 32)
	pictures := []host.Blob{&file{"1"}, &file{"2"}, &file{"3"}}
	m.Apply(protocol.Question{Text: "Which?", Groups: []protocol.QuestionGroup{{Key: "a", Pictures: 1}, {Key: "b", Pictures: 2}}}, host.Attachments{Files: pictures})
	if m.Phase != Asking || len(m.Question.Pictures[0]) != 1 || len(m.Question.Pictures[1]) != 2 {
		t.Fatalf("phase %d, question %+v", m.Phase, m.Question)
	}
	answers := protocol.Answers{Classes: map[string]int{"a": 0, "b": 1}}
	m.Answer(answers)
	if c, ok := p.last().(protocol.Import); !ok || c.Answers == nil || c.Answers.Classes["b"] != 1 || len(c.Paths) != 2 || m.Phase != Importing {
		t.Errorf("sent %+v in phase %d", p.last(), m.Phase)
	}
	m.Apply(protocol.Imported{Name: "Mine", Images: 2}, host.Attachments{Files: []host.Blob{&file{"mine.pack"}}})
	m.Apply(loadedSet("Mine"), host.Attachments{})
	if !m.CanChange() {
		t.Fatal("the reading cannot be changed")
	}
	m.Change()
	if c, ok := p.last().(protocol.Import); !ok || !c.Ask {
		t.Errorf("sent %+v, want a question asked for", p.last())
	}
}

// TestCancel: an import that is ended leaves the set in use, whatever comes of it later.
func TestCancel(t *testing.T) {
	m, p := open(t)
	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}}, false, 32)
	m.Cancel()
	if _, ok := p.last().(protocol.CancelImport); !ok || m.Phase != Ready || m.Set.Name != "Bundled" {
		t.Errorf("sent %+v, phase %d", p.last(), m.Phase)
	}
	m.Apply(protocol.Imported{Name: "Mine", Images: 2}, host.Attachments{Files: []host.Blob{&file{"mine.pack"}}})
	m.Apply(protocol.Question{}, host.Attachments{})
	if m.Phase != Ready || m.Set.Name != "Bundled" {
		t.Errorf("phase %d, set %q after it was ended", m.Phase, m.Set.Name)
	}
}

// TestRefusedImport keeps its report beside the sentence, and the next set takes both away.
func TestRefusedImport(t *testing.T) {
	m, _ := open(t)
	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}}, false, 32)
	m.Apply(protocol.Imported{Summary: "Only one class.", Skipped: []protocol.Skipped{{Path: "a/1.jpg", Reason: "Damaged."}}}, host.Attachments{})
	if m.Phase != Failed || m.Refused == nil || len(m.Refused.Skipped) != 1 {
		t.Errorf("phase %d, refused %+v", m.Phase, m.Refused)
	}
	m.UsePack(&file{"other.pack"})
	if m.Problem != "" || m.Refused != nil {
		t.Errorf("%q stays beside a new set", m.Problem)
	}
}

// TestLooking: dropped folders that are being looked through can be left at any time.
func TestLooking(t *testing.T) {
	m, p := open(t)
	stopped := false
	m.Looking(1200, func() { stopped = true })
	n := len(p.sent)
	m.Cancel()
	if !stopped || m.Found != 0 || len(p.sent) != n || m.Phase != Ready {
		t.Errorf("stopped: %v, %d files found, phase %d", stopped, m.Found, m.Phase)
	}
	m.Looking(5, func() { t.Error("stopped, though nobody asked") })
	m.Looked()
	if m.Found != 0 {
		t.Errorf("%d files found after the look", m.Found)
	}
}

// TestUseMost: a limit counts for the import under way, which begins again, and for later ones.
func TestUseMost(t *testing.T) {
	m, p := open(t)
	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}}, false, 32)
	m.UseMost(500)
	if c, ok := p.last().(protocol.Import); !ok || c.Most != 500 {
		t.Errorf("sent %+v", p.last())
	}
	m.Cancel()
	n := len(p.sent)
	m.UseMost(0)
	if len(p.sent) != n {
		t.Error("a limit starts an import")
	}
	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}}, false, 32)
	if c, ok := p.last().(protocol.Import); !ok || c.Most != 0 {
		t.Errorf("sent %+v", p.last())
	}
}
