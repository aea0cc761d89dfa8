package session

import (
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
)

// What is known of a run is large: its curves, the norms of its layers, its answers on all
// test photos, its network. A run that is over and out of view rests, as soon as all of that
// is in the store: the page then holds what its card says, and no more. When it comes into
// view again, or is saved as a file, the rest is read.

// rest lets all runs rest that can, and reports whether one does now.
func (s *Session) rest() bool {
	var rounds []*Round
	for _, r := range s.Runs {
		if r.resting || !r.Hidden || s.Current(r) || r.Result == nil || !r.ended() || !s.journal.Rest(r.place) {
			continue
		}
		r.rest()
		if round := s.RoundOf(r); !r.shelved && !slices.Contains(rounds, round) {
			rounds = append(rounds, round)
		}
	}
	for _, round := range rounds {
		s.shelve(round)
	}
	return rounds != nil
}

// restAndTidy is rest with what it lets go of freed at once.
func (s *Session) restAndTidy() {
	if s.rest() {
		s.host.Tidy()
	}
}

// rest lets go of what the run's card does not show.
func (r *Run) rest() {
	r.Progress.Epoch = r.Trained()
	done := *r.Result
	done.Test = protocol.Evaluation{Accuracy: done.Test.Accuracy, Loss: done.Test.Loss}
	r.Result, r.graded = &done, nil
	r.Train, r.Norms = Curve{}, Norms{} // of the validation there is a point an epoch only, by which runs are judged
	if n := len(r.Epochs); n > 0 {
		r.Epochs = slices.Clone(r.Epochs[n-1:])
	}
	r.resting = true
}

// wakeUp takes back what was let go of, out of the run's record.
func (r *Run) wakeUp(o record.Run) {
	was := recorded(o)
	r.Result, r.Train, r.Norms, r.Epochs = was.Result, was.Train, was.Norms, was.Epochs
	r.resting = false
}

// shelve puts the store's copies of a round's networks in the place of those that trainers
// have made, which the memory holds.
func (s *Session) shelve(round *Round) {
	s.store.Kept(round.place.Folder, func(files map[string]host.Blob) {
		for _, r := range s.Runs {
			if model := keep.Found(files).Model(r.ID); r.resting && r.Round == round.Number && r.Model != nil && model != nil {
				r.Model, r.shelved = model, true
			}
		}
	})
}

// wake brings back what some runs of a round have let go of, and then calls over with
// whether all are whole.
func (s *Session) wake(round *Round, which func(*Run) bool, over func(whole bool)) {
	resting := map[string]*Run{}
	var ids []string
	for _, r := range s.Runs {
		if r.Round == round.Number && r.resting && which(r) {
			resting[r.ID] = r
			ids = append(ids, r.ID)
		}
	}
	if ids == nil {
		over(true)
		return
	}
	var lost []string
	s.journal.Recall(round.place, ids, func(id string, o record.Run, found bool) {
		switch r := resting[id]; {
		case !found:
			lost = append(lost, r.Method().Name)
		case r.resting: // and not awake or removed meanwhile
			s.journal.Wake(r.place)
			r.wakeUp(o)
		}
	}, func() {
		if lost != nil {
			s.Board.Notify(say.F("What this browser kept of round %d, %q, is damaged or gone: curves and answers of %s cannot be shown. If you "+
				"saved the experiment as a file, open that.", round.Number, round.SpokenName(), strings.Join(slices.Compact(lost), ", ")))
		}
		over(lost == nil)
		s.host.Changed(host.RunStates | host.Curves | host.Numbers)
	})
}

// all matches every run.
func all(*Run) bool { return true }

// Whole calls over with all that is known of a round, for it to leave the page. What rests
// is read first; if it cannot be, a notice says so, and over is not called.
func (s *Session) Whole(round *Round, over func(record.Round)) {
	s.wake(round, all, func(whole bool) {
		if whole {
			e := s.Record(round)
			for i := range e.Runs {
				if e.Runs[i].Status == record.Unfinished { // it goes on while it leaves
					e.Runs[i] = e.Runs[i].Clone()
				}
			}
			over(e)
		}
		s.restAndTidy()
	})
}

// Leave implements keep.Owner: a round that is to make room on the disk comes back into
// memory first, with its networks.
func (s inner) Leave(folder string, over func()) {
	i := slices.IndexFunc(s.Rounds, func(o *Round) bool { return o.place.Folder == folder })
	if i < 0 {
		over()
		return
	}
	round := s.Rounds[i]
	s.wake(round, all, func(bool) {
		var shelved []*Run
		for _, r := range s.Runs {
			if r.Round == round.Number && r.shelved && r.Model != nil {
				shelved = append(shelved, r)
			}
		}
		s.unshelve(shelved, over)
	})
}

// unshelve reads the networks of runs into memory, one after the other.
func (s *Session) unshelve(runs []*Run, over func()) {
	if len(runs) == 0 {
		over()
		return
	}
	r := runs[0]
	s.store.Read(r.Model, func(content []byte, problem string) {
		if problem == "" {
			r.Model, r.shelved = s.store.Make(r.Model.Name(), content), false
		}
		s.unshelve(runs[1:], over)
	})
}
