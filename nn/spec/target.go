package spec

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Targets are the validation accuracies of which an experiment asks how soon they are reached,
// written as shares with spaces between them, ascending: "0.6 0.65 0.7". They are fixed before
// anything is trained: chosen afterwards, they would favour whoever happened to pass them. Empty
// stands for those that are proposed when the experiment begins.
type Targets string

// mostTargets bounds how many there are: each is a column of a table.
const mostTargets = 5

// Values are the targets as numbers; an error is a sentence about what they are.
func (t Targets) Values() ([]float64, error) {
	var list []float64
	for text := range strings.FieldsFuncSeq(string(t), func(r rune) bool { return r == ' ' || r == ';' || r == '\t' || r == '\n' }) {
		// A comma at a number's end parts it from the next; within it is a decimal point.
		x, err := strconv.ParseFloat(strings.Replace(strings.TrimSuffix(text, ","), ",", ".", 1), 64)
		if err != nil || !(x > 0 && x <= 1) {
			return nil, fmt.Errorf("%q is no share between 0 and 1", text)
		}
		list = append(list, x)
	}
	slices.Sort(list)
	if list = slices.Compact(list); len(list) > mostTargets {
		return nil, fmt.Errorf("there are more than %d", mostTargets)
	}
	return list, nil
}

// targetsOf writes targets.
func targetsOf(list []float64) Targets {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = Number(x)
	}
	return Targets(strings.Join(words, " "))
}

// tidy is how the same targets are always written.
func (t Targets) tidy() (Targets, error) {
	list, err := t.Values()
	return targetsOf(list), err
}

// Where targets lie on the way from guessing to an accuracy.
var (
	// firstWay is the way to 1 where nothing has been trained yet: what the networks of a model
	// reach on a few thousand photos.
	firstWay = map[ModelID][]float64{CNN: {0.2, 0.3, 0.4}, VGG19: {0.6, 0.7, 0.8}}
	// laterWay is the way to what the best arm of an earlier round has reached.
	laterWay = []float64{0.5, 0.75, 0.9}
)

// leastLearned is by how much an accuracy has to be above guessing to say what can be reached.
const leastLearned = 0.02

// ProposeTargets are targets for runs of a model on photos of which always naming the larger
// class would be right on a share, guess. best is the validation accuracy that earlier runs have
// reached, NaN without any.
func ProposeTargets(model ModelID, guess, best float64) Targets {
	way, goal := firstWay[model], 1.0
	if best >= guess+leastLearned {
		way, goal = laterWay, best
	}
	var list []float64
	for _, share := range way {
		list = append(list, math.Round(100*(guess+share*(goal-guess)))/100)
	}
	return targetsOf(slices.Compact(list))
}
