package session

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// How long all runs will take is estimated from arithmetic: each run's operations that
// are left, by the operations a second that the runs most like it have done. So a part
// that has not begun is judged by its own network and size, not by the parts before it.

// Overall is how much of what is to be done in the rounds that are not over is done, 0
// to 1: by the operations, as a run of one part may take ten times as long as one of
// another. Of the n runs of these rounds, over have ended.
func (s *Session) Overall() (share float64, over, n int) {
	e := s.estimate()
	open := map[int]bool{}
	for _, r := range s.Runs {
		if !r.Status.Over() {
			open[r.Round] = true
		}
	}
	all, done := 0.0, 0.0
	planned := map[int]bool{} // rounds whose later runs count
	for _, r := range s.Runs {
		if !open[r.Round] {
			continue
		}
		if !planned[r.Round] {
			planned[r.Round] = true
			for _, rung := range s.RoundOf(r).later() {
				n += rung.Rates
				all += float64(rung.Rates) * e.work(r, float64(rung.Epochs))
			}
		}
		n++
		work := e.work(r, float64(r.Spec.Epochs))
		all += work
		if r.Status.Over() {
			over++
			done += work
		} else {
			done += work * r.Share()
		}
	}
	if all == 0 {
		return 0, over, n
	}
	return done / all, over, n
}

// Left estimates the seconds until all runs that want to go on are over; 0 while that
// cannot be known, or while all are held.
func (s *Session) Left() float64 {
	if s.Held {
		return 0
	}
	e := s.estimate()
	sum, longest := 0.0, 0.0
	planned := map[int]bool{} // rounds whose later runs count
	for _, r := range s.Runs {
		if r.Status.Over() || r.Status == Paused || r.Status == Stopping {
			continue
		}
		if pace := e.pace(r); !planned[r.Round] && pace > 0 {
			planned[r.Round] = true
			for _, rung := range s.RoundOf(r).later() {
				sum += float64(rung.Rates) * e.work(r, float64(rung.Epochs)) / pace / e.abreast(r)
			}
		}
		seconds := r.Progress.ETA
		if r.Status != Running || seconds <= 0 {
			pace := e.pace(r)
			if pace == 0 {
				return 0 // nothing has been measured yet
			}
			seconds = e.work(r, float64(r.Spec.Epochs)-r.Trained()) / pace
		}
		sum += seconds / e.abreast(r)
		longest = max(longest, seconds)
	}
	if f := s.Preparing(); f != nil {
		sum += f.ETA()
	}
	return max(longest, sum+e.frozen())
}

// estimate is what the estimates of all runs have in common.
type estimate struct {
	*Ledger
	cores    int
	computer host.Computer
	costs    map[setUp]costs // what was worked out so far
	// speeds are the operations a second of the runs that have been measured on this
	// machine, by all that another run may have in common with them: the run itself, its
	// [place], what it is [like], its model, and nothing.
	speeds map[any]speed
}

// setUp is what runs of a round have in common that differ in the method and the seed only.
type setUp struct {
	round int
	run   spec.Run
}

// costs are what each run of a part takes.
type costs struct {
	train, forward float64 // floating-point operations by image
	memory         int64   // bytes
}

// speed is the operations a second of some runs.
type speed struct {
	flops float64 // their sum
	runs  int
}

// place is a part of a round.
type place struct{ round, part int }

// kin are what a run has in common with others, the closest first; see estimate.speeds.
func kin(r *Run) [5]any {
	return [5]any{r, place{r.Round, r.Part}, likeOf(r.Spec), r.Spec.Model, nil}
}

func (s *Session) estimate() *estimate {
	e := &estimate{Ledger: &s.Ledger, cores: s.Slots, computer: s.host.Computer(), costs: map[setUp]costs{}, speeds: map[any]speed{}}
	for _, r := range s.Runs {
		// Rounds that were opened may come from another machine.
		if r.Rate <= 0 || !sameMachine(s.RoundOf(r).Machine, e.computer) {
			continue
		}
		for _, common := range kin(r) {
			v := e.speeds[common]
			e.speeds[common] = speed{v.flops + r.Rate*e.cost(r).train, v.runs + 1}
		}
	}
	return e
}

func sameMachine(m record.Machine, c host.Computer) bool {
	return m.Browser == c.Browser && m.Cores == c.Cores
}

// cost is what a run takes.
func (e *estimate) cost(r *Run) costs {
	key := setUp{r.Round, r.Spec}
	key.run.Method, key.run.Hyper, key.run.Arm, key.run.Seed = "", spec.Hyper{}, spec.Label{}, 0
	c, known := e.costs[key]
	if !known {
		network, size := r.Spec.Network(), r.Spec.ImageSize
		c = costs{network.TrainFLOPs(size), network.ForwardFLOPs(size), r.Spec.MemoryBytes(e.RoundOf(r).set.Images())}
		e.costs[key] = c
	}
	return c
}

// like is what runs have in common whose images cost the same.
type like struct {
	model  spec.ModelID
	train  spec.Train
	cached bool
	size   int
}

func likeOf(r spec.Run) like {
	l := like{model: r.Model, size: r.ImageSize}
	if r.Model == spec.VGG19 {
		l.train, l.cached = r.Train, r.Cached()
	}
	return l
}

// work counts the floating-point operations of so many epochs of a run, with the tests
// on the validation photos after each and on the test photos at the end.
func (e *estimate) work(r *Run, epochs float64) float64 {
	set, cost := &e.RoundOf(r).set, e.cost(r)
	train := atMostOf(r.Spec.TrainImages, set.Train) * cost.train
	validate := atMostOf(r.Spec.EvalImages, set.Validation) * cost.forward
	return max(0, epochs)*(train+validate) + atMostOf(r.Spec.EvalImages, set.Test)*cost.forward
}

// atMostOf is how many images of a split are used; 0 stands for all.
func atMostOf(most int, counts []int) float64 {
	if n := protocol.Sum(counts); most == 0 || most > n {
		return float64(n)
	}
	return float64(most)
}

// pace is the operations a second at which a run is expected to go: its own so far, or
// the mean of those most like it; 0 if none has been measured.
func (e *estimate) pace(r *Run) float64 {
	for _, common := range kin(r) {
		if v := e.speeds[common]; v.runs > 0 {
			return v.flops / float64(v.runs)
		}
	}
	return 0
}

// abreast is how many runs like one go on at the same time, as cores and memory allow.
func (e *estimate) abreast(r *Run) float64 {
	each := max(r.Progress.Bytes, e.cost(r).memory)
	return float64(max(1, min(e.cores, int(e.computer.Memory/each))))
}

// frozen estimates the seconds that VGG19's frozen layers take to see all photos of
// rounds whose turn for that has not come. What the store already has is not known
// before then.
func (e *estimate) frozen() float64 {
	type photos struct {
		set      string
		size     int
		cut      spec.Cut
		variants string
	}
	seconds, counted := 0.0, map[photos]bool{}
	for _, r := range e.Runs {
		if r.Status != Queued || !r.Spec.Cached() || r.features != nil {
			continue
		}
		set := &e.RoundOf(r).set
		key := photos{set.SHA256, r.Spec.ImageSize, r.Spec.Cut(), r.Spec.VariantsKey()}
		if counted[key] {
			continue
		}
		counted[key] = true
		images := set.Images() + r.Spec.Variants()*protocol.Sum(set.Train)
		// Photos that vary are seen by all layers each time; so much more than for those
		// that do not it takes to see one.
		varying := r.Spec
		varying.Augment = spec.Augment{Shift: 0.1}
		each := varying.Network().ForwardFLOPs(r.Spec.ImageSize) - e.cost(r).forward
		seconds += float64(images) * each / e.pace(r) / float64(e.cores)
	}
	return seconds
}
