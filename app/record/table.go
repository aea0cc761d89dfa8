package record

import (
	"math"
	"math/rand/v2"
	"slices"

	"pawgrad/app/format"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// Table is an experiment's Table 1: test accuracy by part and method.
type Table []Row

// Row is one part of the experiment.
type Row struct {
	Part int
	Spec spec.Run // what the part's runs share; its method and seed mean nothing
	// Cells are the arms that have been tested: the methods' own in the order of the table of
	// methods, then the others in theirs.
	Cells []Cell
	// Differences are all pairs of those methods.
	Differences []Difference
	// Targets are the validation accuracies of which is asked how soon they are reached,
	// ascending, and Fixed tells that they were fixed before anything was trained.
	Targets []float64
	Fixed   bool
}

// Cell is an arm in a part.
type Cell struct {
	// Method is the arm's, called as the arm; Look is the number of the arm's look.
	Method spec.Method
	Look   int
	// Runs are those tested, one a seed.
	Runs []Run
	// Mean is the mean test accuracy, and Low and High bound its 95 % interval: of one
	// seed Wilson's, whose chance is which photos are in the test; of several that of
	// [metric.Crossed], whose chance is which seeds were trained, too.
	Mean, Low, High float64
	// Images counts the test photos, Photos those that an epoch of training looks at.
	Images, Photos int
	// Balanced is the mean balanced accuracy, Recall by class the mean share of its test photos
	// that are named right; Guess is the accuracy of always naming the larger class.
	Balanced float64
	Recall   [2]float64
	Guess    float64
	// AUC is the mean area under the ROC curve, NaN unless there are test photos of both classes.
	AUC float64
	// Study is what the study reports, NaN if nothing.
	Study float64

	// right tells for each run which test photos it names right; nil if they are not the same.
	right [][]bool
}

// Name is what the arm is called in the language in use.
func (c Cell) Name() string { return format.Arm(c.Method.Name) }

// NewTable works the table out. Runs that were stopped early do not count, nor do those whose
// rate was changed by hand: they are of no arm.
func NewTable(e Round) Table {
	t := Tabulate(e)
	for t.Next() {
	}
	return t.Table()
}

// arm is what tells the arms of a part apart.
type arm struct {
	method spec.MethodID
	look   int
}

func armOf(r spec.Run) arm { return arm{r.Method, r.Arm.Look} }

// arms lists the arms of a part: all methods' own, then the others.
func arms(part spec.Experiment) []arm {
	var list []arm
	for _, m := range spec.Methods {
		list = append(list, arm{m.ID, 0})
	}
	for _, a := range part.Arms {
		list = append(list, arm{a.Method, a.Look})
	}
	return list
}

// newCell is the cell of an arm's tested runs, of which there is one at least.
func newCell(tested []Run) Cell {
	first := tested[0].Spec
	m, _ := spec.MethodByID(first.Method)
	m.Name = first.Name()
	c := Cell{Method: m, Look: first.Arm.Look, Runs: tested, Images: len(tested[0].Result.Test.Labels), Study: math.NaN()}
	for _, accuracy := range c.Accuracies() {
		c.Mean += accuracy / float64(len(tested))
	}
	if c.Look == 0 {
		c.Study = StudyAccuracy(first.Model, m.ID)
	}
	c.Guess = tested[0].confusion().Guess()
	for _, r := range tested {
		confusion, n := r.confusion(), float64(len(tested))
		c.Balanced += confusion.Balanced() / n
		for class := range c.Recall {
			c.Recall[class] += confusion.Recall(class) / n
		}
	}
	c.right = rights(tested)
	c.Low, c.High = c.interval()
	return c
}

// addAUC counts some of the cell's runs into its mean area under the ROC curve.
func (c *Cell) addAUC(some []Run) {
	for _, r := range some {
		c.AUC += r.auc() / float64(len(c.Runs))
	}
}

// rights tells for each run which test photos it names right, nil if not all were tested on the
// same photos.
func rights(tested []Run) [][]bool {
	if !sameTest(tested...) {
		return nil
	}
	list := make([][]bool, len(tested))
	for i, r := range tested {
		list[i] = r.right()
	}
	return list
}

// interval is the 95 % interval of the mean. Where all photos are named right, or none,
// nothing seems to scatter, and Wilson's knows better.
func (c Cell) interval() (low, high float64) {
	first := c.Runs[0].hits()
	flat := first == 0 || first == c.Images
	for i := range c.Runs {
		flat = flat && c.Runs[i].hits() == first
	}
	if len(c.Runs) == 1 || flat || c.Images < 2 || c.right == nil {
		return metric.Wilson(first, c.Images)
	}
	values := make([][]float64, len(c.Runs))
	for s, right := range c.right {
		values[s] = make([]float64, len(right))
		for i, ok := range right {
			values[s][i] = one(ok)
		}
	}
	low, high = metric.NewCrossed(values).Interval()
	return math.Max(low, 0), math.Min(high, 1) // Student does not know that it is a share
}

// Accuracies are the test accuracies of the seeds.
func (c Cell) Accuracies() []float64 {
	list := make([]float64, len(c.Runs))
	for i, r := range c.Runs {
		list[i] = float64(r.hits()) / float64(len(r.Result.Test.Labels))
	}
	return list
}

// batchSeed draws the batches of [Cell.BatchAccuracies], so that they are the same for all
// methods and in every report.
const batchSeed = 1

// BatchAccuracies are the accuracies on the test photos a batch at a time, of the mean over
// the seeds: what the study's figure 6 shows. The batches are drawn by lot: in a set the photos
// stand class by class, and a batch of one class tells how a network leans. A last batch that
// is short is left out.
func (c Cell) BatchAccuracies() []float64 {
	size := c.Runs[0].Spec.BatchSize
	list := make([]float64, c.Images/size)
	order := rand.New(rand.NewPCG(batchSeed, 0)).Perm(c.Images)
	runs := slices.DeleteFunc(slices.Clone(c.Runs), func(r Run) bool { return len(r.Result.Test.Labels) != c.Images })
	for _, r := range runs {
		right := r.right()
		for i := range list {
			for _, photo := range order[i*size : (i+1)*size] {
				list[i] += one(right[photo]) / float64(size*len(runs))
			}
		}
	}
	return list
}

// right tells for each test photo whether the run named it right.
func (r Run) right() []bool {
	test := r.Result.Test
	list := make([]bool, len(test.Labels))
	for i, label := range test.Labels {
		list[i] = (float64(test.Probabilities[i]) >= metric.Threshold) == (label == 1)
	}
	return list
}

func (r Run) hits() int {
	n := 0
	for _, ok := range r.right() {
		if ok {
			n++
		}
	}
	return n
}

// confusion counts how the run names the test photos.
func (r Run) confusion() metric.Confusion {
	return metric.Confuse(r.Result.Test.Probabilities, r.Result.Test.Labels, metric.Threshold)
}

// auc is the area under the ROC curve on the test photos, NaN unless both classes are
// among them.
func (r Run) auc() float64 {
	return metric.AUC(metric.ROC(r.Result.Test.Probabilities, r.Result.Test.Labels))
}
