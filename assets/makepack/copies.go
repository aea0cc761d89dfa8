//go:build !js

package main

import (
	"fmt"
	"os"

	"pawgrad/assets/pack"
	"pawgrad/nn/data"
	"pawgrad/nn/spec"
)

// mostCopies is the most forms of a photo: with more, a set of thousands no longer fits
// what a browser keeps.
const mostCopies = 64

// copies says in how many varied forms each photo for training is there.
type copies struct {
	number  int
	augment spec.Augment
	seed    uint64
}

// check reports what is wrong with the flags.
func (c copies) check() error {
	if c.number < 1 || c.number > mostCopies {
		return fmt.Errorf("-copies %d: give 1 to %d", c.number, mostCopies)
	}
	run := spec.DefaultRun(spec.SGD)
	run.Augment = c.augment
	return run.Validate()
}

// String says what there is beside the photos themselves.
func (c copies) String() string {
	if c.number == 1 {
		return ""
	}
	return fmt.Sprintf(", each photo for training in %d forms", c.number)
}

// of puts a pack with the copies in the place of a finished one without, which is removed.
func (c copies) of(plain *os.File) (*os.File, error) {
	defer func() {
		plain.Close()
		os.Remove(plain.Name())
	}()
	info, err := plain.Stat()
	if err != nil {
		return plain, err
	}
	set, err := pack.Open(plain, info.Size())
	if err != nil {
		return plain, err
	}
	varied, err := os.Create(plain.Name() + ".copies")
	if err != nil {
		return plain, err
	}
	return varied, data.WriteCopies(varied, set, c.augment, c.number, c.seed)
}
