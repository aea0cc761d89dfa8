package session

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/record"
)

// restore brings back what earlier visits have left. Runs that were under way are
// paused until the visitor says that they may go on.
func (s *Session) restore() {
	s.host.Claim(func(free bool) {
		s.journal.asked, s.journal.owned = true, free
		if !free {
			s.Board.Notify("Pawgrad is open in another tab too. That one keeps its experiments; what is trained here is gone when this page is closed.")
			s.restored()
			return
		}
		s.host.Folders(func(names []string) {
			var rounds []string
			for _, name := range names {
				if strings.HasPrefix(name, roundsFolder) {
					rounds = append(rounds, name)
				}
			}
			slices.Sort(rounds) // by the time at which they began
			s.restoreRounds(rounds)
		})
	})
}

// restoreRounds brings back one round after the other.
func (s *Session) restoreRounds(folders []string) {
	if len(folders) == 0 {
		s.host.Kept(setsFolder, func(packs map[string]host.Blob) {
			s.findPacks(packs)
			s.restored()
		})
		return
	}
	s.host.Kept(folders[0], func(files map[string]host.Blob) {
		s.restoreRound(folders[0], files, func() { s.restoreRounds(folders[1:]) })
	})
}

// restoreRound makes a round of the files of its folder. A file that cannot be read
// is as good as not there.
func (s *Session) restoreRound(folder string, files map[string]host.Blob, over func()) {
	var ids []string
	for name := range files {
		if id, ok := isRun(name); ok {
			ids = append(ids, id)
		}
	}
	switch {
	case len(files) == 0: // perhaps it could not be read
		over()
		return
	case len(ids) == 0: // what was left of a round while it was removed
		s.host.Forget(folder, over)
		return
	}
	slices.SortFunc(ids, byNumber)
	var whole record.Experiment
	var next func(i int)
	next = func(i int) {
		if i == len(ids) {
			s.readName(files[nameFile], &whole, func() {
				if len(whole.Runs) > 0 {
					s.adopt(whole, files)
				}
				over()
			})
			return
		}
		s.host.Read(files[ids[i]+recordSuffix], func(text []byte, problem string) {
			if e, err := record.Decode(text); problem == "" && err == nil && len(e.Runs) == 1 {
				e.Runs = append(whole.Runs, e.Runs[0])
				whole = e // the last written knows all parts
			}
			next(i + 1)
		})
	}
	next(0)
}

// readName gives a round the name that the visitor chose, if there is a file of it.
func (s *Session) readName(file host.Blob, e *record.Experiment, over func()) {
	if file == nil {
		over()
		return
	}
	s.host.Read(file, func(text []byte, problem string) {
		if name := tidyName(string(text)); problem == "" && name != "" {
			e.Name = name
		}
		over()
	})
}

// adopt makes a record a round of the page. The runs get new names where theirs are
// taken.
func (s *Session) adopt(e record.Experiment, files map[string]host.Blob) *Round {
	round := s.roundOf(e)
	s.Rounds = append(s.Rounds, round)
	for _, o := range s.Runs {
		if o.Status.Over() {
			o.Hidden = true
		}
	}
	for _, o := range e.Runs {
		r := runOf(o, round.Number)
		if n, err := strconv.Atoi(strings.TrimPrefix(r.ID, runPrefix)); err == nil {
			s.nextRun = max(s.nextRun, n)
		}
		r.kept.stored = files[r.ID+resumeSuffix]
		r.kept.checkpoint = r.kept.stored
		switch {
		case !r.Status.Over() && r.kept.stored == nil: // it begins again
			r = &Run{ID: r.ID, Round: r.Round, Part: r.Part, Spec: r.Spec, Status: Paused}
		case r.Status.Over() && !r.cameToGrief(): // the page was closed before it could be dropped
			r.kept.checkpoint = nil
			s.dropCheckpoint(round, r)
		}
		r.findPath(files)
		s.Runs = append(s.Runs, r)
		if r.Status.Over() { // one whose record could not follow its model trains again
			r.Model = files[r.ID+modelSuffix]
		}
		if s.Current(r) {
			s.loadModel(r)
		}
	}
	return round
}

// findPacks gives rounds their photos where those have been kept, and lets go of
// photos that no round needs.
func (s *Session) findPacks(packs map[string]host.Blob) {
	needed := map[string]bool{}
	for _, round := range s.Rounds {
		name := round.set.SHA256 + packSuffix
		needed[name] = true
		if pack := packs[name]; pack != nil {
			round.Pack = pack
		}
	}
	for name := range packs {
		if !needed[name] {
			s.host.Drop(setsFolder, name)
		}
	}
}

// reunite gives rounds without photos those that have just been loaded, if they are
// theirs.
func (s *Session) reunite() {
	for _, round := range s.Rounds {
		if round.Pack == nil && round.set.SHA256 == s.Data.Set.SHA256 {
			round.Pack = s.Data.Pack
			s.keepSet(round)
		}
	}
	s.fill()
}

// sayWhatIsMissing tells the visitor which photos have to be loaded again before all
// runs that want to go on can.
func (s *Session) sayWhatIsMissing() {
	for _, r := range s.Runs {
		if round := s.RoundOf(r); r.Status == Queued && round.Pack == nil && s.Data.Set != nil {
			s.Board.Notify(fmt.Sprintf("The photos of %q are not kept in this browser. Load that image set again; its runs then go on.", round.SetName))
			return
		}
	}
}

// restored goes on with what had to wait until the earlier visits' rounds were
// there.
func (s *Session) restored() {
	s.journal.restored = true
	s.dropOldPaths()
	if s.Data.Set != nil {
		s.reunite()
	}
	if said := join(s.interrupted(), s.tooMany()); said != "" {
		s.Board.Inform(said)
	}
	s.host.Changed(host.RunStates | host.Curves | host.Numbers)
	if s.Data.Set != nil {
		s.takeUp()
		s.grantWish()
	}
	for _, file := range s.journal.toOpen {
		s.OpenExperiment(file)
	}
	s.journal.toOpen = nil
}

// interrupted says which runs an earlier visit has left in their middle.
func (s *Session) interrupted() string {
	switch n := s.Unfinished(); n {
	case 0:
		return ""
	case 1:
		return "A run was interrupted when the page was closed. It goes on from its last epoch when you press Resume all."
	default:
		return fmt.Sprintf("%d runs were interrupted when the page was closed. They go on from their last epoch when you press Resume all.", n)
	}
}

// manyRounds is from how many rounds on the page takes some seconds to read them all.
const manyRounds = 30

// tooMany says that there are many rounds. Which of them matter is not for the page to
// decide, so it removes none.
func (s *Session) tooMany() string {
	if len(s.Rounds) < manyRounds {
		return ""
	}
	return fmt.Sprintf("This browser keeps %d rounds, which makes the page open slowly. Under Runs, remove those that you no longer need; "+
		"what you may want again, save as a file first.", len(s.Rounds))
}

// takeUp makes the photos of the latest round those in use again; once, as soon as the page has all it begins with.
func (s *Session) takeUp() {
	latest := s.Latest()
	if s.journal.tookUp || latest == nil {
		return
	}
	s.journal.tookUp = true
	if latest.Pack != nil && latest.set.SHA256 != s.Data.Set.SHA256 {
		s.UsePack(latest.Pack)
	}
}

// runPrefix begins the names of runs.
const runPrefix = "run"

// byNumber orders names of runs by their numbers.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}
