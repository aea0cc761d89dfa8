package naming

import (
	"bytes"
	"encoding/csv"
	"math"
	"path"
	"strconv"
	"strings"

	"pawgrad/app/format"
	"pawgrad/nn/metric"
)

// Form is the form of a table of a [List].
type Form int

// The forms.
const (
	// ByClass has a line a photo: its file, its class by one network, and how probable that is.
	ByClass Form = iota
	// ByNetwork has a line a photo and network.
	ByNetwork
	// Submission is that of Kaggle's competition on cats and dogs: a photo's number and the
	// probability of class 1. It wants a line for each photo, so one without an answer gets 0.5.
	Submission
)

// Column is a network in a table: its ID, what it is called, and its classes.
type Column struct {
	ID, Name string
	Classes  []string
}

// Class is the class that a probability of class 1 tells, and the probability of that; false for
// no answer.
func Class(p float32) (class int, sure float64, ok bool) {
	switch {
	case math.IsNaN(float64(p)):
		return 0, 0, false
	case float64(p) >= metric.Threshold:
		return 1, float64(p), true
	}
	return 0, 1 - float64(p), true
}

// At is what a network says of photo i; false for nothing.
func (l *List) At(id string, i int) (p float32, ok bool) {
	if i >= len(l.Answers[id]) || math.IsNaN(float64(l.Answers[id][i])) {
		return 0, false
	}
	return l.Answers[id][i], true
}

// CSV is the list as a file: what the first of some networks says, or, in the form
// [ByNetwork], what each does. A photo without an answer has empty cells.
func (l *List) CSV(form Form, networks []Column) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	line := func(cells ...string) {
		if err := w.Write(cells); err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if form != ByNetwork {
		networks = networks[:min(1, len(networks))]
	}
	line(map[Form][]string{ByClass: {"file", "class", "probability"}, ByNetwork: {"file", "network", "class", "probability"}, Submission: {"id", "label"}}[form]...)
	for i, name := range l.Names {
		for _, n := range networks {
			p, answered := l.At(n.ID, i)
			class, sure, _ := Class(p)
			says := []string{format.Cell(n.Classes[class]), probability(sure)}
			if !answered {
				p, says = metric.Threshold, []string{"", ""}
			}
			switch form {
			case ByClass:
				line(append([]string{format.Cell(name)}, says...)...)
			case ByNetwork:
				line(append([]string{format.Cell(name), format.Cell(n.Name)}, says...)...)
			case Submission:
				line(format.Cell(strings.TrimSuffix(path.Base(name), path.Ext(name))), probability(float64(p)))
			}
		}
	}
	w.Flush()
	return text.Bytes()
}

// probability has as many places as Float32 deserves.
func probability(p float64) string { return strconv.FormatFloat(p, 'f', 6, 64) }
