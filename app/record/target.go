package record

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// Unit is what it takes to reach a target is counted in.
type Unit int

// The units. Seconds depend on the machine and on what else it does, the others do not.
const (
	Epochs  Unit = iota
	Steps        // updates of the weights
	Photos       // looked at in training, each as often as it was
	Seconds      // of training
)

// Units are all of them.
var Units = []Unit{Epochs, Steps, Photos, Seconds}

// String is the unit's name.
func (u Unit) String() string {
	return [...]string{"epochs", "steps", "photos", "time"}[u]
}

// Name is what the unit is called in the language in use.
func (u Unit) Name() string {
	return [...]string{say.As("unit", "epochs"), say.As("unit", "steps"), say.As("unit", "photos"), say.As("unit", "time")}[u]
}

// text writes an amount; what is never reached has none.
func (u Unit) text(amount float64) string {
	switch {
	case math.IsInf(amount, 1):
		return format.Missing
	case u == Seconds:
		return minutes(amount)
	case u == Epochs:
		return say.Number(strconv.FormatFloat(amount, 'f', -1, 64))
	}
	return format.Fixed(amount, 0)
}

// TimeTo returns the first epoch after which at least so large a share of the
// validation photos was named right, and whether there is any.
func (r Run) TimeTo(accuracy float64) (first protocol.EpochPoint, ok bool) {
	for _, p := range r.Epochs {
		if p.ValidationAccuracy >= accuracy {
			return p, true
		}
	}
	return first, false
}

// stepsPerEpoch is how often a run changes its weights in an epoch.
func (r Run) stepsPerEpoch() float64 {
	if m, _ := spec.MethodByID(r.Spec.Method); m.FullBatch {
		return 1
	}
	return float64(r.Started.StepsPerEpoch)
}

// amount is what a run needs to reach an accuracy, infinite if it does not.
func (c Cell) amount(r Run, accuracy float64, unit Unit) float64 {
	first, ok := r.TimeTo(accuracy)
	switch epochs := float64(first.Epoch); {
	case !ok:
		return math.Inf(1)
	case unit == Seconds:
		return first.Seconds
	case unit == Steps:
		return epochs * r.stepsPerEpoch()
	case unit == Photos:
		return epochs * float64(c.Photos)
	default:
		return epochs
	}
}

// Length is how long a run was trained, in a unit.
func (c Cell) Length(r Run, unit Unit) float64 {
	if n := len(r.Epochs); n > 0 {
		r.Epochs = r.Epochs[n-1:]
	}
	return c.amount(r, 0, unit)
}

// Arrivals is what each seed needs to reach an accuracy, ascending, infinite for those that do
// not reach it.
func (c Cell) Arrivals(accuracy float64, unit Unit) []float64 {
	list := make([]float64, len(c.Runs))
	for i, r := range c.Runs {
		list[i] = c.amount(r, accuracy, unit)
	}
	slices.Sort(list)
	return list
}

// Arrived counts the seeds that reach an accuracy.
func (c Cell) Arrived(accuracy float64) int {
	list := c.Arrivals(accuracy, Epochs)
	return len(list) - len(slices.DeleteFunc(slices.Clone(list), func(x float64) bool { return !math.IsInf(x, 1) }))
}

// Median is what the seed in the middle needs to reach an accuracy: infinite if half of them or
// more do not.
func (c Cell) Median(accuracy float64, unit Unit) float64 { return median(c.Arrivals(accuracy, unit)) }

// median is the middle one of some values, ascending, or the mean of the two in the middle.
func median(values []float64) float64 {
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// Accuracies worth asking for where none were fixed: a twentieth apart, above what guessing
// gives.
const (
	landmarkStep = 5 // hundredths
	lowLandmark  = 55
	landmarks    = 3
)

// targets are the accuracies of which the row asks how soon they are reached: those that were
// fixed beforehand, or else, in what was begun before there were any, the highest, in steps of
// 0.05, that at least one run reaches.
func targets(part spec.Experiment, row Row) (list []float64, fixed bool) {
	if list, err := part.Targets.Values(); err == nil && list != nil {
		return list, true
	}
	for at := lowLandmark; at <= 100; at += landmarkStep {
		accuracy := float64(at) / 100
		if slices.ContainsFunc(row.Cells, func(c Cell) bool { return c.Arrived(accuracy) > 0 }) {
			list = append(list, accuracy)
		}
	}
	return list[max(0, len(list)-landmarks):], false
}

// TargetsNote says what the times to the row's targets are, and when the targets were chosen.
func (r Row) TargetsNote() string {
	text := say.Text("What it takes until that share of the validation photos is named right for the first time: the median over the seeds, where one that never gets there takes for ever. It is looked at after each epoch only, and times depend on what else the machine did.")
	if r.Fixed {
		return text + " " + say.Text("The targets were fixed before anything was trained.")
	}
	return text + " " + say.Text("The targets were chosen afterwards, as the highest that are reached, which favours the methods that reach them.")
}

// TargetRow is a line of the table of one target: the arm, how many of its seeds arrive, and
// what it takes in each of [Units].
func (c Cell) TargetRow(target float64) []string {
	line := []string{c.Name(), say.F("%d of %d", c.Arrived(target), len(c.Runs))}
	for _, unit := range Units {
		line = append(line, unit.text(c.Median(target, unit)))
	}
	return line
}

// TargetHead is the head of such a table.
func TargetHead() []string {
	head := []string{say.Text("Method"), say.Text("Arrived")}
	for _, unit := range Units {
		head = append(head, format.Capital(unit.Name()))
	}
	return head
}

// targetBlocks have how soon the arms reach the targets: a table each, none without targets.
func targetBlocks(row Row) []Block {
	var blocks []Block
	for _, target := range row.Targets {
		b := Block{Head: TargetHead()}
		b.Head[0] = say.F("To %s", format.Fixed(target, 2))
		for _, c := range row.Cells {
			b.Rows = append(b.Rows, c.TargetRow(target))
		}
		blocks = append(blocks, b)
	}
	if blocks != nil {
		blocks[len(blocks)-1].Caption = row.TargetsNote()
	}
	return blocks
}

// Profile is how an arm does on several problems: each is a target of a part of the round, and
// Ratios are what its median seed takes, as multiples of what the fastest arm's does, ascending;
// infinite where it does not arrive.
type Profile struct {
	Cell   Cell // any of the arm's
	Ratios []float64
}

// Profiles are the performance profiles (Dolan & Moré, 2002) of the arms that are in all parts
// of a table; nil unless there are two parts with targets that were fixed beforehand. A target that nobody
// reaches is left out.
func (t Table) Profiles(unit Unit) []Profile {
	var rows []Row
	for _, row := range t {
		if row.Fixed && len(row.Cells) > 0 {
			rows = append(rows, row)
		}
	}
	if len(rows) < 2 {
		return nil
	}
	var profiles []Profile
	for _, c := range rows[0].Cells {
		everywhere := !slices.ContainsFunc(rows, func(r Row) bool { _, ok := r.cell(c.Method.Name); return !ok })
		if everywhere {
			profiles = append(profiles, Profile{Cell: c})
		}
	}
	for _, row := range rows {
		for _, target := range row.Targets {
			amounts, best := make([]float64, len(profiles)), math.Inf(1)
			for i, p := range profiles {
				c, _ := row.cell(p.Cell.Method.Name)
				amounts[i] = c.Median(target, unit)
				best = min(best, amounts[i])
			}
			if math.IsInf(best, 1) || best <= 0 {
				continue
			}
			for i := range profiles {
				profiles[i].Ratios = append(profiles[i].Ratios, amounts[i]/best)
			}
		}
	}
	for i := range profiles {
		slices.SortFunc(profiles[i].Ratios, cmp.Compare)
	}
	return profiles
}

// cell is the row's cell of an arm, by its name.
func (r Row) cell(name string) (Cell, bool) {
	i := slices.IndexFunc(r.Cells, func(c Cell) bool { return c.Method.Name == name })
	if i < 0 {
		return Cell{}, false
	}
	return r.Cells[i], true
}
