// Package keep keeps across visits what the page has made: [Store] puts files onto the
// disk and makes room there when it is full, [Journal] keeps every round while it goes
// on. What a round is, and what of all that is kept can best be done without, they are
// told: they know records and files, not runs.
package keep

import (
	"maps"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
)

// Owner knows what the folders of a store are for.
type Owner interface {
	// Spare gives up the folder that can best be done without, and returns its name;
	// empty if there is none.
	Spare(folders []string) string
	// Leave takes what the page still needs out of a folder that is to go, and then calls over.
	Leave(folder string, over func())
	// GivenUp says what has been given up in this visit, or nothing.
	GivenUp() string
}

// Store is the files of the page, with room made for those that are to be kept.
type Store struct {
	host.Files

	board    *board.Board
	owner    Owner
	keeping  map[string]int    // how many files are on their way into a folder
	wantRoom []func(made bool) // those who wait until there is room
	denied   bool              // the browser keeps nothing, as the visitor knows
	// unkept are the files for which there was no room, until there is; told is what the
	// visitor knows of them.
	unkept map[address]bool
	told   string
}

// address is where a file is in a store.
type address struct{ folder, name string }

// NewStore returns a store of files.
func NewStore(files host.Files, told *board.Board, owner Owner) *Store {
	return &Store{Files: files, board: told, owner: owner, keeping: map[string]int{}, unkept: map[address]bool{}}
}

// Keep puts a file into a folder. When the disk is full, older files make room; see
// [Owner.Spare]. What cannot be kept is used from memory; the visitor is told what that means.
func (s *Store) Keep(folder, name string, file host.Blob, over func(kept bool)) {
	s.keeping[folder]++
	s.try(folder, name, file, func(kept bool) {
		s.keeping[folder]--
		over(kept)
	})
}

// Busy reports whether files are on their way into a folder.
func (s *Store) Busy(folder string) bool { return s.keeping[folder] > 0 }

// Works reports whether all files have been kept that were to be.
func (s *Store) Works() bool { return !s.denied && len(s.unkept) == 0 }

func (s *Store) try(folder, name string, content host.Blob, over func(kept bool)) {
	s.Files.Keep(folder, name, content, func(how host.Keeping) {
		switch how {
		case host.Kept:
			s.settle(folder, name)
			over(true)
		case host.KeepingDenied:
			s.deny()
			over(false)
		default:
			s.makeRoom(func(made bool) {
				if made {
					s.try(folder, name, content, over)
					return
				}
				s.unkept[address{folder, name}] = true
				s.say()
				over(false)
			})
		}
	})
}

// Drop implements host.Files.
func (s *Store) Drop(folder, name string) {
	s.settle(folder, name)
	s.Files.Drop(folder, name)
}

// Forget implements host.Files.
func (s *Store) Forget(folder string, over func()) {
	maps.DeleteFunc(s.unkept, func(f address, _ bool) bool { return f.folder == folder })
	s.Files.Forget(folder, over)
}

// settle takes in that a file is kept after all, or is no longer to be, and corrects what the
// visitor was told.
func (s *Store) settle(folder, name string) {
	at := address{folder, name}
	if !s.unkept[at] {
		return
	}
	delete(s.unkept, at)
	if len(s.unkept) > 0 {
		s.say()
		return
	}
	s.told = s.owner.GivenUp()
	s.board.Inform(say.Text("All that is computed is kept again."))
}

// makeRoom removes the folder that can best be done without, tells the visitor, and
// reports whether there was any. Files that find the disk full at the same time share the
// room of one folder before another goes.
func (s *Store) makeRoom(over func(made bool)) {
	s.wantRoom = append(s.wantRoom, over)
	if len(s.wantRoom) > 1 {
		return
	}
	answer := func(made bool) {
		waiting := s.wantRoom
		s.wantRoom = nil
		for _, over := range waiting {
			over(made)
		}
	}
	s.Folders(func(names []string) {
		name := s.owner.Spare(names)
		if name == "" {
			answer(false)
			return
		}
		s.say()
		s.owner.Leave(name, func() {
			s.Forget(name, func() { answer(true) })
		})
	})
}

// deny tells the visitor, once a visit, that the browser keeps nothing.
func (s *Store) deny() {
	if s.denied {
		return
	}
	s.denied = true
	s.board.Add(say.Text("This browser lets the page keep nothing, so what is trained here is gone when the page is closed: save as " +
		"files what you want to have again. Blocked cookies, a private window or a frame in another page may be why, " +
		"or an address that does not begin with https."))
}

// say tells the visitor what has made room, and what is not kept, where that has changed.
func (s *Store) say() {
	sentence := strings.TrimSpace(s.owner.GivenUp() + " " + s.lacks())
	if sentence == s.told {
		return
	}
	s.told = sentence
	s.board.Notify(say.F("The disk is full. %s", sentence))
}

// lacks says what closing the page would lose because there was no room for it, or nothing.
func (s *Store) lacks() string {
	lost := map[kind]bool{}
	for f := range s.unkept {
		lost[kindOf(f.folder, f.name)] = true
	}
	if len(lost) == 0 {
		return ""
	}
	var what []string
	for _, k := range kinds {
		if lost[k.kind] && !(k.withRecord && lost[aRecord]) {
			what = append(what, k.lost)
		}
	}
	return say.F("The browser gives this page no more room on the disk: when the page is closed, %s. Until then all goes on as "+
		"usual. To have everything kept, free some space on the disk.", strings.Join(what, "; "))
}
