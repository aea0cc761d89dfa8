package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
)

// What the label doctor is held to: of so many labels changed on purpose, how many are among
// the first photos that it shows.
const (
	wrongLabels  = 50
	firstShown   = 100
	markOfDoctor = 40
)

// wrongSeed draws the photos whose labels are changed.
const wrongSeed = 1

// foundLabels changes labels of photos for training, and counts those that the label doctor
// finds.
func foundLabels(b *bench, r row) (result, error) {
	set, err := b.set(r.run.ImageSize)
	if err != nil {
		return result{}, err
	}
	changes, changed, err := b.wrongLabels(r.run.ImageSize)
	if err != nil {
		return result{}, err
	}
	path := b.packPath(r.run.ImageSize) + ".wrong"
	defer os.Remove(path)
	wrong, err := set.Relabel(filepath.Base(b.from)+", some labels wrong", changes, path)
	if err != nil {
		return result{}, err
	}
	progress("%s: features of %d photos at %d px", r.id, wrong.Images(), r.run.ImageSize)
	features, err := wrong.Features(r.run, b.workers)
	if err != nil {
		return result{}, err
	}
	res := b.begin(wrong, r)
	began := time.Now()
	chart, engine, err := wrong.Examine(r.run, features)
	if err != nil {
		return res, err
	}
	res.Engine, res.Seconds = engine, time.Since(began).Seconds()
	suspects := chart.Suspects()
	found := 0
	for _, s := range suspects[:min(firstShown, len(suspects))] {
		if changed[s.Name] {
			found++
		}
	}
	res.Value = float64(found)
	res.Text = fmt.Sprintf("%d of %d labels changed on purpose are among the first %d photos shown; %d of %d are suspected", found, wrongLabels, firstShown, len(suspects), len(chart.Photos))
	return res, nil
}

// wrongLabels draws photos for training, gives them the label of the other class, and returns
// their names. Of the photos for validation and test, which are not examined, it leaves out all
// but one of each class: the frozen layers need not look at them.
func (b *bench) wrongLabels(size int) (changes []protocol.LabelChange, changed map[string]bool, err error) {
	f, err := os.Open(b.packPath(size))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	set, err := pack.Open(f, info.Size())
	if err != nil {
		return nil, nil, err
	}
	train := set.Split(pack.Train)
	if len(train) < firstShown {
		return nil, nil, fmt.Errorf("%s has %d photos for training. Name a folder with %d at least: among fewer, all would be shown.", b.from, len(train), firstShown)
	}
	changed = map[string]bool{}
	for _, k := range rand.New(rand.NewPCG(wrongSeed, 0)).Perm(len(train))[:wrongLabels] {
		image := set.Image(train[k])
		changes = append(changes, protocol.LabelChange{Index: train[k], Label: 1 - image.Label})
		changed[image.Name] = true
	}
	for _, split := range []pack.Split{pack.Validation, pack.Test} {
		seen := map[int]bool{}
		for _, i := range set.Split(split) {
			if label := set.Image(i).Label; !seen[label] {
				seen[label] = true
				continue
			}
			changes = append(changes, protocol.LabelChange{Index: i, Label: protocol.LeaveOut})
		}
	}
	return changes, changed, nil
}
