package session

import (
	"slices"
	"strings"

	"pawgrad/app/host"
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
	toOpen []host.Blob
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
)

// keptRun is what the store has of a run.
type keptRun struct {
	// checkpoint is what the run can go on from, nil if it has to start over; stored is
	// the one that the store has, perhaps of an earlier epoch.
	checkpoint, stored host.Blob
	// writing tells that a record is on its way, stale that it is no longer the
	// latest, gone that the run has been taken off the page.
	writing, stale, gone bool
}

// folder is where a round is kept.
func (r *Round) folder() string { return roundsFolder + r.ID }

// keeps reports whether a round is kept.
func (s *Session) keeps(r *Round) bool { return s.journal.owned && !r.unkept }

// write keeps a run's record with what belongs to it. The page may be closed between any
// two files, and the disk be full from any of them on, so each is kept only when those
// that it builds upon have been: at every moment the store holds a run that can go on.
func (s *Session) write(r *Run) {
	over := r.Status.Over() && !r.cameToGrief()
	if over {
		r.kept.checkpoint = nil // tried again, it begins anew
	}
	round := s.RoundOf(r)
	if r.kept.gone || !s.keeps(round) {
		return
	}
	if r.kept.writing {
		r.kept.stale = true
		return
	}
	r.kept.writing = true
	written := func() {
		r.kept.writing = false
		switch {
		case r.kept.gone:
			s.eraseFrom(round, r)
		case r.kept.stale:
			r.kept.stale = false
			s.write(r)
		}
	}
	if over {
		s.writeEnd(round, r, written)
	} else {
		s.writeProgress(round, r, written)
	}
}

// writeProgress keeps the record of a run that may go on, and then its checkpoint. Points
// beyond a checkpoint come again, see [Run.cut], but those before it never do: without
// them the curves would have a hole.
func (s *Session) writeProgress(round *Round, r *Run, written func()) {
	checkpoint := r.kept.checkpoint
	s.keepRecord(round, r, func(kept bool) {
		if !kept || checkpoint == r.kept.stored {
			written()
			return
		}
		s.keep(round.folder(), r.ID+resumeSuffix, checkpoint, func(kept bool) {
			if kept {
				r.kept.stored = checkpoint
			}
			written()
		})
	})
}

// writeEnd keeps the model of a run that is over, then its record, and drops the
// checkpoint last. Where there is no room for the model, the record stays that of the
// checkpoint, from which the next visit comes to the same end.
func (s *Session) writeEnd(round *Round, r *Run, written func()) {
	s.keepModel(round, r, func(kept bool) {
		if !kept && r.kept.stored != nil {
			written()
			return
		}
		s.keepRecord(round, r, func(kept bool) {
			if kept {
				s.dropCheckpoint(round, r)
			}
			written()
		})
	})
}

// keepRecord keeps a run's record as it is now.
func (s *Session) keepRecord(round *Round, r *Run, over func(kept bool)) {
	e := s.header(round)
	e.Runs = []record.Run{recordOf(r)}
	text, err := record.Encode(e)
	if err != nil {
		s.cannotKeep("This experiment cannot be kept (" + err.Error() + "), so it is gone when the page is closed.")
		over(false)
		return
	}
	s.keep(round.folder(), r.ID+recordSuffix, s.host.Make(r.ID+recordSuffix, text), over)
}

// keepModel keeps a run's model, if it has one.
func (s *Session) keepModel(round *Round, r *Run, over func(kept bool)) {
	if r.Model == nil {
		over(true)
		return
	}
	s.keep(round.folder(), r.ID+modelSuffix, r.Model, over)
}

// dropCheckpoint removes what a run that is over can no longer go on from.
func (s *Session) dropCheckpoint(round *Round, r *Run) {
	if r.kept.stored != nil {
		r.kept.stored = nil
		s.host.Drop(round.folder(), r.ID+resumeSuffix)
	}
}

// checkpoint keeps what a run can go on from.
func (s *Session) checkpoint(r *Run, _ protocol.Checkpoint, a host.Attachments) {
	if len(a.Files) == 1 {
		r.kept.checkpoint = a.Files[0]
		s.write(r)
	}
}

// cameToGrief reports whether a run ended by no fault of its settings, so that it may
// well go on from its checkpoint.
func (r *Run) cameToGrief() bool {
	return r.Failure != nil && slices.Contains(mishaps, r.Failure.Kind)
}

// mishaps are the kinds of such ends: the trainer's, or there were no pretrained weights
// to be had, or kept features were damaged.
var mishaps = []protocol.FailureKind{protocol.Crashed, protocol.NoMemory, protocol.NeedsBase, protocol.BadModel, protocol.BadFeatures}

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
	if s.keeps(round) && !s.Data.bundled {
		s.keep(setsFolder, round.set.SHA256+packSuffix, round.Pack, func(bool) {})
	}
}

// isRun returns the name of the run whose record a file is, and whether it is one.
func isRun(name string) (id string, ok bool) { return strings.CutSuffix(name, recordSuffix) }
