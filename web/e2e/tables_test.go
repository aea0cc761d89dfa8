package e2e

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pawgrad/app/record"
	"pawgrad/nn/metric"
)

// ofRun are the columns with which every table begins.
const ofRun = "experiment part run model train image_size method arm learning_rate seed"

// savedTable is what a table should hold: columns behind those of the run, and for each
// run lines of values.
type savedTable struct {
	columns string
	lines   func(record.Run) [][]any
}

// savedTables are all that a page saves, by their files.
var savedTables = map[string]savedTable{
	"epochs.csv": {"epoch seconds train_loss train_accuracy validation_loss validation_accuracy", func(r record.Run) (lines [][]any) {
		for _, p := range r.Epochs {
			lines = append(lines, []any{p.Epoch, p.Seconds, p.TrainLoss, p.TrainAccuracy, p.ValidationLoss, p.ValidationAccuracy})
		}
		return lines
	}},
	"steps.csv": {"epoch seconds loss accuracy", func(r record.Run) (lines [][]any) {
		for i, epoch := range r.Train.Epoch {
			lines = append(lines, []any{epoch, r.Train.Seconds[i], r.Train.Loss[i], r.Train.Accuracy[i]})
		}
		return lines
	}},
	"norms.csv": {"epoch layer gradient_norm update_norm", func(r record.Run) (lines [][]any) {
		for i, epoch := range r.Norms.Epoch {
			for k, layer := range r.Started.Layers {
				lines = append(lines, []any{epoch, layer, r.Norms.Gradient[i][k], r.Norms.Update[i][k]})
			}
		}
		return lines
	}},
	"results.csv": {"status epochs seconds images_per_second n hits test_accuracy low high auc test_loss norm_points class_0 class_1 recall_0 recall_1 balanced_accuracy guess rate_changes", func(r record.Run) [][]any {
		test := r.Result.Test
		n, hits := len(test.Labels), 0
		for i, p := range test.Probabilities {
			if (p >= 0.5) == (test.Labels[i] == 1) {
				hits++
			}
		}
		low, high := metric.Wilson(hits, n)
		c := metric.Confuse(test.Probabilities, test.Labels, metric.Threshold)
		return [][]any{{string(r.Status), r.Result.Epochs, r.Result.Seconds, r.Rate, n, hits, test.Accuracy, low, high,
			metric.AUC(metric.ROC(test.Probabilities, test.Labels)), test.Loss, len(r.Norms.Epoch),
			"cat", "dog", c.Recall(0), c.Recall(1), c.Balanced(), c.Guess(), ""}}
	}},
	"predictions.csv": {"image label probability logit", func(r record.Run) (lines [][]any) {
		for i, index := range r.Result.Test.Indexes {
			lines = append(lines, []any{index, r.Result.Test.Labels[i], r.Result.Test.Probabilities[i], r.Result.Test.Logits[i]})
		}
		return lines
	}},
}

// checkTables reads all tables of a saved archive and compares them, cell by cell, with
// the experiment, all runs of which are finished runs of the CNN. It returns the results
// by run and column.
func checkTables(t *testing.T, archive string, e record.Round) map[string]map[string]string {
	t.Helper()
	files, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	results := map[string]map[string]string{}
	for name, want := range savedTables {
		file, err := files.Open(name)
		if err != nil {
			t.Errorf("%s: %v", archive, err)
			continue
		}
		lines, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil || len(lines) == 0 {
			t.Errorf("%s: %d lines, %v", name, len(lines), err)
			continue
		}
		columns := strings.Fields(ofRun + " " + want.columns)
		if !slices.Equal(lines[0], columns) {
			t.Fatalf("%s has the columns %q, want %q", name, lines[0], columns)
		}
		lines = lines[1:]
		for _, r := range e.Runs {
			head := []any{e.ID, r.Part + 1, r.ID, "cnn", "all", r.Spec.ImageSize, string(r.Spec.Method), r.Spec.Name(), r.Spec.Hyper.LearningRate, r.Spec.Seed}
			expected := want.lines(r)
			if len(expected) == 0 {
				t.Errorf("there is nothing of %s for %s", r.ID, name)
			}
			for _, line := range expected {
				if len(lines) == 0 {
					t.Fatalf("%s ends before %v of %s", name, line, r.ID)
				}
				for i, value := range append(slices.Clone(head), line...) {
					if !reads(lines[0][i], value) {
						t.Fatalf("%s: %s of %s is %q, want %v", name, columns[i], r.ID, lines[0][i], value)
					}
				}
				if name == "results.csv" {
					results[r.ID] = map[string]string{}
					for i, cell := range lines[0] {
						results[r.ID][columns[i]] = cell
					}
				}
				lines = lines[1:]
			}
		}
		if len(lines) > 0 {
			t.Errorf("%s goes on with %q", name, lines[0])
		}
	}
	return results
}

// reads reports whether a cell reads back as just that value.
func reads(cell string, value any) bool {
	switch value := value.(type) {
	case float64:
		x, err := strconv.ParseFloat(cell, 64)
		return err == nil && x == value
	case float32:
		x, err := strconv.ParseFloat(cell, 32)
		return err == nil && float32(x) == value
	}
	return cell == fmt.Sprint(value)
}

// checkShown waits until the page's own table shows what was saved.
func (v *visit) checkShown(results map[string]map[string]string) {
	v.t.Helper()
	wanted := map[string][]string{}
	for run, saved := range results {
		number := func(column string, places int) string {
			x, err := strconv.ParseFloat(saved[column], 64)
			v.must(err)
			return strconv.FormatFloat(x, 'f', places, 64)
		}
		wanted[run] = []string{number("test_accuracy", 4), number("low", 3) + " to " + number("high", 3) + ", n = " + saved["n"], number("test_loss", 4),
			number("balanced_accuracy", 4), "cat " + number("recall_0", 3) + ", dog " + number("recall_1", 3)}
	}
	want(v, "what is shown of each run", `Object.fromEntries([...document.querySelectorAll("#results-table tbody tr")].map((row) =>
		[row.dataset.run, [".accuracy", ".interval-text", "td:nth-of-type(3)", ".balanced", ".recall"].map((cell) => row.querySelector(cell).textContent)]))`, wanted)
}

// inArchive returns a file of an archive.
func inArchive(t *testing.T, archive, name string) []byte {
	t.Helper()
	files, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	file, err := files.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
