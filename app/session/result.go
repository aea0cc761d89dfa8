package session

import (
	"cmp"
	"math"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/naming"
	"pawgrad/nn/metric"
)

// Row is one line of the table of results.
type Row struct {
	Run  *Run
	Hits int // test images named right
	N    int // test images
	// Accuracy is Hits/N; Low and High bound its 95 % interval (Wilson).
	Accuracy, Low, High float64
	// Balanced is the mean of Recall, the shares of each class that are named right; Guess is
	// the accuracy of always naming the larger class.
	Balanced float64
	Recall   [2]float64
	Guess    float64
	// OneClass is the class that the run calls every single photo, which means
	// that it has learned nothing, or [naming.Unknown].
	OneClass int
	// Study is the accuracy that the study reports, NaN if it has none.
	Study float64
}

// Results returns a row for each shown run that has been tested, in the order of
// the runs.
func (l *Ledger) Results() []Row {
	var rows []Row
	for _, r := range l.Runs {
		if r.Result == nil || r.Hidden || len(r.Result.Test.Labels) == 0 {
			continue
		}
		c := r.Confusion()
		row := Row{Run: r, Hits: c[0][0] + c[1][1], N: len(r.Result.Test.Labels), OneClass: naming.Unknown,
			Study: record.StudyAccuracy(r.Spec.Model, r.Spec.Method)}
		if r.Spec.Arm.Look > 0 { // the study has the methods' own arms alone
			row.Study = math.NaN()
		}
		for class := range 2 {
			if c[0][class]+c[1][class] == row.N {
				row.OneClass = class
			}
		}
		row.Accuracy = c.Accuracy()
		row.Balanced, row.Recall, row.Guess = c.Balanced(), [2]float64{c.Recall(0), c.Recall(1)}, c.Guess()
		row.Low, row.High = metric.Wilson(row.Hits, row.N)
		rows = append(rows, row)
	}
	return rows
}

// grade is what a run's test comes to. It is worked out once: figures of thousands of runs
// are drawn of it again and again.
type grade struct {
	of        *protocol.Done
	confusion metric.Confusion
	levels    []float32
	auc       float64
}

// grade returns the grade of a tested run.
func (r *Run) grade() *grade {
	if r.graded == nil || r.graded.of != r.Result {
		test := r.Result.Test
		roc := metric.ROC(test.Probabilities, test.Labels)
		r.graded = &grade{r.Result, metric.Confuse(test.Probabilities, test.Labels, metric.Threshold), metric.Levels(roc), metric.AUC(roc)}
	}
	return r.graded
}

// Confusion counts how a tested run names the test images.
func (r *Run) Confusion() metric.Confusion { return r.grade().confusion }

// ROCLevels is the ROC curve of a tested run as [metric.Levels], nil unless there are test
// images of both classes. AUC is the area under it, else NaN.
func (r *Run) ROCLevels() (curve []float32, auc float64) { return r.grade().levels, r.grade().auc }

// Cell is a cell of the confusion matrix: the test images of class Actual that a run
// calls Called, by their labels.
type Cell struct{ Actual, Called int }

// Mistakes stands for both cells of wrong answers.
var Mistakes = Cell{naming.Unknown, naming.Unknown}

// Right reports whether the cell's answers are right.
func (c Cell) Right() bool { return c != Mistakes && c.Actual == c.Called }

// Holds reports whether an answer is in the cell.
func (c Cell) Holds(actual, called int) bool {
	if c == Mistakes {
		return actual != called
	}
	return c == Cell{actual, called}
}

// Answer is what a run says of a test image.
type Answer struct {
	Index       int     // in the image set
	Label       int     // its true class
	Called      int     // its class by the run
	Probability float64 // of class 1
}

// Answers returns at most count of a tested run's answers in a cell, those that tell
// most about the run first: of wrong ones the surest, of right ones the least sure.
func (r *Run) Answers(c Cell, count int) []Answer {
	var list []Answer
	test := r.Result.Test
	for i, p := range test.Probabilities {
		called := 0
		if float64(p) >= metric.Threshold {
			called = 1
		}
		if c.Holds(test.Labels[i], called) && i < len(test.Indexes) {
			list = append(list, Answer{test.Indexes[i], test.Labels[i], called, float64(p)})
		}
	}
	sure := func(a Answer) float64 { return math.Abs(a.Probability - metric.Threshold) }
	slices.SortStableFunc(list, func(a, b Answer) int {
		if c.Right() {
			return cmp.Compare(sure(a), sure(b))
		}
		return cmp.Compare(sure(b), sure(a))
	})
	return list[:min(len(list), count)]
}
