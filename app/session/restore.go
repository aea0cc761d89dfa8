package session

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
	"pawgrad/assets/bundled"
)

// Adopt implements keep.Reader. Runs that were under way are paused until the visitor
// says that they may go on.
func (s inner) Adopt(e record.Round, files keep.Found, over func()) {
	s.adopt(e, files, func(*Round) { over() })
}

// Lost implements keep.Reader.
func (s inner) Lost(round string, runs []string) {
	names := make([]string, len(runs))
	for i, id := range runs {
		names[i] = strings.TrimPrefix(id, runPrefix)
	}
	s.opening.lost = append(s.opening.lost, fmt.Sprintf("%q", round)+say.F(" (run %s)", strings.Join(names, ", ")))
}

// TakeOver implements keep.Reader.
func (s inner) TakeOver() bool {
	for _, round := range s.Rounds {
		if round.Pack != nil && round.set.SHA256 != bundled.ContentSHA256 {
			s.journal.KeepSet(round.place, round.set.SHA256, round.Pack)
		}
		if round.Name != round.firstName() {
			s.journal.KeepName(round.place, round.Name)
		}
	}
	for _, r := range s.Runs {
		s.journal.Write(r.place)
		for _, w := range r.Path {
			s.journal.KeepWay(r.place, w)
		}
	}
	s.host.Changed(host.RunStates)
	return len(s.Rounds) > 0
}

// TakeSet implements keep.Reader.
func (s inner) TakeSet(sum string, pack host.Blob) bool {
	taken := false
	for _, round := range s.Rounds {
		if round.set.SHA256 == sum {
			round.Pack, taken = pack, true
		}
	}
	return taken
}

// TakeImport implements keep.Reader.
func (s inner) TakeImport(report []byte) { s.Images.Recall(report) }

// adopt makes a record a round of the page, with the files that an earlier visit has left,
// and calls over when it is there. Its runs, of which there may be thousands, are made in
// slices; the page has all of them or none.
func (s *Session) adopt(e record.Round, files keep.Found, over func(*Round)) {
	round := s.roundOf(e)
	runs, paths := make([]*Run, len(e.Runs)), files.Paths()
	s.inSlices(len(runs), func(i int) {
		runs[i] = s.runOf(e.Runs[i], round, files, paths[e.Runs[i].ID])
		if runs[i].tested() {
			runs[i].grade() // what is drawn of it
		}
	}, func() {
		s.list(round, runs)
		over(round)
	})
}

// list puts a round and its runs among those of the page, in the order of beginning. If it
// is the latest, those before it leave the figures; else it is out of them itself.
func (s *Session) list(round *Round, runs []*Run) {
	at := slices.IndexFunc(s.Rounds, func(o *Round) bool { return o.Number > round.Number })
	if at < 0 {
		at = len(s.Rounds)
	}
	s.Rounds = slices.Insert(s.Rounds, at, round)
	if at = slices.IndexFunc(s.Runs, func(r *Run) bool { return r.Round > round.Number }); at < 0 {
		at = len(s.Runs)
	}
	s.Runs = slices.Insert(s.Runs, at, runs...)
	for _, r := range s.Runs {
		if r.Status.Over() && (r.Round < round.Number || r.Round == round.Number && at < len(s.Runs)-len(runs)) {
			r.Hidden = true
			s.unloadIdle(r)
		}
	}
	for _, r := range runs {
		s.loadModel(r)
	}
	s.rest()
}

// runOf makes a run of its record. One that is not over waits to be gone on with, or
// begins again where there is no checkpoint.
func (s *Session) runOf(o record.Run, round *Round, files keep.Found, path []keep.Way) *Run {
	if n, err := strconv.Atoi(strings.TrimPrefix(o.ID, runPrefix)); err == nil {
		s.nextRun = max(s.nextRun, n)
	}
	r := recorded(o)
	if !r.Status.Over() && files.Checkpoint(r.ID) == nil {
		r = &Run{ID: o.ID, Part: o.Part, Spec: o.Spec, Status: Paused}
	}
	s.enter(r, round)
	s.journal.Adopted(r.place, files, path, r.ended())
	r.Path = path
	if r.Status.Over() { // one whose record could not follow its model trains again
		r.Model = files.Model(r.ID)
		r.shelved = r.Model != nil
	}
	return r
}
