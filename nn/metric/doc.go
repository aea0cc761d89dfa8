// Package metric measures how well a two-class network does: loss, accuracy,
// confusion matrix, ROC curve and its area, and how sure one may be of any of
// these.
//
// All functions are pure and work on plain slices: probabilities (of class 1,
// the dog) beside labels (0 or 1), both in the same order. The page and the
// training loop use the same functions, so a figure on the page is the figure
// that training saw. A function given slices of different lengths panics: that
// is a fault of the program, never of the data.
package metric

import "fmt"

// Threshold is the probability from which on a photo is called class 1.
const Threshold = 0.5

// sameLength panics unless there is one label for each prediction.
func sameLength(predictions, labels int) {
	if predictions != labels {
		panic(fmt.Sprintf("metric: %d predictions for %d labels", predictions, labels))
	}
}
