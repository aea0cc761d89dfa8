package record

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// Tables for other programs: one line an observation, one column a variable. Numbers
// have as many digits as it takes to read them back exactly.

// runColumns begin every table: they say which run a line is of.
var runColumns = []string{"experiment", "part", "run", "model", "train", "image_size", "method", "arm", "learning_rate", "seed"}

// trainAll is what is trained of a network that has no pretrained part.
const trainAll = "all"

func (e Round) runCells(r Run) []string {
	train := string(r.Spec.Train)
	if r.Spec.Model != spec.VGG19 { // then the setting means nothing
		train = trainAll
	}
	return []string{e.ID, strconv.Itoa(r.Part + 1), r.ID, string(r.Spec.Model), train, strconv.Itoa(r.Spec.ImageSize),
		string(r.Spec.Method), r.Spec.Name(), spec.Number(r.Spec.Hyper.LearningRate), strconv.FormatUint(r.Spec.Seed, 10)}
}

// CSV is a table as a file.
type CSV struct {
	Name string
	// Write writes the table of an experiment.
	Write func(to io.Writer, e Round) error
}

// CSVs are all tables of an experiment.
var CSVs = []CSV{
	{"epochs.csv", EpochsCSV}, {"steps.csv", StepsCSV}, {"norms.csv", NormsCSV}, {"results.csv", ResultsCSV}, {"predictions.csv", PredictionsCSV},
}

// EpochsCSV has a line for each epoch of each run.
func EpochsCSV(to io.Writer, e Round) error {
	return table(to, []string{"epoch", "seconds", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"}, e, func(r Run, line func(...string)) {
		for _, p := range r.Epochs {
			line(strconv.Itoa(p.Epoch), spec.Number(p.Seconds), spec.Number(p.TrainLoss), spec.Number(p.TrainAccuracy), spec.Number(p.ValidationLoss), spec.Number(p.ValidationAccuracy))
		}
	})
}

// StepsCSV has a line for each point of each run's training curve, the mean over a
// window of steps.
func StepsCSV(to io.Writer, e Round) error {
	return table(to, []string{"epoch", "seconds", "loss", "accuracy"}, e, func(r Run, line func(...string)) {
		c := r.Train
		for i := range c.Epoch {
			line(spec.Number(c.Epoch[i]), spec.Number(c.Seconds[i]), spec.Number(c.Loss[i]), spec.Number(c.Accuracy[i]))
		}
	})
}

// NormsCSV has a line for each layer at each point at which the L2 norms of a run's
// gradients and steps were taken, and none of runs without any; [ResultsCSV] says how
// many points each run has.
func NormsCSV(to io.Writer, e Round) error {
	return table(to, []string{"epoch", "layer", "gradient_norm", "update_norm"}, e, func(r Run, line func(...string)) {
		if r.Norms == nil {
			return
		}
		for i, epoch := range r.Norms.Epoch {
			for k, layer := range r.Started.Layers {
				line(spec.Number(epoch), layer, number32(r.Norms.Gradient[i][k]), number32(r.Norms.Update[i][k]))
			}
		}
	})
}

// ResultsCSV has a line for each run; what a run lacks is empty. Recall is by class, and guess is
// the accuracy of always naming the larger class.
func ResultsCSV(to io.Writer, e Round) error {
	columns := []string{"status", "epochs", "seconds", "images_per_second", "n", "hits", "test_accuracy", "low", "high", "auc", "test_loss", "norm_points", "class_0", "class_1", "recall_0", "recall_1", "balanced_accuracy", "guess", "rate_changes"}
	return table(to, columns, e, func(r Run, line func(...string)) {
		cells := make([]string, len(columns))
		cells[0], cells[3], cells[11] = string(r.Status), spec.Number(r.Rate), "0"
		copy(cells[12:], e.Set.Classes)
		var changes []string
		for _, c := range r.Changes {
			changes = append(changes, spec.Number(c.Epoch)+":"+spec.Number(c.Rate))
		}
		cells[18] = strings.Join(changes, " ")
		if r.Norms != nil {
			cells[11] = strconv.Itoa(len(r.Norms.Epoch))
		}
		if d := r.Result; d != nil && len(d.Test.Labels) > 0 {
			n, hits := len(d.Test.Labels), r.hits()
			low, high := metric.Wilson(hits, n)
			copy(cells[1:], []string{spec.Number(d.Epochs), spec.Number(d.Seconds)})
			copy(cells[4:], []string{strconv.Itoa(n), strconv.Itoa(hits), spec.Number(float64(hits) / float64(n)), spec.Number(low), spec.Number(high), spec.Number(r.auc()), spec.Number(d.Test.Loss)})
			c := r.confusion()
			copy(cells[14:], []string{spec.Number(c.Recall(0)), spec.Number(c.Recall(1)), spec.Number(c.Balanced()), spec.Number(c.Guess())})
		}
		line(cells...)
	})
}

// PredictionsCSV has a line for each test photo of each run: its index in the set, its class
// (0 or 1), the probability of class 1, and its logit, of which the loss can be computed where
// the probability has run out of digits; that is empty where an older record does not know it.
func PredictionsCSV(to io.Writer, e Round) error {
	return table(to, []string{"image", "label", "probability", "logit"}, e, func(r Run, line func(...string)) {
		if r.Result == nil {
			return
		}
		test := r.Result.Test
		for i := range test.Labels {
			line(strconv.Itoa(test.Indexes[i]), strconv.Itoa(test.Labels[i]), number32(test.Probabilities[i]), logit(test, i))
		}
	})
}

// logit is that of a test photo, empty if it is not known.
func logit(test protocol.Evaluation, i int) string {
	p := float64(test.Probabilities[i])
	switch {
	case len(test.Logits) > 0:
		return number32(test.Logits[i])
	case p == 0 || p == 1:
		return ""
	}
	return number32(float32(math.Log(p) - math.Log1p(-p)))
}

// table writes the lines that each run has.
func table(to io.Writer, columns []string, e Round, lines func(r Run, line func(...string))) error {
	w := csv.NewWriter(to)
	write := func(cells []string) {
		for i, cell := range cells {
			cells[i] = format.Cell(cell)
		}
		w.Write(cells) // an error stays, and Error tells it
	}
	write(append(append([]string(nil), runColumns...), columns...))
	for _, r := range e.Runs {
		head := e.runCells(r)
		lines(r, func(cells ...string) { write(append(append([]string(nil), head...), cells...)) })
		if err := w.Error(); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func number32(x float32) string { return strconv.FormatFloat(float64(x), 'g', -1, 32) }
