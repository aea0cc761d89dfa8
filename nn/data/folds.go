package data

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// folds divides images into k parts, drawn from the seed, that differ by one photo of each
// class at most; each is in the order of the set.
func folds(source Source, images []int, k int, seed uint64) [][]int {
	parts := make([][]int, k)
	random := rand.New(rand.NewPCG(seed, streamFolds<<32))
	dealt := 0 // over both classes, so that the parts are of one size
	for class := range Classes {
		members := slices.DeleteFunc(slices.Clone(images), func(i int) bool { return source.Image(i).Label != class })
		random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		for _, image := range members {
			parts[dealt%k] = append(parts[dealt%k], image)
			dealt++
		}
	}
	for _, part := range parts {
		slices.Sort(part)
	}
	return parts
}

// Fold is a set for cross-validation: its photos for testing are one of the parts into which
// those for training have been divided, and its photos for training are the others.
type Fold struct {
	Source
	train, validation, test []int
}

// NewFold returns fold n, from 0, of the k into which a run's photos for training are
// divided, and the run by which it is trained, whose limits have been applied. Errors are
// sentences for the page.
func NewFold(source Source, run spec.Run, k, n int) (Fold, spec.Run, error) {
	split, err := Choose(source, run)
	if err != nil {
		return Fold{}, run, err
	}
	f := Fold{Source: source, validation: split.Validation}
	for i, part := range folds(source, split.Train, k, run.Seed) {
		if i == n {
			f.test = part
		} else {
			f.train = append(f.train, part...)
		}
	}
	slices.Sort(f.train)
	counts := [Classes]int{}
	for _, i := range split.Train {
		counts[source.Image(i).Label]++
	}
	for class, count := range counts {
		if count < k {
			info := source.Info()
			return Fold{}, run, fmt.Errorf("Of %q there are %d training photos, and networks that are trained without a share of them in turn need %d of each class. Add some.", info.Classes[class], count, k)
		}
	}
	if run.Patience == 0 { // nothing depends on the validation
		f.validation = oneOfEach(source, f.validation)
	}
	run.TrainImages, run.EvalImages = 0, 0
	return f, run, nil
}

// oneOfEach is the first image of each class.
func oneOfEach(source Source, images []int) (first []int) {
	seen := [Classes]bool{}
	for _, i := range images {
		if label := source.Image(i).Label; !seen[label] {
			seen[label] = true
			first = append(first, i)
		}
	}
	return first
}

// Split implements [Source].
func (f Fold) Split(split pack.Split) []int {
	switch split {
	case pack.Train:
		return f.train
	case pack.Validation:
		return f.validation
	}
	return f.test
}
