// Package keep keeps across visits what the page has made: [Store] puts files onto the
// disk and makes room there when it is full, [Journal] keeps every round while it goes
// on. What a round is, and what of all that is kept can best be done without, they are
// told: they know records and files, not runs.
package keep

import (
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/session/board"
)

// Owner knows what the folders of a store are for.
type Owner interface {
	// Spare gives up the folder that can best be done without, and returns its name;
	// empty if there is none.
	Spare(folders []string) string
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
	unkept   string            // why files are not kept, once the visitor knows
}

// NewStore returns a store of files.
func NewStore(files host.Files, told *board.Board, owner Owner) *Store {
	return &Store{Files: files, board: told, owner: owner, keeping: map[string]int{}}
}

// Keep puts a file into a folder. When the disk is full, older files make room; see
// [Owner.Spare]. What cannot be kept is used from memory; the visitor is told once.
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
func (s *Store) Works() bool { return s.unkept == "" }

func (s *Store) try(folder, name string, file host.Blob, over func(kept bool)) {
	s.Files.Keep(folder, name, file, func(how host.Keeping) {
		switch how {
		case host.Kept:
			over(true)
		case host.KeepingDenied:
			s.cannotKeep("This browser keeps no files for the page, so what is computed now is gone when the page is closed. " +
				"Outside of a private window, at an https address, it would be kept.")
			over(false)
		default:
			s.makeRoom(func(made bool) {
				if made {
					s.try(folder, name, file, over)
					return
				}
				s.cannotKeep("The browser gives this page no more room on the disk, so what is computed now is gone when the page is closed; " +
					"training goes on as usual. To have it kept, free some space on the disk.")
				over(false)
			})
		}
	})
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
		s.Forget(name, func() { answer(true) })
	})
}

// cannotKeep tells the visitor, once a visit, that files are not kept.
func (s *Store) cannotKeep(sentence string) {
	if s.unkept == "" {
		s.unkept = sentence
		s.say()
	}
}

// say tells the visitor what has made room, and what is not kept.
func (s *Store) say() {
	sentence := s.unkept
	if gone := s.owner.GivenUp(); gone != "" {
		sentence = strings.TrimSpace("The disk is full. " + gone + " " + sentence)
	}
	s.board.Notify(sentence)
}
