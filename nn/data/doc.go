// Package data feeds photos to training: it chooses which images of a set a run
// uses, brings them to the run's size, shuffles them anew each epoch and changes
// them a little when augmentation is asked for.
//
// All chance is a pure function of the run's seed, the epoch and the image. So
// every method that is compared sees the same photos in the same order with the
// same changes, and a run that is interrupted goes on where it was without any
// random state having been saved.
//
// The package knows neither GoMLX nor the browser. A set is anything that
// satisfies [Source], which package pack's *Set does.
package data
