// Package search plans how learning rates are found: for every arm of an experiment alike, and
// by its validation photos alone. It trains nothing; whoever does tells it what has come of the
// runs of one rung and is given those of the next, so that a search goes on wherever it was
// interrupted, and comes to the same end.
//
// It is successive halving (Jamieson & Talwalkar, 2016) with a third kept in place of a half:
// every arm gets twelve rates, three a decade, each with three seeds, and a ninth of the
// epochs; the third with the lowest loss gets a third of the epochs, and of those a third all
// of them. The last choice is by accuracy. All arms so cost the same, however good they are.
//
// The runs of a rung are short runs of their own, with a schedule, a warm-up and all else made
// as much shorter, rather than the beginnings of long ones: a rate that falls to zero has to
// have fallen for its accuracy to tell anything.
package search
