package record

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// Named is a round with the name of the file that it came in.
type Named struct {
	File  string
	Round Round
}

// Joined is what has become of several rounds.
type Joined struct {
	Round Round
	// Files is how many files it is made of, LeftOut what of the others does not fit, a
	// sentence each.
	Files   int
	LeftOut []string
}

// Join makes one round of several that were trained apart, as by the laptops of a class: runs
// of equal arms are its seeds, others, as of a method with another rate, are arms beside them.
// The first round says what the others have to have in common with it: the image set, and the
// settings but for the seed. What does not fit is left out and named: a file of another image
// set or other settings, a seed that is there already, and runs that are not finished. There
// must be a round at least.
func Join(list []Named) Joined {
	j := Joined{Round: list[0].Round, Files: 1}
	first := &j.Round
	first.Parts = slices.Clone(first.Parts)
	for i := range first.Parts {
		first.Parts[i] = first.Parts[i].Clone()
	}
	first.Runs = nil
	first.Search = nil // nobody goes on with it
	for _, r := range list[0].Round.Runs {
		if r.Result != nil {
			first.Runs = append(first.Runs, r)
		}
	}
	j.say(list[0].File, unfinished(list[0].Round))
	for _, n := range list[1:] {
		if why := j.add(n.Round); why != nil {
			j.say(n.File, why...)
		}
	}
	for i := range first.Parts {
		spread(first, i)
	}
	return j
}

// say names what was left out of a file.
func (j *Joined) say(file string, why ...string) {
	for _, reason := range why {
		if reason != "" {
			j.LeftOut = append(j.LeftOut, file+": "+reason)
		}
	}
}

// unfinished says how many runs of a round have no result.
func unfinished(e Round) string {
	n := 0
	for _, r := range e.Runs {
		if r.Result == nil {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return say.F("%d {run is|runs are} not finished.", n)
}

// add takes the runs of another round that fit, and says what does not.
func (j *Joined) add(e Round) (why []string) {
	if e.Set.SHA256 != j.Round.Set.SHA256 {
		return []string{say.F("it is of another image set, %q.", e.Set.Name)}
	}
	places := make([]int, len(e.Parts)) // of its parts among those of the first
	for i, part := range e.Parts {
		places[i] = slices.IndexFunc(j.Round.Parts, func(p spec.Experiment) bool { return common(p) == common(part) })
		if places[i] < 0 {
			return []string{say.Text("it has other settings.")}
		}
		if first := &j.Round.Parts[places[i]]; first.Targets != part.Targets {
			first.Targets = "" // those of one were not fixed beforehand for the other
		}
	}
	refused := map[string]bool{}
	taken := 0
	for _, r := range e.Runs {
		if r.Result == nil {
			continue
		}
		part := &j.Round.Parts[places[r.Part]]
		label, ok := place(part, r.Spec)
		if !ok {
			refused[say.F("there can be no more arms, so its %s is left out.", format.Arm(r.Spec.Name()))] = true
			continue
		}
		r.Part, r.Spec.Arm = places[r.Part], label
		name := r.Spec.Name()
		switch {
		case slices.ContainsFunc(j.Round.Runs, func(other Run) bool {
			return other.Part == r.Part && armOf(other.Spec) == armOf(r.Spec) && other.Spec.Seed == r.Spec.Seed
		}):
			refused[say.F("seed %d of %s is in an earlier file already.", r.Spec.Seed, format.Arm(name))] = true
			continue
		case conflicting(j.Round, r):
			refused[say.F("%s was tested on photos of other classes.", format.Arm(name))] = true
			continue
		}
		r.ID = fmt.Sprint("run", len(j.Round.Runs)+1)
		j.Round.Runs = append(j.Round.Runs, r)
		taken++
	}
	if taken > 0 {
		j.Files++
	}
	why = slices.Sorted(maps.Keys(refused))
	if open := unfinished(e); open != "" {
		why = append(why, open)
	}
	return why
}

// place returns the label of the arm of a part that a run is of, and adds the arm where there
// is none: a method's own, as long as it has none, else one beside it. Without room for more,
// ok is false.
func place(part *spec.Experiment, r spec.Run) (label spec.Label, ok bool) {
	alike := func(o spec.Run) bool {
		o.Seed, o.Arm = r.Seed, r.Arm
		return o == r
	}
	if !slices.Contains(part.Methods, r.Method) && r.Arm.Look == 0 {
		part.Methods = append(part.Methods, r.Method)
		part.Hyper[r.Method] = r.Hyper
	}
	if slices.Contains(part.Methods, r.Method) && alike(part.Run(r.Method)) {
		return spec.Label{}, true
	}
	for _, a := range part.Arms {
		if o := part.ArmRun(a); alike(o) {
			return o.Arm, true
		}
	}
	a := spec.Arm{Method: r.Method, Hyper: r.Hyper, Own: map[string]string{}}
	for _, s := range spec.Settings {
		if s.OfArm() && (r.Model != part.Shared.Model || s.Text(r) != s.Text(part.Shared)) {
			a.Own[s.Key] = s.Text(r)
		}
	}
	look := part.AddArm(a)
	if look == 0 {
		return spec.Label{}, false
	}
	a, _ = part.Arm(look)
	name := r.Arm.Name
	if name == "" || slices.ContainsFunc(part.Arms, func(o spec.Arm) bool { return o.Name == name }) {
		name = part.NameOf(a)
	}
	part.ChangeArm(look, func(a *spec.Arm) { a.Name = name })
	return spec.Label{Name: name, Look: look}, true
}

// common is what runs must have in common to be compared: all settings that are shared, but
// for the seed. Both sides of a comparison are values, so that they can be compared.
func common(part spec.Experiment) (c struct {
	shared spec.Run
	rate   float64
}) {
	c.shared, c.rate = part.Shared, part.SameRate
	c.shared.Seed = 0
	return c
}

// conflicting reports whether a run says other classes of photos than the runs before it.
func conflicting(e Round, r Run) bool {
	labels := map[int]int{}
	for _, other := range e.Runs {
		for i, index := range other.Result.Test.Indexes {
			labels[index] = other.Result.Test.Labels[i]
		}
	}
	for i, index := range r.Result.Test.Indexes {
		if label, known := labels[index]; known && label != r.Result.Test.Labels[i] {
			return true
		}
	}
	return false
}

// spread puts a part's methods in order and says how many seeds it has, from which on. Seats
// of a class have seeds one after another; where some are missing, the part says so many as
// there are, and each run its own.
func spread(e *Round, i int) {
	part := &e.Parts[i]
	order := func(id spec.MethodID) int {
		return slices.IndexFunc(spec.Methods, func(m spec.Method) bool { return m.ID == id })
	}
	slices.SortFunc(part.Methods, func(a, b spec.MethodID) int { return cmp.Compare(order(a), order(b)) })
	seeds := map[uint64]bool{}
	for _, r := range e.Runs {
		if r.Part == i {
			seeds[r.Spec.Seed] = true
		}
	}
	if len(seeds) > 0 {
		part.Seeds = len(seeds)
		part.Shared.Seed = slices.Min(slices.Collect(maps.Keys(seeds)))
	}
}
