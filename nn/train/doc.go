// Package train runs a training run: one network, one method, one image set.
//
// A [Trainer] is a step machine, not a loop. [Trainer.Next] does one unit of
// work, a training batch or a batch of validation or test photos, and returns
// what there is to tell; between two calls its owner, the event loop of a
// worker, may read messages, pause, stop, or take a [Trainer.Snapshot] from
// which another Trainer goes on with the same bits.
//
// The phases follow each other as in any textbook:
//
//	Validating, (Training ... Validating) for each epoch, then Testing, then done
//
// The first looks at the starting weights, so that a curve has a beginning. A run that is
// [Trainer.Untested] leaves the test out.
//
// Before the test the weights are rounded to as many digits as a 16-bit float has
// ([file.Tensor.Rounded]). What is tested is what is kept: the model that the run leaves and all
// that is made of it, which can so be smaller without saying anything else.
//
// Graphs are compiled once: batches always have one shape. A last batch that is
// short is padded with photos that weigh nothing in the loss, so its gradient is
// the mean over its real photos and no photo is left out, in training or in
// evaluation. GD, whose one step an epoch reads all photos, gathers its gradient
// batch by batch.
//
// Losses are computed in float64 from the logits that the graphs return. A loss
// that is no finite number ends the run with a [Diverged] that says why and what
// to do; the weights of the last whole epoch are kept.
//
// The package knows no browser and no particular backend.
package train
