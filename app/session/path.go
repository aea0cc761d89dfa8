package session

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// The path of a run is the weights that it had at the start and after each epoch, for
// the picture of the loss around them. Files of two megabytes each add up, so only
// small networks leave a path, of each method one, and only in the latest round; and
// of long runs not every epoch is kept.

const (
	mostPathWeights = 1_000_000 // trained numbers of a network that leaves a path
	mostWaypoints   = 17        // of a run: the start, and every 2ⁿth epoch
	waySuffix       = ".way"
)

// Way is a point of a run's path.
type Way struct {
	Epoch float64
	file  host.Blob
}

// leavesPath reports whether a run's weights are kept after every epoch.
func (s *Session) leavesPath(r *Run) bool {
	return NoPath(r.Spec) == "" && r.Spec.Seed == s.RoundOf(r).Parts[r.Part].Shared.Seed
}

// NoPath says why runs with such settings leave no path, or nothing if they do.
func NoPath(r spec.Run) string {
	m := r.Network()
	switch n := m.Params(r.ImageSize); {
	case r.Model != spec.CNN:
		return fmt.Sprintf("Paths are recorded for the CNN only. %s trains %s weights; to keep them all after every epoch would fill the memory.", m.Name, millions(n))
	case n > mostPathWeights:
		return fmt.Sprintf("With photos of %d pixels the network has %s weights; to keep them all after every epoch would fill the memory. "+
			"Paths are recorded up to %s weights: choose photos of 64 pixels.", r.ImageSize, millions(n), millions(mostPathWeights))
	}
	return ""
}

// millions writes a count of weights: "3.5 million".
func millions(n int) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " million" }

// waypoint takes a point of a run's path in. The latest round's are kept in its
// folder, so that they survive a reload.
func (s *Session) waypoint(r *Run, e protocol.Waypoint, a host.Attachments) {
	if len(a.Files) != 1 || !s.Current(r) {
		return
	}
	for len(r.Path) > 0 && r.Path[len(r.Path)-1].Epoch >= e.Epoch { // it passes here again, from a checkpoint
		s.dropWay(r, len(r.Path)-1)
	}
	r.Path = append(r.Path, Way{e.Epoch, a.Files[0]})
	if s.journal.owned {
		// Nothing else makes room for it on a full disk: it can be done without.
		s.host.Keep(s.RoundOf(r).folder(), wayName(r, e.Epoch), a.Files[0], func(host.Keeping) {})
	}
	s.thin(r)
	s.host.Changed(host.Surface)
}

// thin drops waypoints between others until there are few enough. What stays are the
// start, the latest, and the epochs that a power of two divides, the least that will
// do.
func (s *Session) thin(r *Run) {
	for every := max(1, r.pathEvery); ; every *= 2 {
		for i := len(r.Path) - 2; i > 0; i-- {
			if math.Mod(r.Path[i].Epoch, every) != 0 {
				s.dropWay(r, i)
			}
		}
		if r.pathEvery = every; len(r.Path) <= mostWaypoints {
			return
		}
	}
}

// dropWay forgets a waypoint.
func (s *Session) dropWay(r *Run, i int) {
	if s.journal.owned {
		s.host.Drop(s.RoundOf(r).folder(), wayName(r, r.Path[i].Epoch))
	}
	r.Path = slices.Delete(r.Path, i, i+1)
}

// dropPath forgets a run's path.
func (s *Session) dropPath(r *Run) {
	for i := len(r.Path) - 1; i >= 0; i-- {
		s.dropWay(r, i)
	}
}

// dropOldPaths forgets the paths of all rounds but the latest, and what was measured
// around them.
func (s *Session) dropOldPaths() {
	if latest := s.Latest(); latest == nil || s.Landscape.Round != latest.Number {
		s.CancelSurface()
		s.Landscape = Landscape{}
	}
	for _, r := range s.Runs {
		if !s.Current(r) {
			s.dropPath(r)
		}
	}
}

// findPath gives a run that an earlier visit has left the path among its round's
// files.
func (r *Run) findPath(files map[string]host.Blob) {
	for name, file := range files {
		text, ok := strings.CutSuffix(name, waySuffix)
		id, epoch, parted := strings.Cut(text, "-")
		at, err := strconv.ParseFloat(epoch, 64)
		if ok && parted && id == r.ID && err == nil {
			r.Path = append(r.Path, Way{at, file})
		}
	}
	slices.SortFunc(r.Path, func(a, b Way) int { return int(math.Copysign(1, a.Epoch-b.Epoch)) })
}

// wayName names the file of a waypoint: "run3-10.way".
func wayName(r *Run, epoch float64) string {
	return r.ID + "-" + strconv.FormatFloat(epoch, 'f', -1, 64) + waySuffix
}
