package record

import (
	"math"
	"slices"

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
}

// Cell is an arm in a part.
type Cell struct {
	// Method is the arm's, called as the arm; Look is the number of the arm's look.
	Method spec.Method
	Look   int
	// Runs are those tested, one a seed.
	Runs []Run
	// Mean is the mean test accuracy, and Low and High bound its 95 % interval: of one
	// seed Wilson's, whose chance is which photos are in the test; of several Student's
	// t over the seeds, whose chance is the start and the order of the photos.
	Mean, Low, High float64
	// Images counts the test photos.
	Images int
	// Balanced is the mean balanced accuracy, Recall by class the mean share of its test photos
	// that are named right; Guess is the accuracy of always naming the larger class.
	Balanced float64
	Recall   [2]float64
	Guess    float64
	// Study is what the study reports, NaN if nothing.
	Study float64

	// right is for each test photo the share of the runs that name it right, nil if they were
	// tested on other photos than each other.
	right []float64
}

// NewTable works the table out. Runs that were stopped early do not count.
func NewTable(e Round) Table {
	table := make(Table, len(e.Parts))
	for i, part := range e.Parts {
		row := Row{Part: i, Spec: part.Shared}
		for _, a := range arms(part) {
			var tested []Run
			for _, r := range e.Runs {
				if r.Part == i && armOf(r.Spec) == a && r.Status == Finished && len(r.Result.Test.Labels) > 0 {
					tested = append(tested, r)
				}
			}
			if tested != nil {
				row.Cells = append(row.Cells, newCell(tested))
			}
		}
		row.Differences = differences(row.Cells)
		table[i] = row
	}
	return table
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
	accuracies := c.Accuracies()
	c.Mean, c.Low, c.High = metric.MeanInterval(accuracies, 1/float64(c.Images))
	c.Low, c.High = math.Max(c.Low, 0), math.Min(c.High, 1) // Student does not know that it is a share
	if len(tested) == 1 {
		c.Low, c.High = metric.Wilson(tested[0].hits(), c.Images)
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
	c.right = rightShares(tested)
	return c
}

// rightShares is for each test photo the share of the runs that name it right, nil if not
// all were tested on the same photos.
func rightShares(tested []Run) []float64 {
	photos := tested[0].Result.Test.Indexes
	shares := make([]float64, len(photos))
	for _, r := range tested {
		if !slices.Equal(r.Result.Test.Indexes, photos) {
			return nil
		}
		for i, ok := range r.right() {
			if ok {
				shares[i]++
			}
		}
	}
	for i := range shares {
		shares[i] /= float64(len(tested))
	}
	return shares
}

// Accuracies are the test accuracies of the seeds.
func (c Cell) Accuracies() []float64 {
	list := make([]float64, len(c.Runs))
	for i, r := range c.Runs {
		list[i] = float64(r.hits()) / float64(len(r.Result.Test.Labels))
	}
	return list
}

// BatchAccuracies are the accuracies of all seeds on the test photos taken a batch at a
// time, in their order in the set: what the study's figure 6 shows. A last batch that is
// short is left out.
func (c Cell) BatchAccuracies() []float64 {
	var list []float64
	for _, r := range c.Runs {
		right, size := r.right(), r.Spec.BatchSize
		for i := 0; i+size <= len(right); i += size {
			hits := 0
			for _, ok := range right[i : i+size] {
				if ok {
					hits++
				}
			}
			list = append(list, float64(hits)/float64(size))
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
