// Package spec says, in plain tables, what can be trained and how: the two
// models layer by layer, the seven methods with their formulas, and every
// setting of a run with its limits, default and one-line explanation.
//
// Both programs read these tables: the page draws its forms, its model pictures
// and its links from them, and package nn's other folders build the graphs and
// the optimizers that they describe. For that reason nothing here may import
// GoMLX, the browser or the page: spec is only facts and arithmetic.
//
// A [Run] is everything that determines one training run. Two equal Runs on the
// same image set and the same machine give the same curve, bit for bit. An
// [Experiment] is what the page's form holds: the settings shared by all runs,
// and the methods to compare; [Experiment.Runs] spells it out into Runs that
// differ in their method and seed alone, so that a comparison is fair by construction.
package spec
