package main

import (
	"pawgrad/assets/bundled"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// recipe is how a ready-made network is made.
type recipe struct {
	name string // of its file, without the ending
	run  spec.Run
	// variants is in how many variants the photos for training come, the first of them as they
	// are, changed as vary says.
	variants int
	vary     variation
	// averaged is of how many last epochs the network has the mean weights, 0 for its last ones.
	averaged int
	// look adds to the preparation what the network's photos have to go through beyond what
	// every network's do.
	look func(*file.Preprocessing)
}

// recipes are those of the networks that come with the page. README.md in assets/ready says what
// else was tried.
var recipes = []recipe{
	{
		name: "cnn", run: cnn(), variants: 24, vary: strong,
		// It has seen nothing finer than 32 pixels.
		look: func(p *file.Preprocessing) { p.Via, p.Mirrored = bundled.Pixels, true },
	},
	{
		name: "vgg19", run: vgg19(), variants: 2, vary: strong, averaged: 3,
		// Its pretrained layers know fine pictures, and tell more by them.
		look: func(p *file.Preprocessing) { p.Mirrored = true },
	},
}

// cnn is the study's small network at the least size that it takes.
func cnn() spec.Run {
	r := spec.DefaultRun(spec.Adam)
	r.ImageSize, r.BatchSize, r.Epochs, r.Seed = spec.MinImageSize, 32, 4, 2
	r.Init, r.Pixels, r.Schedule = spec.He, spec.Centred, spec.Cosine
	r.Hyper.LearningRate = 0.001
	r.Augment = spec.Augment{Flip: true, Shift: 0.05, Rotate: 5, Zoom: 0.1}
	return r
}

// vgg19 is a head on VGG19's pretrained layers.
func vgg19() spec.Run {
	r := spec.DefaultRunOf(spec.VGG19, spec.Adam)
	r.Train, r.ImageSize, r.BatchSize, r.Epochs = spec.TrainHead, 128, 32, 12
	r.Hyper = r.DefaultHyper()
	// Ten times the default; see assets/ready/README.md.
	r.Hyper.LearningRate = 0.001
	r.Schedule, r.StepEvery, r.StepFactor = spec.Step, 6, 0.5
	return r
}
