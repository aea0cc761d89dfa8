package session

import "slices"

// Ledger lists the rounds of the page and their runs.
type Ledger struct {
	// Rounds are those begun or opened so far; see [Round].
	Rounds []*Round
	// Runs are all runs of all rounds, oldest first.
	Runs []*Run

	nextRun   int
	nextRound int // number of the latest round, removed or not
}

// RoundOf is the round that a run on the page belongs to.
func (l *Ledger) RoundOf(r *Run) *Round { return l.Round(r.Round) }

// Round returns a round by its number, or nil.
func (l *Ledger) Round(number int) *Round {
	for _, round := range l.Rounds {
		if round.Number == number {
			return round
		}
	}
	return nil
}

// Current reports whether a run belongs to the latest round.
func (l *Ledger) Current(r *Run) bool {
	latest := l.Latest()
	return latest != nil && r.Round == latest.Number
}

// Latest is the round that the figures and results are of, nil if there is none: a
// search for learning rates has figures of its own.
func (l *Ledger) Latest() *Round {
	for _, round := range slices.Backward(l.Rounds) {
		if !round.Searches() {
			return round
		}
	}
	return nil
}

// Run returns a run by its ID, or nil.
func (l *Ledger) Run(id string) *Run {
	for _, r := range l.Runs {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// anyRun reports whether a run matches.
func (l *Ledger) anyRun(match func(*Run) bool) bool { return slices.ContainsFunc(l.Runs, match) }

// Count counts the runs whose status has a property.
func (l *Ledger) Count(has func(Status) bool) int {
	n := 0
	for _, r := range l.Runs {
		if has(r.Status) {
			n++
		}
	}
	return n
}

// Busy counts the runs that take up a core.
func (l *Ledger) Busy() int { return l.Count(Status.Busy) }

// Unfinished counts the runs that are not over.
func (l *Ledger) Unfinished() int { return l.Count(func(st Status) bool { return !st.Over() }) }

// Speed is that of all runs together: images a second, and their arithmetic in 1e9
// floating-point operations a second.
func (l *Ledger) Speed() (imagesPerSecond, gflops float64) {
	for _, r := range l.Runs {
		if r.Status.Busy() {
			imagesPerSecond += r.Progress.ImagesPerSecond
			gflops += r.Progress.GFLOPs
		}
	}
	return imagesPerSecond, gflops
}
