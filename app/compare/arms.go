package compare

import (
	"slices"

	"pawgrad/app/figure"
	"pawgrad/app/session"
)

// Arm is one arm of a comparison: its runs with all seeds, of one round and one of its
// parts.
type Arm []*session.Run

// Arms are those in the figures, hidden ones left out unless asked for, in the order of
// the runs. A study has a network and size for each part; one part is in view at a time.
func (c *Comparison) Arms(hidden bool) []Arm {
	var list []Arm
	part := c.Part()
	for _, r := range c.session.Runs {
		current := c.session.Current(r)
		if r.Hidden && !(hidden && current) || current && r.Part != part {
			continue
		}
		i := slices.IndexFunc(list, func(a Arm) bool {
			return a[0].Round == r.Round && a[0].Part == r.Part && a[0].Spec.Method == r.Spec.Method && a[0].Spec.Arm == r.Spec.Arm
		})
		if i < 0 {
			list = append(list, Arm{r})
		} else {
			list[i] = append(list[i], r)
		}
	}
	return list
}

// Part is the part of the latest round in view: the chosen one, or that where something
// is going on, or the first with results.
func (c *Comparison) Part() int {
	round := c.session.Latest()
	if round == nil || len(round.Parts) == 1 {
		return 0
	}
	if c.part < len(round.Parts) && c.partOf == round.Number {
		return c.part
	}
	last := 0
	for _, r := range c.session.Runs {
		if c.session.Current(r) && r.Train.Len() > 0 {
			last = r.Part
		}
	}
	return last
}

// Hidden reports whether no run of the arm is in the figures.
func (a Arm) Hidden() bool {
	return !slices.ContainsFunc(a, func(r *session.Run) bool { return !r.Hidden })
}

// Settled are the runs whose mean stands for the arm: those that are over, or, while
// there are none, those that have begun. A run under way would cut the mean short.
func (a Arm) Settled() Arm {
	var over, begun Arm
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

// Validation is the mean of the latest validation accuracies of the settled runs, and
// whether there is one.
func (a Arm) Validation() (mean float64, ok bool) {
	n := 0
	for _, r := range a.Settled() {
		if last := len(r.Epochs); last > 0 {
			mean += r.Epochs[last-1].ValidationAccuracy
			n++
		}
	}
	return mean / float64(max(1, n)), n > 0
}

// ArmName names the arm, without its seed.
func (c *Comparison) ArmName(a Arm) string { return c.nameOf(a[0], false) }

// mostSeedLines is how many single seeds of an arm are drawn behind their mean: more cannot
// be told apart.
const mostSeedLines = 100

// series are an arm's curves in a chart: one run's, or the mean over the seeds with its
// band, and behind it, if asked for or still under way, the single seeds.
func (c *Comparison) armSeries(a Arm, q Quantity, o Lines) []figure.Series {
	if len(a) == 1 {
		return []figure.Series{c.series(a[0], q, o)}
	}
	settled := a.Settled()
	over := len(settled) > 0 && settled[0].Result != nil // then those without a result are under way
	var list []figure.Series
	for _, r := range a {
		if r.Train.Len() > 0 && len(list) < mostSeedLines && (o.Seeds || over && r.Result == nil) {
			list = append(list, curve(r, q, o).Member())
		}
	}
	return append(list, c.mean(a, settled, q, o))
}

// meanKey is what a mean curve depends on beside its runs.
type meanKey struct {
	first  *session.Run
	q      string
	byTime bool
}

// mean is the mean curve of an arm's settled runs. Of runs that are over it is worked out
// once.
func (c *Comparison) mean(a, settled Arm, q Quantity, o Lines) figure.Series {
	key, over := meanKey{a[0], q.ID, o.ByTime}, len(settled) > 0 && settled[0].Result != nil
	if known, ok := c.evaluated.means[key]; ok && over && slices.Equal(known.of, settled) {
		return known.mean
	}
	members := make([]figure.Series, len(settled))
	for i, r := range settled {
		members[i] = curve(r, q, o)
	}
	mean := figure.OverSeeds(members)
	mean.Name, mean.Style = c.ArmName(a), curve(a[0], q, o).Style
	if over {
		if c.evaluated.means == nil || len(c.evaluated.means) >= mostMeans {
			c.evaluated.means = map[meanKey]meanOf{}
		}
		c.evaluated.means[key] = meanOf{settled, mean}
	}
	return mean
}

// meanOf is a mean curve with the runs that it is of.
type meanOf struct {
	of   Arm
	mean figure.Series
}

// mostMeans is how many mean curves are remembered: those of some methods in all charts.
const mostMeans = 200
