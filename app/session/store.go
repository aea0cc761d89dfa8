package session

import (
	"slices"
	"strings"
)

// Files fetches files and keeps them across visits, in folders. Whoever asks is
// answered exactly once, on the session's goroutine, perhaps at once.
type Files interface {
	// Fetch loads a file of the site. Exactly one of file and problem (a
	// sentence) is set when it is over; total is 0 if unknown.
	Fetch(name string, progress func(done, total int64), over func(file Blob, problem string))
	// Read gives the content of a small file; problem is a sentence, or empty.
	Read(file Blob, over func(content []byte, problem string))
	// Make makes a file.
	Make(name string, content []byte) Blob
	// Keep puts a file into a folder, which is made if need be.
	Keep(folder, name string, file Blob, over func(Keeping))
	// Drop removes a file from a folder, if it is there.
	Drop(folder, name string)
	// Kept gives all files of a folder by their names; nil if there is no such folder, or
	// it cannot be read.
	Kept(folder string, over func(files map[string]Blob))
	// Folders lists the folders, the oldest first.
	Folders(over func(names []string))
	// Forget removes a folder.
	Forget(folder string, over func())
}

// Keeping says how keeping a file went.
type Keeping int

// The ways in which it can go.
const (
	Kept          Keeping = iota
	KeepingFull           // the browser gives the site no more room
	KeepingDenied         // the browser keeps nothing, as in a private window
)

// Folders of the store. Those of features are named by what they were computed
// from.
const (
	baseFolder     = "vgg19"
	featuresFolder = "features/"
)

// keep puts a file into the store. When the store is full, older files make room; see
// makeRoom. What cannot be kept is used from memory;
// the visitor is told once.
func (s *Session) keep(folder, name string, file Blob, over func(kept bool)) {
	s.host.Keep(folder, name, file, func(how Keeping) {
		switch how {
		case Kept:
			over(true)
		case KeepingDenied:
			s.cannotKeep("This browser keeps no files for the page, so what is computed now is gone when the page is closed. " +
				"Outside of a private window, at an https address, it would be kept.")
			over(false)
		default:
			s.makeRoom(folder, func(made bool) {
				if made {
					s.keep(folder, name, file, over)
					return
				}
				s.cannotKeep("The browser gives this page no more room on the disk, so what is computed now is gone when the page is closed; " +
					"training goes on as usual. To have it kept, free some space on the disk.")
				over(false)
			})
		}
	})
}

// makeRoom removes what can be done without: first the oldest features that nobody
// needs now, then the oldest round that is over, and never what is being written. It
// reports whether there was anything.
func (s *Session) makeRoom(writing string, over func(made bool)) {
	s.host.Folders(func(names []string) {
		for _, name := range names {
			if strings.HasPrefix(name, featuresFolder) && name != writing && !s.needed(strings.TrimPrefix(name, featuresFolder)) {
				s.host.Forget(name, func() { over(true) })
				return
			}
		}
		for _, round := range s.Rounds {
			unneeded := round != s.Rounds[len(s.Rounds)-1] && round.folder() != writing && slices.Contains(names, round.folder())
			if unneeded && !s.anyRun(func(r *Run) bool { return r.Round == round.Number && !r.Status.Over() }) {
				s.host.Forget(round.folder(), func() { over(true) })
				return
			}
		}
		over(false)
	})
}

// needed reports whether a run that is not over needs the features of a key.
func (s *Session) needed(key string) bool {
	return s.anyRun(func(r *Run) bool {
		return !r.Status.Over() && slices.ContainsFunc(r.features, func(f *Features) bool { return f.Key == key })
	})
}

// cannotKeep tells the visitor, once a visit, that files are not kept.
func (s *Session) cannotKeep(sentence string) {
	if !s.toldUnkept {
		s.toldUnkept = true
		s.notify(sentence)
	}
}
