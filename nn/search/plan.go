package search

import (
	"errors"
	"math"
	"slices"

	"pawgrad/nn/spec"
)

// What every arm gets.
const (
	Rates = 12 // to begin with
	Seeds = 3  // of each rate
)

const (
	perDecade = 3 // rates
	below     = 6 // rates below the arm's own, which is one of them
	keep      = 3 // one rate of so many goes on to the next rung
	rungs     = 3 // at most, each of keep times the epochs of the one before
	// seedsApart is how far the seeds of a search are from those of the experiment: an arm is
	// not compared on the starts that its rate was chosen by.
	seedsApart = 1000
)

// Plan is a search for the rates of an experiment's arms.
type Plan struct {
	// Experiment has the arms that look for a rate, as they were set up.
	Experiment spec.Experiment `json:"experiment"`
	// Rungs are what every arm gets, one after the other, the epochs growing.
	Rungs []Rung `json:"rungs"`
}

// Rung is a step of a search: so many rates of every arm, trained for so many epochs.
type Rung struct {
	Rates  int `json:"rates"`
	Epochs int `json:"epochs"`
}

// New plans a search for the rates of an experiment's methods and of the arms that are started
// with it, in which the last are trained for a share of the experiment's epochs. Arms that
// differ from another in their rate alone are left out: it is what they are there for.
func New(e spec.Experiment, share float64) Plan {
	p := Plan{Experiment: different(e)}
	most := max(1, int(math.Round(share*float64(e.Shared.Epochs))))
	rates := Rates
	for i := range rungs {
		part := math.Pow(keep, float64(rungs-1-i))
		epochs := int(math.Ceil(float64(most) / part))
		if n := len(p.Rungs); n > 0 && p.Rungs[n-1].Epochs == epochs {
			continue // nothing new would come of it
		}
		p.Rungs = append(p.Rungs, Rung{rates, epochs})
		rates = (rates + keep - 1) / keep
	}
	return p
}

// different is an experiment without the arms that differ from an earlier one in the rate
// alone. What an arm is called stays, whatever its rate becomes.
func different(e spec.Experiment) spec.Experiment {
	e = e.Clone()
	e.SameRate = 0
	seen := map[spec.Run]bool{}
	isNew := func(r spec.Run) bool {
		r.Hyper.LearningRate, r.Arm = 0, spec.Label{}
		known := seen[r]
		seen[r] = true
		return !known
	}
	for _, id := range e.Methods {
		isNew(e.Run(id))
	}
	var arms []spec.Arm
	for _, a := range e.Started() {
		if a = e.Fixed(a); isNew(e.ArmRun(a)) {
			arms = append(arms, a)
		}
	}
	e.Arms = arms
	return e
}

// Arms counts the arms that look for a rate.
func (p Plan) Arms() int { return len(p.Experiment.Methods) + len(p.Experiment.Arms) }

// Runs counts the runs of the rungs from one on: those of an arm that has diverged at most
// rates are fewer.
func (p Plan) Runs(from int) int {
	n := 0
	for _, r := range p.Rungs[from:] {
		n += r.Rates * Seeds * p.Arms()
	}
	return n
}

// Rung is the rung that runs of so many epochs are of, or -1.
func (p Plan) Rung(epochs int) int {
	return slices.IndexFunc(p.Rungs, func(r Rung) bool { return r.Epochs == epochs })
}

// Check reports what cannot be in a plan.
func (p Plan) Check() error {
	if len(p.Rungs) == 0 || len(p.Rungs) > rungs || p.Arms() == 0 {
		return errors.New("a search of no rungs, too many, or no arms")
	}
	epochs := 0
	for _, r := range p.Rungs {
		if r.Rates < 1 || r.Rates > Rates || r.Epochs <= epochs || r.Epochs > spec.MaxEpochs {
			return errors.New("a search whose rungs cannot be")
		}
		epochs = r.Epochs
	}
	return nil
}

// ratesAround are the rates that an arm tries first, ascending: its own, six below and five
// above, or so many fewer above as would be larger than a rate may be.
func ratesAround(own float64) []float64 {
	s, _ := spec.SettingByKey(spec.KeyLearningRate)
	at := func(i int) float64 { return own * math.Pow(10, float64(i)/perDecade) }
	lowest := -below
	for lowest > 1-Rates && at(lowest+Rates-1) > s.Max {
		lowest--
	}
	rates := make([]float64, Rates)
	for i := range rates {
		if rates[i] = round(at(lowest + i)); lowest+i == 0 {
			rates[i] = own
		}
	}
	return rates
}

// round leaves two digits of a rate: 0.022, not 0.021544346900318832.
func round(rate float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(rate))-1)
	if unit < 1 {
		return math.Round(rate/unit) / math.Round(1/unit)
	}
	return math.Round(rate/unit) * unit
}

// Parts are the experiments of a rung, one a rate: each has every arm with the first of its
// rates, the second, and so on. trials are those of the rung before, none for the first. An arm
// that has diverged at too many rates is missing in the last parts, and at all in none.
func (p Plan) Parts(rung int, trials []Trial) []spec.Experiment {
	rates := func(spec.MethodID, int) []float64 { return nil }
	if rung == 0 {
		rates = func(method spec.MethodID, look int) []float64 { return ratesAround(p.own(method, look)) }
	} else {
		found := Sum(trials)
		rates = func(method spec.MethodID, look int) []float64 { return promoted(found, method, look, p.Rungs[rung]) }
	}
	var parts []spec.Experiment
	for i := range p.Rungs[rung].Rates {
		part := p.shortened(p.Rungs[rung].Epochs)
		part.Methods = slices.DeleteFunc(part.Methods, func(id spec.MethodID) bool {
			list := rates(id, 0)
			if i < len(list) {
				h := part.Hyper[id]
				h.LearningRate = list[i]
				part.Hyper[id] = h
			}
			return i >= len(list)
		})
		part.Arms = slices.DeleteFunc(part.Arms, func(a spec.Arm) bool { return i >= len(rates(a.Method, a.Look)) })
		for k, a := range part.Arms {
			part.Arms[k].Hyper.LearningRate = rates(a.Method, a.Look)[i]
		}
		if len(part.Arms) == 0 {
			part.Arms = nil
		}
		if len(part.Methods)+len(part.Arms) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// own is the rate that an arm was set up with.
func (p Plan) own(method spec.MethodID, look int) float64 {
	if a, beside := p.Experiment.Arm(look); beside {
		return a.Hyper.LearningRate
	}
	return p.Experiment.Hyper[method].LearningRate
}

// promoted are the rates of an arm that go on to a rung, ascending: those with the lowest loss
// in the one before. After few epochs many rates have the accuracy of guessing, and the loss
// tells them apart.
func promoted(found []Arm, method spec.MethodID, look int, to Rung) []float64 {
	i := slices.IndexFunc(found, func(a Arm) bool { return a.Method == method && a.Look == look })
	if i < 0 {
		return nil
	}
	last := found[i].Rungs[len(found[i].Rungs)-1].Tried
	held := slices.DeleteFunc(slices.Clone(last), Candidate.Diverged)
	slices.SortStableFunc(held, byLoss)
	var rates []float64
	for _, c := range held[:min(len(held), to.Rates)] {
		rates = append(rates, c.Rate)
	}
	slices.Sort(rates)
	return rates
}

// shortened is the experiment with other seeds and so many epochs, and what counts epochs made
// as much shorter. No arm has epochs of its own.
func (p Plan) shortened(epochs int) spec.Experiment {
	e := p.Experiment.Clone()
	e.Seeds = Seeds
	for i, a := range e.Arms {
		r := e.ArmRun(a)
		shorten(&r, epochs)
		for _, key := range []string{spec.KeyEpochs, spec.KeyHeadEpochs, spec.KeyPatience, spec.KeyWarmup, spec.KeyStepEvery} {
			if _, own := a.Own[key]; own {
				s, _ := spec.SettingByKey(key)
				e.Arms[i].Own[key] = s.Text(r)
			}
		}
	}
	shorten(&e.Shared, epochs)
	if e.Shared.Seed >= seedsApart {
		e.Shared.Seed -= seedsApart
	} else {
		e.Shared.Seed += seedsApart
	}
	return e
}

// shorten gives a run so many epochs, with the same course of its rate.
func shorten(r *spec.Run, epochs int) {
	share := float64(epochs) / float64(r.Epochs)
	r.Epochs, r.Patience = epochs, 0
	r.Warmup *= share
	r.StepEvery = max(1, int(math.Round(share*float64(r.StepEvery))))
	r.HeadEpochs = int(share * float64(r.HeadEpochs))
}
