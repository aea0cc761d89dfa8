// Package rates finds learning rates as the page does, with trainers that it is given: commands
// that look for rates for hours share it. What is tried when is the plan's (package search).
package rates

import (
	"context"
	"fmt"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// Place is where runs are trained.
type Place struct {
	Set     protocol.DataLoaded // what they are trained on
	Engine  string
	Workers int // runs at a time
	// Train trains a run, trying it only if it is a trial: without a test.
	Train func(run spec.Run, trial bool) (*driver.Outcome, error)
	// Close gives back what the place holds.
	Close func()
}

// Describe says what an image set is, as trainers do.
func Describe(set *pack.Set) protocol.DataLoaded {
	info := set.Info()
	return protocol.DataLoaded{
		Name: info.Name, Source: info.Source, Licence: info.Licence, SHA256: set.SHA256(),
		Height: info.Height, Width: info.Width, Classes: info.Classes,
		Train: set.Counts(pack.Train), Validation: set.Counts(pack.Validation), Test: set.Counts(pack.Test),
	}
}

// DescribeFile says what the image set of a file is.
func DescribeFile(path string) (protocol.DataLoaded, error) {
	set, file, err := pack.OpenFile(path)
	if err != nil {
		return protocol.DataLoaded{}, err
	}
	defer file.Close()
	return Describe(set), nil
}

// InChromium is a place for runs like one: the trainers of a built site, several at a time.
func InChromium(ctx context.Context, dist string, workers int, m driver.Materials, like spec.Run) (*Place, error) {
	described, err := DescribeFile(m.Pack)
	if err != nil {
		return nil, err
	}
	l, err := driver.Open(ctx, dist)
	if err != nil {
		return nil, err
	}
	set, err := l.Open(m)
	var features *driver.Features
	if err == nil && like.Cached() {
		if features, err = set.Features(like, workers); err == nil {
			fmt.Printf("features of %d photos: %.0f s\n", set.Images(), features.Cost.Seconds)
		}
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return &Place{Set: described, Engine: l.Browser, Workers: workers, Close: l.Close, Train: func(run spec.Run, trial bool) (*driver.Outcome, error) {
		if trial {
			return set.Try(run, features)
		}
		return set.Train(run, features, nil)
	}}, nil
}
