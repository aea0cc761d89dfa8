// Package classic is the picture book of optimization: three surfaces in the plane on which the methods behave as their papers say (a
// ravine, a saddle, a plateau), and the walks of all methods over them by the same formulas as in training.
//
// Nothing here is measured on a network. A walk is pure arithmetic on two numbers, by [spec.Method]'s formulas and the names of
// [spec.Hyper]: where nn/optim writes them as a graph over millions of weights, here they stand in a line each.
package classic
