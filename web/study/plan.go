package main

import (
	"errors"
	"fmt"
	"strings"

	"pawgrad/nn/search"
	"pawgrad/nn/spec"
)

// part is a part of the study: an experiment, and how the rates of its arms are found.
type part struct {
	id   string // names its files
	name string // as report and page call it
	link string // its settings, as the page's links have them; the rates in it are searched around
	// share is the share of the epochs that the last runs of the search have, and within what the
	// search sets otherwise; see [part.search].
	share  float64
	within string
}

// The settings that parts have in common: all seven methods, and photos that are 150 pixels a side
// as the study's.
const (
	seven = "&methods=gd,sgd,momentum,nesterov,adagrad,rmsprop,adam"
	asBig = "&size=150"
)

// thePlan is the study's parts, in the order in which they are worked on: what tells most for its
// hours comes first. How long each takes is in the documentation of this command.
var thePlan = []part{
	{
		id: "cnn-64", name: "CNN, 64 px", share: 0.5,
		link: "v=2&size=64&batch=32&epochs=50&seeds=10&targets=0.65 0.7 0.75 0.8" + seven,
	},
	{
		id: "vgg19-head-150", name: "VGG19, 150 px, head only", share: 1,
		link: "v=2&model=vgg19&train=head&epochs=10&schedule=cosine&flip=true&seeds=5&targets=0.9 0.95 0.97" + asBig + seven,
	},
	{
		// Glorot's weights, pixels from 0 to 1, photos as they are, a rate that stays, and Adam
		// without its correction: what a link without a version leaves out is the study's.
		id: "cnn-150-as-the-study", name: "CNN, 150 px, set up as the study", share: 0.2,
		link: "epochs=30&adam.bias=false&seeds=3&targets=0.65 0.7 0.75 0.8" + asBig + seven,
	},
	{
		id: "cnn-150", name: "CNN, 150 px", share: 0.2,
		link: "v=2&batch=32&epochs=30&seeds=3&targets=0.65 0.7 0.75 0.8" + asBig + seven,
	},
	{
		// As the row fine150 of make accuracy; rates are looked for on half of the photos, as
		// each epoch takes a minute and more.
		id: "vgg19-block5-150", name: "VGG19, 150 px, from block 5", share: 0.25, within: "train-images=1000&eval-images=500",
		link: "v=2&model=vgg19&epochs=12&head-epochs=4&schedule=cosine&flip=true&shift=0.1&rotate=10&zoom=0.15&variants=8&seeds=3&targets=0.9 0.95 0.97" + asBig + seven,
	},
}

// experiment is the part's, with the rates of its link.
func (p part) experiment() (spec.Experiment, error) {
	e, err := decode(p.link)
	e.Name = p.name
	return e, err
}

// search is how the rates of its arms are found.
func (p part) search() (search.Plan, error) {
	e, err := decode(p.link)
	if err != nil {
		return search.Plan{}, err
	}
	for setting := range strings.SplitSeq(p.within, "&") {
		if setting == "" {
			continue
		}
		key, value, _ := strings.Cut(setting, "=")
		s, ok := spec.SettingByKey(key)
		if !ok || s.Hyper() {
			return search.Plan{}, fmt.Errorf("there is no setting %q that runs share", key)
		}
		if err := s.SetIn(&e, "", value); err != nil {
			return search.Plan{}, err
		}
	}
	plan := search.New(e, p.share)
	return plan, plan.Check()
}

func decode(link string) (spec.Experiment, error) {
	e, problems := spec.Decode(link)
	if problems != nil {
		return e, errors.New(strings.Join(problems, " "))
	}
	return e, nil
}

// withRates is an experiment in which each arm has the rate that a search has found for it. An arm
// for which there is none keeps its own.
func withRates(e spec.Experiment, found []search.Arm) spec.Experiment {
	e = e.Clone()
	for _, a := range found {
		best, ok := a.Best()
		if !ok {
			continue
		}
		if a.Look == 0 {
			hyper := e.Hyper[a.Method]
			hyper.LearningRate = best.Rate
			e.Hyper[a.Method] = hyper
			continue
		}
		e.ChangeArm(a.Look, func(arm *spec.Arm) { arm.Hyper.LearningRate = best.Rate })
	}
	return e
}
