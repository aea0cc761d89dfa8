// Package model turns the layer tables of package spec into GoMLX graphs.
//
// The weights of a network live in a GoMLX [model.Store], one variable for each
// entry of [spec.Model.Weights], under the scope [Scope]; on whatever backend
// runs the graphs they stay resident between calls. Three things are made of
// them: [Logits] builds the forward pass, [Loss] the loss that training lowers,
// and a [Predictor] runs the forward pass on any number of photos.
//
// All chance is explicit. [Init] draws the starting weights in Go from the run's
// seed alone, and [DropoutState] the state of the generator of a batch's dropout
// mask from the seed and the batch's number. So every method that is compared
// starts from the same bits and meets the same masks, on every backend.
//
// The package is plain GoMLX: it knows no browser and no particular backend.
package model
