package data

import (
	"fmt"
	"math/rand/v2"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// Classes is the number of classes that the networks tell apart.
const Classes = 2

// Split names the images that a run uses, in the order of the set.
type Split struct{ Train, Validation, Test []int }

// Choose picks a run's images of a set: all of each split, or, where the run has
// a limit, the first of each class up to half of it. It depends on nothing but
// the set and the limits, so runs with other seeds or methods see the same
// images. Errors are sentences for the page.
func Choose(source Source, run spec.Run) (Split, error) {
	info := source.Info()
	if len(info.Classes) != Classes {
		return Split{}, fmt.Errorf("The image set %q has %d classes; the networks here tell two apart. Choose a set of two classes.", info.Name, len(info.Classes))
	}
	s := Split{
		Train:      limited(source, pack.Train, run.TrainImages),
		Validation: limited(source, pack.Validation, run.EvalImages),
		Test:       limited(source, pack.Test, run.EvalImages),
	}
	for _, part := range []struct {
		images []int
		name   string
	}{{s.Train, "training"}, {s.Validation, "validation"}, {s.Test, "test"}} {
		counts := [Classes]int{}
		for _, i := range part.images {
			counts[source.Image(i).Label]++
		}
		for class, n := range counts {
			if n == 0 {
				return Split{}, fmt.Errorf("The image set %q has no %s photos of class %q. Add some, or choose another set.", info.Name, part.name, info.Classes[class])
			}
		}
	}
	return s, nil
}

// limited returns the images of a split, of each class at most its share of the
// limit (0: all); an odd one goes to class 0.
func limited(source Source, split pack.Split, limit int) []int {
	all := source.Split(split)
	if limit == 0 {
		return all
	}
	left := [Classes]int{(limit + 1) / 2, limit / 2}
	if limit == 1 {
		left[1] = 1 // a single image would teach one class only
	}
	var chosen []int
	for _, i := range all {
		if label := source.Image(i).Label; left[label] > 0 {
			left[label]--
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// Streams of random numbers drawn from a run's seed, one for each use of chance.
// Package model's are smaller.
const (
	streamOrder uint64 = iota + 101
	streamAugment
	streamFolds
)

// Order returns the order in which n training images are seen in an epoch
// (counted from 0): a permutation of 0..n-1.
func Order(seed uint64, epoch, n int) []int {
	return rand.New(rand.NewPCG(seed, streamOrder<<32|uint64(epoch))).Perm(n)
}
