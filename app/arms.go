package app

import (
	"slices"

	"pawgrad/app/figure"
	"pawgrad/app/session"
	"pawgrad/nn/spec"
)

// arm is one method in a comparison: its runs with all seeds, of one round and one of
// its parts.
type arm []*session.Run

// arms are those in the figures, hidden ones left out unless asked for, in the order of
// the runs. A study has a network and size for each part; one part is in view at a time.
func (l *lab) arms(hidden bool) []arm {
	var list []arm
	for _, r := range l.Runs {
		if r.Hidden && !(hidden && l.Current(r)) || !l.inView(r) {
			continue
		}
		i := slices.IndexFunc(list, func(a arm) bool {
			return a[0].Round == r.Round && a[0].Part == r.Part && a[0].Spec.Method == r.Spec.Method
		})
		if i < 0 {
			list = append(list, arm{r})
		} else {
			list[i] = append(list[i], r)
		}
	}
	return list
}

// inView reports whether a run belongs to the part in view; earlier rounds that are
// shown for comparison are in view whole.
func (l *lab) inView(r *session.Run) bool { return !l.Current(r) || r.Part == l.part() }

// part is the part of the latest round in view: the chosen one, or that where something
// is going on, or the first with results.
func (l *lab) part() int {
	round := l.Latest()
	if round == nil || len(round.Parts) == 1 {
		return 0
	}
	if l.view.part < len(round.Parts) && l.view.partOf == round.Number {
		return l.view.part
	}
	last := 0
	for _, r := range l.Runs {
		if l.Current(r) && r.Train.Len() > 0 {
			last = r.Part
		}
	}
	return last
}

// partName says what is trained in a part: "VGG19, 150 px".
func partName(e spec.Experiment) string {
	m, _ := spec.ModelByID(e.Shared.Model)
	return m.Name + ", " + whole(e.Shared.ImageSize) + " px"
}

// method is the arm's method.
func (a arm) method() spec.Method { return a[0].Method() }

// hidden reports whether no run of the arm is in the figures.
func (a arm) hidden() bool {
	return !slices.ContainsFunc(a, func(r *session.Run) bool { return !r.Hidden })
}

// settled are the runs whose mean stands for the arm: those that are over, or, while
// there are none, those that have begun. A run under way would cut the mean short.
func (a arm) settled() arm {
	var over, begun arm
	for _, r := range a {
		if r.Train.Len() == 0 {
			continue
		}
		begun = append(begun, r)
		if r.Result != nil {
			over = append(over, r)
		}
	}
	if over != nil {
		return over
	}
	return begun
}

// validation is the mean of the latest validation accuracies of the settled runs, and
// whether there is one.
func (a arm) validation() (mean float64, ok bool) {
	n := 0
	for _, r := range a.settled() {
		if last := len(r.Epochs); last > 0 {
			mean += r.Epochs[last-1].ValidationAccuracy
			n++
		}
	}
	return mean / float64(max(1, n)), n > 0
}

// name names the arm, without its seed.
func (l *lab) armName(a arm) string { return l.nameOf(a[0], false) }

// series are an arm's curves in a chart: one run's, or the mean over the seeds with its
// band, and behind it, if asked for or still under way, the single seeds.
func (l *lab) armSeries(a arm, q quantity) []figure.Series {
	if len(a) == 1 {
		return []figure.Series{l.series(a[0], q)}
	}
	settled := a.settled()
	var list []figure.Series
	for _, r := range a {
		if r.Train.Len() > 0 && (l.view.seeds || !slices.Contains(settled, r)) {
			list = append(list, figure.Members([]figure.Series{l.series(r, q)})...)
		}
	}
	members := make([]figure.Series, len(settled))
	for i, r := range settled {
		members[i] = l.series(r, q)
	}
	mean := figure.OverSeeds(members, figure.MinMax)
	mean.Name, mean.Style = l.armName(a), l.series(a[0], q).Style
	return append(list, mean)
}
