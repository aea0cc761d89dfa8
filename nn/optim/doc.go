// Package optim is the study's seven optimization methods as GoMLX optimizers,
// each by the study's own formula, in a file of its own; GD is SGD with steps of all photos.
//
// GoMLX brings optimizers of its own, but not these: it has no Momentum,
// Nesterov or Adagrad, its SGD lowers the rate by itself, and its RMSprop is
// Adam without the mean. Comparing methods needs each to be exactly what its
// name says, so each update here is a few lines that read like its formula.
//
// An [Optimizer] implements GoMLX's optimizer.Interface and
// train.OptimizeWithGradients. What a method remembers between steps (its
// slots) are untrainable variables of the store under [Scope], named after the
// weight that they belong to; the learning rate is a variable too, so that a
// schedule changes it without another compilation. Saving the store's variables
// therefore saves the optimizer.
//
// Nesterov's gradient is taken at θ − γ·v, not at θ. For that [Optimizer.LookAhead]
// must be called before the forward pass is built: it puts θ − γ·v in the place
// of the weights within the graph, and the update then goes on from θ itself. The
// store holds θ at all times, so validation and export need not know. (The
// usual trick of storing θ − γ·v instead saves one pass over the weights, a
// hundredth of a step, and makes every reader of the weights wrong.)
package optim
