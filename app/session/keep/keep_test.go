package keep

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session/board"
	"pawgrad/nn/spec"
)

// file is a Blob of a text.
type file struct{ name, text string }

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return int64(len(f.text)) }

// disk keeps and drops files, which it notes, when next lets it; answer says how keeping
// goes.
type disk struct {
	host.Files
	answer func() host.Keeping
	// answerTo, in place of answer, says how keeping a file goes.
	answerTo func(name string) host.Keeping
	folders  []string
	log      []string
	waiting  []func()
}

func (d *disk) Make(name string, content []byte) host.Blob { return &file{name, string(content)} }
func (d *disk) Drop(_, name string)                        { d.log = append(d.log, "drop "+name) }
func (d *disk) Folders(over func([]string))                { over(slices.Clone(d.folders)) }
func (d *disk) Keep(_, name string, _ host.Blob, over func(host.Keeping)) {
	d.waiting = append(d.waiting, func() {
		var how host.Keeping
		if d.answerTo != nil {
			how = d.answerTo(name)
		} else {
			how = d.answer()
		}
		if how == host.Kept {
			d.log = append(d.log, "keep "+name)
		}
		over(how)
	})
}
func (d *disk) Forget(folder string, over func()) {
	d.waiting = append(d.waiting, func() {
		d.log = append(d.log, "forget "+folder)
		d.folders = slices.DeleteFunc(d.folders, func(name string) bool { return name == folder })
		over()
	})
}

// next lets what waits go on, once.
func (d *disk) next() {
	waiting := d.waiting
	d.waiting = nil
	for _, f := range waiting {
		f()
	}
}

// all lets everything go on, and returns what was done.
func (d *disk) all() string {
	for len(d.waiting) > 0 {
		d.next()
	}
	done := strings.Join(d.log, ", ")
	d.log = nil
	return done
}

// first spares the first folder there is.
type first struct{ spared []string }

func (f *first) Spare(folders []string) string {
	if len(folders) == 0 {
		return ""
	}
	f.spared = append(f.spared, folders[0])
	return folders[0]
}
func (f *first) Leave(_ string, over func()) { over() }
func (f *first) GivenUp() string             { return strings.Join(f.spared, ", ") }

// open returns a store with some folders on a disk that has no more room, until each of so
// many has gone.
func open(toGo int, folders ...string) (*Store, *disk) {
	d := &disk{folders: folders}
	d.answer = func() host.Keeping {
		if len(folders)-len(d.folders) < toGo {
			return host.KeepingFull
		}
		return host.Kept
	}
	return NewStore(d, board.New(func(host.Topic) {}), &first{}), d
}

func TestFilesShareTheRoomThatIsMade(t *testing.T) {
	s, d := open(1, "old", "new")
	kept := 0
	for _, name := range []string{"a", "b"} {
		s.Keep("here", name, &file{name, ""}, func(ok bool) {
			if ok {
				kept++
			}
		})
	}
	if !s.Busy("here") || s.Busy("there") {
		t.Error("it is not known where files are on their way to")
	}
	if done := d.all(); done != "forget old, keep a, keep b" || kept != 2 || s.Busy("here") || !s.Works() {
		t.Errorf("%s; %d kept", done, kept)
	}
	if s.board.Notice != "The disk is full. old" {
		t.Errorf("notice %q", s.board.Notice)
	}
}

func TestWhatCannotBeKept(t *testing.T) {
	cases := []struct {
		name   string
		answer host.Keeping
		told   string
	}{
		{"no room whatever goes", host.KeepingFull, "The disk is full. old, new The browser gives this page no more room"},
		{"a private window", host.KeepingDenied, "This browser lets the page keep nothing"},
	}
	for _, c := range cases {
		s, d := open(0, "old", "new")
		d.answer = func() host.Keeping { return c.answer }
		kept := true
		s.Keep("here", "a", &file{}, func(ok bool) { kept = ok })
		d.all()
		if kept || s.Works() || !strings.HasPrefix(s.board.Notice, c.told) {
			t.Errorf("%s: kept %v, notice %q", c.name, kept, s.board.Notice)
		}
		s.board.Dismiss()
		s.Keep("here", "b", &file{}, func(bool) {})
		if d.all(); s.board.Notice != "" {
			t.Errorf("%s: the visitor is told again: %q", c.name, s.board.Notice)
		}
	}
}

// TestTheNoticeOfAFullDiskIsTrue has a run find room for some of its files only: the visitor is told
// what closing the page would lose, nothing else, and when that is over.
func TestTheNoticeOfAFullDiskIsTrue(t *testing.T) {
	s, d := open(0)
	now := Snapshot{}
	j, r := journal(d, s, &now)
	full := map[string]bool{}
	d.answer = nil
	d.answerTo = func(name string) host.Keeping {
		if full[name] {
			return host.KeepingFull
		}
		return host.Kept
	}
	for _, c := range []struct {
		what          string
		full          []string
		over          bool
		says, silence string
	}{
		{"room for all", nil, false, "", "closed"},
		{"none for the checkpoint", []string{"run1.checkpoint"}, false, "closed, runs that are not over begin again, or go on from an earlier epoch.", "is gone"},
		{"none for the record", []string{"run1.json"}, false, "closed, what is trained now is gone.", "begin again"},
		{"room again", nil, false, "All that is computed is kept again.", "gone"},
		{"none for the network", []string{"run1.model"}, true, "closed, the networks trained now are gone or", "begin again"},
	} {
		clear(full)
		for _, name := range c.full {
			full[name] = true
		}
		r.Checkpoint = &file{c.what, ""}
		if now.Over = c.over; c.over {
			r.stored, now.Model = nil, &file{"model", ""}
		}
		j.Write(r)
		d.all()
		if !strings.Contains(s.board.Notice, c.says) || strings.Contains(s.board.Notice, c.silence) || s.Works() != (len(c.full) == 0) {
			t.Errorf("%s: the notice is %q, all is kept: %v", c.what, s.board.Notice, s.Works())
		}
	}
}

// journal returns the journal of a page that has it, and a run in it that is as now says.
func journal(d *disk, s *Store, now *Snapshot) (*Journal, *Run) {
	d.answer = func() host.Keeping { return host.Kept }
	j := &Journal{store: s, owned: true}
	now.Record = record.Round{ID: "1", Began: time.Unix(0, 0), Parts: []spec.Experiment{spec.DefaultExperiment()}}
	return j, NewRound("1").NewRun("run1", func() Snapshot { return *now })
}

func TestARunIsKeptSoThatItCanGoOnAtEveryMoment(t *testing.T) {
	s, d := open(0)
	now := Snapshot{}
	j, r := journal(d, s, &now)
	r.Checkpoint = &file{"one", ""}
	j.Write(r)
	if done := d.all(); done != "keep run1.json, keep run1.checkpoint" || !r.Stored() {
		t.Errorf("under way: %s", done)
	}
	j.Write(r)
	j.Write(r) // while the first is being written
	if done := d.all(); done != "keep run1.json, keep run1.json" {
		t.Errorf("written twice at once: %s", done)
	}
	now.Over, now.Model = true, &file{"model", ""}
	j.Write(r)
	if done := d.all(); done != "keep run1.model, keep run1.json, drop run1.checkpoint" || r.Checkpoint != nil || r.Stored() {
		t.Errorf("in the end: %s", done)
	}
}

func TestARunIsRemovedWhileItIsWritten(t *testing.T) {
	s, d := open(0)
	now := Snapshot{}
	j, r := journal(d, s, &now)
	other := r.round.NewRun("run2", r.look)
	j.KeepWay(r, Way{Epoch: 0.5, File: &file{}})
	j.Write(r)
	j.Remove(r)
	if done := d.all(); done != "keep run1-0.5.way, keep run1.json, drop run1-0.5.way, drop run1.json, drop run1.checkpoint, drop run1.model" {
		t.Errorf("one of two: %s", done)
	}
	j.Remove(other)
	if done := d.all(); done != "forget rounds/1" {
		t.Errorf("the last: %s", done)
	}
}

// TestARoundLeavesWhileItsRunsAreWritten removes the round of a run whose network is just being written, and of
// others that wait for their turn: nobody is asked for what the page no longer knows.
func TestARoundLeavesWhileItsRunsAreWritten(t *testing.T) {
	s, d := open(0)
	now := Snapshot{}
	j, r := journal(d, s, &now)
	gone := false
	look := r.look
	r.look = func() Snapshot {
		if gone {
			t.Error("a run is looked at that has left the page")
		}
		return look()
	}
	now.Over, now.Model = true, &file{"model", ""}
	runs := []*Run{r}
	for range mostUnderWay {
		runs = append(runs, r.round.NewRun("another", r.look))
	}
	for _, run := range runs {
		j.Write(run)
	}
	if len(j.waiting) == 0 {
		t.Fatal("no run waits")
	}
	for _, run := range runs {
		j.Leave(run)
	}
	j.RemoveRound(r.round)
	gone = true
	if done := d.all(); strings.Contains(done, ".json") || !strings.HasSuffix(done, "forget rounds/1") {
		t.Errorf("%s", done)
	}
}

func TestFoundFiles(t *testing.T) {
	f := Found{"run2.json": nil, "run10.json": nil, "run1.json": nil, "name": nil, "run1.model": &file{"m", ""},
		"run1-2.way": &file{"2", ""}, "run1-0.5.way": &file{"0.5", ""}, "run10-1.way": nil, "run1-x.way": nil}
	if ids := f.runs(); !slices.Equal(ids, []string{"run1", "run2", "run10"}) {
		t.Errorf("runs %v", ids)
	}
	if path := f.Paths()["run1"]; len(path) != 2 || path[0].Epoch != 0.5 || path[1].File.Name() != "2" {
		t.Errorf("path %v", path)
	}
	if f.Model("run1").Name() != "m" || f.Checkpoint("run1") != nil || Found(nil).Paths()["run1"] != nil {
		t.Error("other files than there are")
	}
}
