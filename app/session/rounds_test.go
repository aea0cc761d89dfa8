package session

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

func TestRename(t *testing.T) {
	cases := []struct{ typed, want string }{
		{"Before lunch", "Before lunch"},
		{"  two\n lines ", "two lines"},
		{"bell\a", "bell"},
		{strings.Repeat("ö", 85), strings.Repeat("ö", 80)},
		{" ", "CNN, 64 px"},
	}
	for _, c := range cases {
		s, h, _ := open(t, 1)
		s.Start([]spec.MethodID{spec.SGD})
		s.Rename(1, "Something else")
		h.changed = 0
		s.Rename(1, c.typed)
		if s.Rounds[0].Name != c.want || h.changed&host.RunStates == 0 {
			t.Errorf("%q: the round is called %q, changed %b", c.typed, s.Rounds[0].Name, h.changed)
		}
		if again, _ := reopen(t, h.disk, 1); again.Rounds[0].Name != c.want {
			t.Errorf("%q: at the next visit the round is called %q", c.typed, again.Rounds[0].Name)
		}
	}
	s, _, _ := open(t, 1)
	s.Rename(7, "There is no such round")
}

// TestANameIsNoKind renames a study and a search for rates, which stay what they are.
func TestANameIsNoKind(t *testing.T) {
	s, h, _ := open(t, 1)
	s.StartStudy()
	s.StopAll()
	s.StartSearch(1)
	s.Rename(1, "Mine")
	s.Rename(2, "Mine too")
	again, _ := reopen(t, h.disk, 1)
	for _, s := range []*Session{s, again} {
		if !s.Rounds[0].Steady() || s.Rounds[0].Searches() || !s.Rounds[1].Searches() || s.Latest() != s.Rounds[0] {
			t.Errorf("kinds %q and %q", s.Rounds[0].Kind, s.Rounds[1].Kind)
		}
	}
	again.Rename(2, "")
	if again.Rounds[1].Name != record.SearchName {
		t.Errorf("without a name the search is called %q", again.Rounds[1].Name)
	}
}

func TestRemoveRound(t *testing.T) {
	s, h, desk := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	desk.handle(protocol.ModelLoaded{Run: s.Runs[0].ID}, host.Attachments{})
	first := s.Rounds[0]

	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Adam})
	second := s.Rounds[1]
	begin(h.trainers[2], s.Runs[1])
	epoch(h.trainers[2], s.Runs[1], 1)
	finish(h.trainers[2], s.Runs[1], protocol.Finished, 8)
	desk.handle(protocol.ModelLoaded{Run: s.Runs[1].ID}, host.Attachments{})
	s.PauseAll()
	wantStatuses(t, s, Finished, Finished, Paused, Paused)
	if !s.Runs[0].Hidden || s.Naming.Has(s.Runs[0].ID) {
		t.Fatal("the first round is still in the figures")
	}

	loaded := len(desk.sent)
	s.RemoveRound(second.Number)
	wantStatuses(t, s, Finished)
	for i, f := range h.trainers[1:] {
		if !f.closed {
			t.Errorf("trainer %d is still open", 1+i)
		}
	}
	if len(h.disk.folders[second.place.Folder]) != 0 || len(h.disk.folders[first.place.Folder]) == 0 {
		t.Errorf("the store holds %v", h.disk.folders)
	}
	if s.Latest() != first || s.Runs[0].Hidden || s.Held {
		t.Errorf("the figures are of %+v, hidden %v, held %v", s.Latest(), s.Runs[0].Hidden, s.Held)
	}
	var unloaded, reloaded bool
	for _, sent := range desk.sent[loaded:] {
		switch c := sent.command.(type) {
		case protocol.UnloadModel:
			unloaded = unloaded || c.Run == "run2"
		case protocol.LoadModel:
			reloaded = reloaded || c.Run == s.Runs[0].ID
		}
	}
	if !unloaded || !reloaded {
		t.Errorf("the desk was told %v", desk.sent[loaded:])
	}
	// Events that were on their way are of no interest, and a new round takes no old
	// one's number.
	epoch(h.trainers[3], &Run{ID: "run3"}, 1)
	finish(h.trainers[3], &Run{ID: "run3"}, protocol.Finished, 9)
	if len(h.disk.folders[second.place.Folder]) != 0 {
		t.Error("a late event has written into the removed round's folder")
	}
	s.Start([]spec.MethodID{spec.SGD})
	if latest := s.Latest(); latest.Number != 3 || latest.ID == second.ID || s.RoundOf(s.Runs[1]) != latest {
		t.Errorf("the next round is %d, %s", latest.Number, latest.ID)
	}

	again, _ := reopen(t, h.disk, 2)
	if len(again.Rounds) != 2 || again.Rounds[0].ID != first.ID {
		t.Errorf("%d rounds came back", len(again.Rounds))
	}
}

// slowHost keeps files only when it is told to.
type slowHost struct {
	*fakeHost
	waiting []func()
}

func (h *slowHost) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	h.waiting = append(h.waiting, func() { h.fakeHost.Keep(folder, name, file, over) })
}

func TestARoundIsRemovedWhileItIsWritten(t *testing.T) {
	h := &slowHost{fakeHost: &fakeHost{disk: newDisk(), memory: 4e9}}
	s := New(h, 1)
	s.Open()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	s.Start([]spec.MethodID{spec.SGD})
	folder := s.Rounds[0].place.Folder
	s.RemoveRound(1)
	if len(h.waiting) != 1 {
		t.Fatalf("%d files are on their way, want the run's record", len(h.waiting))
	}
	h.waiting[0]()
	if len(h.disk.folders[folder]) != 0 {
		t.Errorf("the store holds %v", h.disk.folders[folder])
	}
}

func TestTheLastRunTakesItsRoundAlong(t *testing.T) {
	s, _, _ := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	s.StopAll()
	s.Remove(s.Runs[0].ID)
	if len(s.Rounds) != 1 {
		t.Fatal("the round of a run that is there is gone")
	}
	s.Remove(s.Runs[0].ID)
	if len(s.Rounds) != 0 || s.Latest() != nil {
		t.Errorf("%d rounds without runs", len(s.Rounds))
	}
}

// TestRemovingARoundLetsGoOfItsPhotos keeps those that another round needs.
func TestRemovingARoundLetsGoOfItsPhotos(t *testing.T) {
	s, h, desk := open(t, 1)
	set := loadedSet("Mine")
	set.SHA256 = "mine"
	s.Images.UsePack(&file{"mine.pack"})
	desk.handle(set, host.Attachments{})
	s.Start([]spec.MethodID{spec.SGD})
	s.StopAll()
	s.Start([]spec.MethodID{spec.SGD})
	for i, want := range []int{1, 0} {
		s.RemoveRound(i + 1)
		if n := len(h.disk.folders[setsFolder]); n != want {
			t.Errorf("after removing round %d, %d sets are kept; want %d", i+1, n, want)
		}
	}
}

// TestARemainderIsTidiedUp leaves a folder without any record, as a page that is closed
// while it removes a round may.
func TestARemainderIsTidiedUp(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	h.disk.Keep(roundsFolder+"20200101-000000-1", "run1"+resumeSuffix, &file{"checkpoint"}, func(host.Keeping) {})
	again, _ := reopen(t, h.disk, 1)
	if len(again.Rounds) != 1 || len(h.disk.folders[roundsFolder+"20200101-000000-1"]) != 0 {
		t.Errorf("%d rounds, store %v", len(again.Rounds), h.disk.folders)
	}
}

// TestADamagedRecordIsNamed has the disk spoil what it keeps of one run of two, and of the
// only run of another round: their names are told, and the run that is whole is there.
func TestADamagedRecordIsNamed(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	s.StopAll()
	h.disk.Keep(s.Rounds[0].place.Folder, "run1.json", &content{"run1.json", []byte(`{"format":`)}, func(host.Keeping) {})
	h.disk.Keep(roundsFolder+"20200102-101112-1", "run7.json", nil, func(host.Keeping) {})
	again, _ := reopen(t, h.disk, 1)
	if len(again.Rounds) != 1 || len(again.Runs) != 1 || again.Runs[0].ID != "run2" {
		t.Errorf("%d rounds with %d runs are there, want the second run alone", len(again.Rounds), len(again.Runs))
	}
	for _, says := range []string{`"CNN, 64 px" (run 1)`, `"begun on 2020-01-02 10:11" (run 7)`, "damaged", "open that"} {
		if !strings.Contains(again.Board.Notice, says) {
			t.Errorf("the notice is %q, without %q", again.Board.Notice, says)
		}
	}
	if len(h.disk.folders[roundsFolder+"20200102-101112-1"]) != 1 {
		t.Error("a record that cannot be read is gone from the disk")
	}
}

// blindHost cannot read what it keeps of rounds.
type blindHost struct{ *fakeHost }

func (h blindHost) Kept(folder string, over func(map[string]host.Blob)) { over(nil) }

// TestARoundThatCannotBeReadIsNotRemoved may be luckier at the next visit.
func TestARoundThatCannotBeReadIsNotRemoved(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	New(blindHost{&fakeHost{disk: h.disk, memory: 4e9}}, 1).Open()
	if again, _ := reopen(t, h.disk, 1); len(again.Rounds) != 1 {
		t.Errorf("%d rounds came back", len(again.Rounds))
	}
}
