package session

import (
	"cmp"
	"math"
	"slices"

	"pawgrad/app/record"
	"pawgrad/nn/metric"
)

// Row is one line of the table of results.
type Row struct {
	Run  *Run
	Hits int // test images named right
	N    int // test images
	// Accuracy is Hits/N; Low and High bound its 95 % interval (Wilson).
	Accuracy, Low, High float64
	// OneClass is the class that the run calls every single photo, which means
	// that it has learned nothing, or [Unknown].
	OneClass int
	// Study is the accuracy that the study reports, NaN if it has none.
	Study float64
}

// Results returns a row for each shown run that has been tested, in the order of
// the runs.
func (s *Session) Results() []Row {
	var rows []Row
	for _, r := range s.Runs {
		if r.Result == nil || r.Hidden || len(r.Result.Test.Labels) == 0 {
			continue
		}
		c := r.Confusion()
		row := Row{Run: r, Hits: c[0][0] + c[1][1], N: len(r.Result.Test.Labels), Study: math.NaN(), OneClass: Unknown}
		for class := range 2 {
			if c[0][class]+c[1][class] == row.N {
				row.OneClass = class
			}
		}
		row.Accuracy = c.Accuracy()
		row.Low, row.High = metric.Wilson(row.Hits, row.N)
		if accuracy, ok := record.StudyAccuracy(r.Spec.Model, r.Spec.Method); ok {
			row.Study = accuracy
		}
		rows = append(rows, row)
	}
	return rows
}

// Confusion counts how a tested run names the test images.
func (r *Run) Confusion() metric.Confusion {
	return metric.Confuse(r.Result.Test.Probabilities, r.Result.Test.Labels, metric.Threshold)
}

// Mistake is a test image that a run names wrongly.
type Mistake struct {
	Index       int // in the image set
	Label       int
	Probability float64 // of class 1, the dog
}

// Mistakes returns a tested run's wrong answers, the surest first: at most count
// of them, of one cell of the confusion matrix or, with label [Unknown], of both.
func (r *Run) Mistakes(label, count int) []Mistake {
	var list []Mistake
	test := r.Result.Test
	for i, p := range test.Probabilities {
		called := 0
		if float64(p) >= metric.Threshold {
			called = 1
		}
		if called != test.Labels[i] && (label == Unknown || label == test.Labels[i]) && i < len(test.Indexes) {
			list = append(list, Mistake{test.Indexes[i], test.Labels[i], float64(p)})
		}
	}
	doubt := func(m Mistake) float64 { return -math.Abs(m.Probability - metric.Threshold) }
	slices.SortStableFunc(list, func(a, b Mistake) int { return cmp.Compare(doubt(a), doubt(b)) })
	return list[:min(len(list), count)]
}
