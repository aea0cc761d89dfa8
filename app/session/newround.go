package session

import (
	"slices"
	"strconv"

	"pawgrad/app/record"
	"pawgrad/app/session/keep"
	"pawgrad/nn/spec"
)

// roundFor returns the round that runs of an experiment belong to, a new one if
// need be; the experiment is its last part.
func (s *Session) roundFor(e spec.Experiment) *Round {
	if last := s.Latest(); last != nil && !last.place.Unkept {
		taken := slices.ContainsFunc(s.Runs, func(r *Run) bool {
			return r.Round == last.Number && e.Has(r.Spec)
		})
		grid := e.Grid
		if grid.Targets == "" { // whoever joins asks for what the round does
			grid.Targets = last.Parts[0].Targets
		}
		if !taken && !last.Parts[0].Clash(e) && len(last.Parts) == 1 && last.Shared() == e.Shared && last.Parts[0].Grid == grid && last.Pack == s.Images.Pack {
			part := &last.Parts[0]
			for _, id := range e.Methods {
				part.Hyper[id] = e.Hyper[id]
			}
			part.Methods = spec.InOrder(append(part.Methods, e.Methods...))
			for _, a := range e.Arms {
				if _, there := part.Arm(a.Look); !there {
					part.Arms = append(slices.Clip(part.Arms), a)
				}
			}
			return last
		}
	}
	return s.newRound(record.Comparison, e.Title(), []spec.Experiment{e})
}

// newRound begins a round on the image set in use; the runs of those before it
// leave the figures, and no longer name photos unless they are asked to.
func (s *Session) newRound(kind record.Kind, name string, parts []spec.Experiment) *Round {
	s.clearFigures()
	round := s.addRound(kind, name, s.withTargets(parts))
	for _, r := range s.Runs {
		s.unloadIdle(r)
	}
	s.restAndTidy()
	return round
}

// clearFigures hides the runs of earlier rounds.
func (s *Session) clearFigures() {
	for _, r := range s.Runs {
		if r.Status.Over() || r.Status == Paused && !r.alive() {
			r.Hidden = true
		}
	}
}

func (s *Session) addRound(kind record.Kind, name string, parts []spec.Experiment) *Round {
	began := s.now()
	s.nextRound++
	id := keep.RoundID(s.nextRound, began)
	round := &Round{
		Number: s.nextRound, ID: id, Name: name, Kind: kind, Began: began, Parts: parts,
		SetName: s.Images.Set.Name, Pack: s.Images.Pack, Machine: s.machine(), set: *s.Images.Set, place: keep.NewRound(id),
	}
	s.Rounds = append(s.Rounds, round)
	s.dropOldPaths()
	s.keepSet(round)
	return round
}

// runPrefix begins the names of runs.
const runPrefix = "run"

func (s *Session) newRun(round *Round, part int, spec spec.Run) *Run {
	s.nextRun++
	r := &Run{ID: runPrefix + strconv.Itoa(s.nextRun), Part: part, Spec: spec}
	s.enter(r, round)
	return r
}

// enter makes a run one of a round, and gives it a place in the journal.
func (s *Session) enter(r *Run, round *Round) {
	r.Round, r.Hidden = round.Number, r.Hidden || round.Searches()
	r.place = round.place.NewRun(r.ID, func() keep.Snapshot { return s.snapshot(r) })
}

// machine describes what runs are computed on now.
func (s *Session) machine() record.Machine {
	c := s.host.Computer()
	return record.Machine{Browser: c.Browser, Cores: c.Cores, Engine: s.Desk.Engine, GFLOPs: s.Desk.Roofline}
}

// roundOf makes a round of its record; its photos are looked for later. It keeps its number,
// unless that has been given away already.
func (s *Session) roundOf(e record.Round) *Round {
	s.nextRound = max(s.nextRound+1, keep.Number(e.ID))
	return &Round{
		Number: s.nextRound, ID: e.ID, Name: e.Name, Kind: e.Kind, Began: e.Began, Plan: e.Search, Parts: append([]spec.Experiment(nil), e.Parts...),
		SetName: e.Set.Name, Machine: e.Machine, set: e.Set.DataLoaded, place: keep.NewRound(e.ID),
	}
}
