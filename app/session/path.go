package session

import (
	"math"
	"slices"

	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/app/session/keep"
	"pawgrad/app/session/landscape"
	"pawgrad/nn/spec"
)

// The path of a run is the weights that it had at the start and after each epoch, for
// the picture of the loss around them. Files of two megabytes each add up, so only
// small networks leave a path, of each method one, and only in the latest round; and
// of long runs not every epoch is kept.

const (
	mostPathWeights = 1_000_000 // trained numbers of a network that leaves a path
	mostWaypoints   = 17        // of a run: the start, and every 2ⁿth epoch
)

// leavesPath reports whether a run's weights are kept after every epoch.
func (l *Ledger) leavesPath(r *Run) bool {
	return NoPath(r.Spec) == "" && !l.RoundOf(r).Searches() && r.Spec.Seed == l.RoundOf(r).Parts[r.Part].Shared.Seed
}

// NoPath says why runs with such settings leave no path, or nothing if they do.
func NoPath(r spec.Run) string {
	m := r.Network()
	switch n := m.Params(r.ImageSize); {
	case r.Model != spec.CNN:
		return say.F("Paths are recorded for the CNN only. %s trains %s weights; to keep them all after every epoch would fill the memory.", m.Name, millions(n))
	case n > mostPathWeights:
		return say.F("With photos of %d pixels the network has %s weights; to keep them all after every epoch would fill the "+
			"memory. Paths are recorded up to %s weights: choose photos of 64 pixels.", r.ImageSize, millions(n), millions(mostPathWeights))
	}
	return ""
}

// millions writes a count of weights: "3.5 million".
func millions(n int) string {
	return say.F("%s million", format.Fixed(float64(n)/1e6, 1))
}

// passed adds a waypoint to the run's path and returns those that are no longer on it.
func (r *Run) passed(w keep.Way) (gone []keep.Way) {
	drop := func(out func(o keep.Way) bool) {
		r.Path = slices.DeleteFunc(r.Path, func(o keep.Way) bool {
			if out(o) {
				gone = append(gone, o)
				return true
			}
			return false
		})
	}
	drop(func(o keep.Way) bool { return o.Epoch >= w.Epoch }) // it passes there again, from a checkpoint
	r.Path = append(r.Path, w)
	// There are to be few. What stays are the start, the latest, and the epochs that a
	// power of two divides, the least that will do.
	for r.pathEvery = max(1, r.pathEvery); ; r.pathEvery *= 2 {
		start := r.Path[0].Epoch
		drop(func(o keep.Way) bool {
			return o.Epoch != start && o.Epoch != w.Epoch && math.Mod(o.Epoch, r.pathEvery) != 0
		})
		if len(r.Path) <= mostWaypoints {
			return gone
		}
	}
}

func (s *Session) dropWays(r *Run, ways []keep.Way) {
	for _, w := range ways {
		s.journal.DropWay(r.place, w.Epoch)
	}
}

// dropOldPaths forgets the paths of all rounds but the latest, and what was measured
// around them.
func (s *Session) dropOldPaths() {
	if latest := s.Latest(); latest == nil || s.Landscape.Round != latest.Number {
		s.Landscape.Clear()
	}
	for _, r := range s.Runs {
		if !s.Current(r) {
			s.dropWays(r, r.Path)
			r.Path = nil
		}
	}
}

// CanMeasure returns the runs whose paths can be drawn: those of the latest round's
// first part that has any, with one network. A path has two points at least.
func (l *Ledger) CanMeasure() []*Run {
	var runs []*Run
	for _, r := range l.Runs {
		if l.Current(r) && len(r.Path) > 1 && (len(runs) == 0 || r.Beside(runs[0]) && spec.SameNetwork(r.Spec, runs[0].Spec)) {
			runs = append(runs, r)
		}
	}
	return runs
}

// MeasureSurface has the loss around the paths of the latest round measured on a grid.
func (s *Session) MeasureSurface(grid int) {
	runs := s.CanMeasure()
	if len(runs) == 0 {
		return
	}
	round := s.RoundOf(runs[0])
	of := landscape.Runs{Round: round.Number, Spec: runs[0].Spec, SetName: round.SetName, Pack: round.Pack}
	for _, r := range runs {
		of.Paths = append(of.Paths, landscape.Path{Run: r.ID, Ways: r.Path})
	}
	s.Landscape.Measure(of, grid)
	s.lend()
}
