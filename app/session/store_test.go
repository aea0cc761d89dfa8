package session

import (
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// crowdedHost has a full disk: a file fits only after so many folders have gone. They go
// when vanish says so.
type crowdedHost struct {
	*fakeHost
	toGo      int
	forgotten []string
	vanishing []func()
}

func (h *crowdedHost) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	if h.toGo > 0 {
		over(host.KeepingFull)
		return
	}
	h.fakeHost.Keep(folder, name, file, over)
}

func (h *crowdedHost) Forget(folder string, over func()) {
	h.vanishing = append(h.vanishing, func() {
		h.toGo--
		h.forgotten = append(h.forgotten, folder)
		h.fakeHost.Forget(folder, over)
	})
}

// vanish removes the folders, and those that are to go because of that.
func (h *crowdedHost) vanish() {
	for len(h.vanishing) > 0 {
		next := h.vanishing[0]
		h.vanishing = h.vanishing[1:]
		next()
	}
}

// crowded returns a session with rounds of every kind, and old features: a comparison that
// is done, a study that was stopped, a comparison whose trainer died, a search for rates,
// one more comparison that is done, one that is interrupted, and the latest.
func crowded(t *testing.T) (*Session, *crowdedHost) {
	t.Helper()
	h := &crowdedHost{fakeHost: &fakeHost{disk: newDisk(), memory: 4e9}}
	s := New(h, 1)
	s.Open()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	latest := func() (*fake, *Run) { return h.trainers[len(h.trainers)-1], s.Runs[len(s.Runs)-1] }
	h.disk.Keep(featuresFolder+"old", infoFile, &content{infoFile, nil}, func(host.Keeping) {})
	s.Start([]spec.MethodID{spec.SGD})
	f, r := latest()
	begin(f, r)
	finish(f, r, protocol.Finished, 7)
	s.StartStudy()
	s.StopAll()
	s.Start([]spec.MethodID{spec.SGD})
	f, r = latest()
	begin(f, r)
	epoch(f, r, 1)
	f.died("It is gone.")
	s.StartSearch(1)
	s.StopAll()
	s.Start([]spec.MethodID{spec.SGD})
	f, r = latest()
	begin(f, r)
	finish(f, r, protocol.Finished, 7)
	s.Start([]spec.MethodID{spec.SGD})
	s.PauseAll()
	s.Start([]spec.MethodID{spec.SGD})
	_, r = latest()
	s.Stop(r.ID)
	if len(s.Rounds) != 7 {
		t.Fatalf("%d rounds", len(s.Rounds))
	}
	return s, h
}

// TestAFullDiskMakesRoomInOrder lets go of what can be had again first, of nothing that is
// not finished, and of nothing without a word.
func TestAFullDiskMakesRoomInOrder(t *testing.T) {
	for toGo, c := range []struct {
		goes   string // as the toGo-th, or none
		round  int    // its index
		notice []string
	}{
		0: {"", -1, nil},
		1: {featuresFolder + "old", -1, []string{"look at them again"}},
		2: {"", 3, []string{"look at them again", `no longer keeps round 4, "Learning rates"`, "save it as a file"}},
		3: {"", 0, []string{`no longer keeps round 1, "CNN, 48 px"; round 4, "Learning rates"`, "save them as files"}},
		4: {"", 4, []string{`round 1, "CNN, 48 px"; round 4, "Learning rates"; round 5, "CNN, 48 px". They`}},
		5: {"", -1, []string{`; round 5, "CNN, 48 px". They`, "no more room on the disk"}},
	} {
		s, h := crowded(t)
		before := s.WouldLose()
		h.toGo = toGo
		s.Rename(7, "The latest")
		h.vanish()
		want := c.goes
		if c.round >= 0 {
			want = s.Rounds[c.round].place.Folder
		}
		last := ""
		if want != "" && len(h.forgotten) == toGo {
			last = h.forgotten[toGo-1]
		}
		if last != want || len(h.forgotten) != min(toGo, 4) {
			t.Errorf("with %d to go, %q went, want the last to be %q", toGo, h.forgotten, want)
		}
		for _, words := range c.notice {
			if !strings.Contains(s.Board.Notice, words) {
				t.Errorf("with %d to go the notice is %q, without %q", toGo, s.Board.Notice, words)
			}
		}
		if c.notice == nil && s.Board.Notice != "" {
			t.Errorf("nothing has gone, but the notice is %q", s.Board.Notice)
		}
		if len(s.Rounds) != 7 || before || s.WouldLose() != (toGo > 2) {
			t.Errorf("with %d to go, %d rounds are on the page, and closing it would lose something: %t before, %t now", toGo, len(s.Rounds), before, s.WouldLose())
		}
		if !slices.Contains(h.forgotten, s.Rounds[0].place.Folder) {
			continue
		}
		// What has made room does not come back in parts.
		s.Rename(1, "The first")
		s.Retry(s.Runs[0].ID)
		if h.disk.folders[s.Rounds[0].place.Folder] != nil {
			t.Error("a round that has made room is written again")
		}
	}
}

// TestFilesShareTheRoomThatIsMade finds no room for several files at once, for which one
// folder is enough.
func TestFilesShareTheRoomThatIsMade(t *testing.T) {
	s, h := crowded(t)
	h.toGo = 1
	s.Rename(7, "The latest")
	s.Rename(6, "The last but one")
	s.Rename(3, "The third")
	h.vanish()
	if len(h.forgotten) != 1 || !s.store.Works() {
		t.Errorf("%q made room for three files; notice %q", h.forgotten, s.Board.Notice)
	}
	for i, want := range map[int]string{6: "The latest", 5: "The last but one", 2: "The third"} {
		if name, _ := h.disk.folders[s.Rounds[i].place.Folder][nameFile].(*content); name == nil || string(name.data) != want {
			t.Errorf("round %d: its name %q is not kept", i+1, want)
		}
	}
}

// TestAllRoundsComeBack opens the page with more rounds than it reads at once.
func TestAllRoundsComeBack(t *testing.T) {
	for _, c := range []struct {
		rounds int
		told   bool
	}{{1, false}, {manyRounds - 1, false}, {manyRounds, true}} {
		s, h, _ := open(t, 1)
		for range c.rounds {
			s.Start([]spec.MethodID{spec.SGD})
			s.Stop(s.Runs[len(s.Runs)-1].ID)
		}
		again, _ := reopen(t, h.disk, 1)
		if told := strings.Contains(again.Board.Notice, "remove those"); len(again.Rounds) != c.rounds || told != c.told {
			t.Errorf("%d of %d rounds came back, notice %q", len(again.Rounds), c.rounds, again.Board.Notice)
		}
	}
}

// TestNewRunsJoinNoRoundThatIsNotKept makes such a round the latest by removing those after
// it.
func TestNewRunsJoinNoRoundThatIsNotKept(t *testing.T) {
	s, h := crowded(t)
	h.toGo = 3
	s.Rename(7, "The latest")
	h.vanish()
	for number := 2; number <= 7; number++ {
		s.RemoveRound(number)
	}
	s.Start([]spec.MethodID{spec.Adam})
	if len(s.Rounds) != 2 || !s.journal.Keeps(s.Latest().place) {
		t.Errorf("%d rounds; that of the new run is not kept", len(s.Rounds))
	}
}
