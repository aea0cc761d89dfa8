package images

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// next returns the images of the next visit, whose bundled set is in use.
func next(t *testing.T, p *page) *Images {
	t.Helper()
	m, q := open(t)
	q.kept = p.kept
	if p.kept != "" {
		m.Recall([]byte(p.kept))
	}
	return m
}

// TestTheReportOfAnImportOutlivesAReload: of one that came to nothing until it is closed or
// another set is brought, of a set as long as that is in use.
func TestTheReportOfAnImportOutlivesAReload(t *testing.T) {
	skipped := []protocol.Skipped{{Path: "a/1.jpg", Kind: "corrupt", Reason: "Damaged."}}
	m, p := open(t)
	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}}, false, 32)
	m.Apply(protocol.Imported{Name: "Mine", Labelled: 1, Summary: "Only one class.", Skipped: skipped}, host.Attachments{})
	again := next(t, p)
	if r := again.Refused; r == nil || r.Name != "Mine" || len(r.Skipped) != 1 || again.Phase != Ready || again.Problem != "" {
		t.Fatalf("refused %+v in phase %d", again.Refused, again.Phase)
	}
	again.UseKept(&file{"of the latest round.pack"}) // which the page takes up by itself
	again.Apply(loadedSet("Round"), host.Attachments{})
	if again.Refused == nil {
		t.Error("it is gone with the latest round's photos")
	}
	again.Dismiss()
	if again.Refused != nil {
		t.Error("it stays when it is closed")
	}
	again = next(t, p)
	again.UsePack(&file{"mine.pack"})
	if again.Refused != nil {
		t.Error("it stays beside a new set")
	}

	m.Import("Broken", []host.Blob{&file{"broken.zip"}}, true, 32)
	m.Fail("The zip archive cannot be read.")
	if again := next(t, p); again.Refused == nil || !strings.Contains(again.Refused.Summary, "zip archive") {
		t.Errorf("of an archive that cannot be read: %+v", again.Refused)
	}

	m.Import("Mine", []host.Blob{&file{"a/1.jpg"}}, false, 32)
	m.Apply(protocol.Imported{Name: "Mine", Labelled: 9, Images: 8, Summary: "1 of 9 skipped.", Skipped: skipped}, host.Attachments{Files: []host.Blob{&file{"mine.pack"}}})
	set := loadedSet("Mine")
	set.SHA256 = "abc"
	m.Apply(set, host.Attachments{})
	if m.Refused != nil || m.Report == nil {
		t.Fatalf("refused %+v, report %+v", m.Refused, m.Report)
	}
	again = next(t, p)
	if again.Earlier == nil || again.Report != nil {
		t.Errorf("while the bundled set is in use: earlier %+v, report %+v", again.Earlier, again.Report)
	}
	again.UseKept(&file{"mine.pack"})
	again.Apply(set, host.Attachments{})
	if again.Earlier != nil || again.Report == nil || len(again.Report.Skipped) != 1 || again.CanChange() {
		t.Errorf("with its set: earlier %+v, report %+v", again.Earlier, again.Report)
	}
	m.Recall([]byte("{broken"))
	m.Recall([]byte(p.kept))
	if m.Earlier != nil {
		t.Error("an earlier visit's report takes the place of this visit's")
	}
}

// TestPhotosWithoutAClassAreNamed: all where none has one, and the others on request.
func TestPhotosWithoutAClassAreNamed(t *testing.T) {
	m, p := open(t)
	m.Import("Holiday", []host.Blob{&file{"holiday/1.jpg"}}, false, 32)
	m.Apply(protocol.Imported{Name: "Holiday", Unlabelled: 12500, Summary: "None tells what it shows."}, host.Attachments{})
	if len(p.named) != 1 || p.named[0].Name != "Holiday" || !p.named[0].Unlabelled || !strings.HasSuffix(m.Problem, "The 12500 photos are named instead, under Try it.") {
		t.Fatalf("named %+v, problem %q", p.named, m.Problem)
	}
	m.Import("Kaggle", []host.Blob{&file{"k.zip"}}, true, 32)
	m.Apply(protocol.Imported{Name: "Kaggle", Labelled: 4, Images: 4, Unlabelled: 7}, host.Attachments{Files: []host.Blob{&file{"k.pack"}}})
	m.Apply(loadedSet("Kaggle"), host.Attachments{})
	if len(p.named) != 1 || !m.CanName() {
		t.Fatalf("named %+v", p.named)
	}
	m.NameThem()
	if len(p.named) != 2 || p.named[1].Paths != nil || !p.named[1].Unlabelled {
		t.Errorf("named %+v", p.named)
	}
	m.Import("Zoo", []host.Blob{&file{"a/1.jpg"}, &file{"b/1.jpg"}, &file{"c/1.jpg"}}, false, 32)
	m.Apply(protocol.Question{Text: "Which?"}, host.Attachments{})
	m.NameThem()
	if len(p.named) != 3 || p.named[2].Unlabelled || m.Phase != Ready {
		t.Errorf("instead of an answer: named %+v, phase %d", p.named, m.Phase)
	}
}
