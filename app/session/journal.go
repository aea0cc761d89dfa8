package session

import (
	"strings"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
)

// The journal keeps every round in the store while it goes on, so that closing the
// page loses nothing: a folder for each round, and in it for each run its record,
// from the first epoch on its latest checkpoint, and in the end its model; and the
// round's name, if that was changed. A record
// holds the round's settings too, so each file can be read on its own. Photos that
// did not come with the page are kept beside.
//
// Two pages that wrote the same journal would spoil each other's, so a page has to
// claim it first; one that does not get it goes without.
type journal struct {
	// owned tells that this page keeps the journal; asked that it knows.
	owned, asked bool
	// restored tells that what earlier visits have left is there.
	restored bool
	// toOpen are experiments that the visitor has brought before that.
	toOpen []Blob
	// tookUp tells that the interrupted round's photos have been seen to.
	tookUp bool
}

// Folders and files of the store.
const (
	roundsFolder = "rounds/"
	setsFolder   = "sets"
	packSuffix   = ".pack"
	recordSuffix = ".json"
	resumeSuffix = ".checkpoint"
	modelSuffix  = ".model"
	mostRounds   = 12 // older ones make room when the page is opened
)

// keptRun is what the store has of a run.
type keptRun struct {
	// checkpoint is what the run can go on from, nil if it has to start over.
	checkpoint Blob
	// writing tells that a record is on its way, stale that it is no longer the
	// latest, gone that the run has been taken off the page.
	writing, stale, gone bool
	// unkept is a checkpoint that waits for its record.
	unkept Blob
}

// folder is where a round is kept.
func (r *Round) folder() string { return roundsFolder + r.ID }

// write keeps a run's record, and its model if it has one.
func (s *Session) write(r *Run) {
	if !s.journal.owned || r.kept.gone {
		return
	}
	if r.kept.writing {
		r.kept.stale = true
		return
	}
	round := s.RoundOf(r)
	e := s.header(round)
	e.Runs = []record.Run{recordOf(r)}
	text, err := record.Encode(e)
	if err != nil {
		s.cannotKeep("This experiment cannot be kept (" + err.Error() + "), so it is gone when the page is closed.")
		return
	}
	r.kept.writing = true
	s.keep(round.folder(), r.ID+recordSuffix, s.host.Make(r.ID+recordSuffix, text), func(bool) {
		r.kept.writing = false
		switch {
		case r.kept.gone:
			s.eraseFrom(round, r)
		case r.kept.stale:
			r.kept.stale = false
			s.write(r)
		case r.kept.unkept != nil:
			// A record older than its checkpoint would miss an epoch when the run goes on.
			s.keep(round.folder(), r.ID+resumeSuffix, r.kept.unkept, func(bool) {})
			r.kept.unkept = nil
		}
	})
	if r.Status.Over() && !r.cameToGrief() {
		s.dropCheckpoint(r)
		if r.Model != nil {
			s.keep(round.folder(), r.ID+modelSuffix, r.Model, func(bool) {})
		}
	}
}

// checkpoint keeps what a run can go on from, with its record.
func (s *Session) checkpoint(r *Run, _ protocol.Checkpoint, a Attachments) {
	if len(a.Files) != 1 {
		return
	}
	r.kept.checkpoint, r.kept.unkept = a.Files[0], a.Files[0]
	s.write(r)
}

// cameToGrief reports whether a run ended by no fault of its settings, so that it may
// well go on from its checkpoint.
func (r *Run) cameToGrief() bool {
	return r.Failure != nil && (r.Failure.Kind == protocol.Crashed || r.Failure.Kind == protocol.NoMemory)
}

// dropCheckpoint removes what a run that is over can no longer go on from.
func (s *Session) dropCheckpoint(r *Run) {
	if r.kept.checkpoint != nil {
		r.kept.checkpoint, r.kept.unkept = nil, nil
		s.host.Drop(s.RoundOf(r).folder(), r.ID+resumeSuffix)
	}
}

// erase removes a run from the store.
func (s *Session) erase(r *Run) {
	if !s.journal.owned {
		return
	}
	r.kept.gone = true
	if r.kept.writing {
		return // it is removed when it has been written
	}
	s.eraseFrom(s.RoundOf(r), r)
}

// eraseFrom removes a run's files from the folder of its round, which may have left the
// page.
func (s *Session) eraseFrom(round *Round, r *Run) {
	if !s.anyRun(func(o *Run) bool { return o != r && o.Round == r.Round }) {
		s.host.Forget(round.folder(), func() {})
		return
	}
	s.dropPath(r)
	for _, suffix := range []string{recordSuffix, resumeSuffix, modelSuffix} {
		s.host.Drop(round.folder(), r.ID+suffix)
	}
}

// keepSet keeps the photos of a round, unless they come with the page anyway.
func (s *Session) keepSet(round *Round) {
	if s.journal.owned && !s.Data.bundled {
		s.keep(setsFolder, round.set.SHA256+packSuffix, round.Pack, func(bool) {})
	}
}

// isRun returns the name of the run whose record a file is, and whether it is one.
func isRun(name string) (id string, ok bool) { return strings.CutSuffix(name, recordSuffix) }
