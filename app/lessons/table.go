package lessons

import (
	"pawgrad/app/format"
	"pawgrad/app/say"
)

// lesson is a guided experiment.
type lesson struct {
	id, title string
	// question is what the experiment answers, choices what a student may predict.
	question string
	choices  [3]string
	// link is the experiment, as the part of an address after "#".
	link string
	// look says what to watch while it trains.
	look string
	// outcome is the choice that the runs bear out.
	outcome func(runs []run) int
	// because explains it, by the runs' own numbers.
	because func(runs []run) string
}

// Differences below these are told as none: seeds alone scatter as much.
const (
	sameLoss     = 0.02 // nats
	sameAccuracy = 0.02
)

// table are the lessons in the order in which they build on each other.
var table = []lesson{
	{
		id: "rate", title: "The learning rate",
		question: "The same method with four rates, from 0.001 to 1. Which of them lowers the training loss most?",
		choices: [3]string{
			"The largest: bigger steps are sooner there.",
			"One in the middle: small ones crawl, and the largest never arrives.",
			"None: all come to the same place, the small ones only later.",
		},
		link: "v=2&methods=sgd&arm=sgd~lr~0.001&arm=sgd~lr~0.01&arm=sgd~lr~1",
		look: "Watch the training loss. The loss of guessing is 0.69: a curve that stays there has learned nothing.",
		outcome: func(runs []run) int {
			best, largest := lowest(runs, trainLoss), highest(runs, rate)
			switch {
			case spread(runs, trainLoss) < sameLoss:
				return 2
			case best == largest:
				return 0
			}
			return 1
		},
		because: func(runs []run) string {
			best, small, large := lowest(runs, trainLoss), lowest(runs, rate), highest(runs, rate)
			return say.F("%s came lowest: its training loss fell from %s after the first epoch to %s. %s took steps so small that it came from %s to %s only. "+
				"%s A step in the right direction that is too long, where the loss is steep, ends higher up on the other side.",
				best.name, loss(best.first.TrainLoss), loss(best.last.TrainLoss), small.name, loss(small.first.TrainLoss), loss(small.last.TrainLoss), large.ended())
		},
	},
	{
		id: "momentum", title: "Momentum",
		question: "SGD and Momentum with the same rate, 0.01. Momentum adds a share of its last step to each step. Which gets farther?",
		choices: [3]string{
			"Momentum: steps in one direction add up.",
			"SGD: Momentum overshoots.",
			"Neither: the rate decides.",
		},
		link: "v=2&epochs=8&methods=sgd,momentum&same-rate=0.01",
		look: "Watch the training loss of both. Both start from the same weights and see the same photos in the same order.",
		outcome: func(runs []run) int {
			return ahead(of(runs, "sgd").last.TrainLoss-of(runs, "momentum").last.TrainLoss, sameLoss)
		},
		because: func(runs []run) string {
			sgd, momentum := of(runs, "sgd"), of(runs, "momentum")
			return say.F("After %'d {epoch|epochs} Momentum's training loss was %s, SGD's %s. "+
				"With a share of 0.9 kept, steps that agree add up to ten times one step, so that Momentum goes with 0.01 about as far as SGD would with 0.1; steps that contradict each other cancel out. "+
				"That is why each method is given a rate of its own when methods are compared.", momentum.last.Epoch, loss(momentum.last.TrainLoss), loss(sgd.last.TrainLoss))
		},
	},
	{
		id: "adaptive", title: "Methods that adapt",
		question: "SGD, Adagrad, RMSprop and Adam, all with the rate 0.001. Which learn?",
		choices: [3]string{
			"The three that adapt learn more than SGD.",
			"SGD learns more than they do.",
			"All learn alike: the rate is the same.",
		},
		link: "v=2&epochs=8&methods=sgd,adagrad,rmsprop,adam&same-rate=0.001",
		look: "Watch which curves leave 0.69, the loss of guessing, and when.",
		outcome: func(runs []run) int {
			return ahead(of(runs, "sgd").last.TrainLoss-lowest(runs, trainLoss).last.TrainLoss, sameLoss)
		},
		because: func(runs []run) string {
			best, sgd := lowest(runs, trainLoss), of(runs, "sgd")
			return say.F("%s came to a training loss of %s, SGD to %s. "+
				"Methods that adapt divide each weight's gradient by how large it usually is, so that their steps are about as long as the rate, however flat the loss is. "+
				"SGD's step is rate times gradient, and gradients of a network that knows nothing yet are small.", best.name, loss(best.last.TrainLoss), loss(sgd.last.TrainLoss))
		},
	},
	{
		id: "batch", title: "The size of a batch",
		question: "SGD with batches of 4, 64 and 256 photos beside its usual ones. Which learns most in the same number of epochs?",
		choices: [3]string{
			"Small batches: they take more steps in an epoch.",
			"Large batches: each of their steps is surer.",
			"No matter: all see the same photos.",
		},
		link: "v=2&methods=sgd&arm=sgd~batch~4&arm=sgd~batch~64&arm=sgd~batch~256",
		look: "Watch how fast the training losses fall, and how much they jump from point to point (switch Smooth off).",
		outcome: func(runs []run) int {
			return ahead(highest(runs, batch).last.TrainLoss-lowest(runs, batch).last.TrainLoss, sameLoss)
		},
		because: func(runs []run) string {
			small, large := lowest(runs, batch), highest(runs, batch)
			return say.F("%s %s A batch %'d {time|times} as large makes as many times fewer steps of an epoch. "+
				"Its gradient is surer, but four times the photos make it only twice as sure, so steps are worth more than sureness as long as there is far to go. A larger batch would want a larger rate.",
				small.ended(), large.ended(), large.batch/small.batch)
		},
	},
	{
		id: "overfitting", title: "Overfitting and dropout",
		question: "Adam on 200 photos only, forty times over, with dropout and without. How do the two do on photos that they have not seen?",
		choices: [3]string{
			"The one without is better: nothing holds it back.",
			"The one without knows its own photos better, but others no better.",
			"They are alike on both.",
		},
		link: "v=2&epochs=40&train-images=200&dropout=0.5&methods=adam&arm=adam~dropout~0",
		look: "Compare training and validation: where the dashed curve goes on and the solid one no longer follows, photos are learned by heart. The validation loss shows it first.",
		outcome: func(runs []run) int {
			with, without := dropouts(runs)
			switch {
			case without.last.ValidationAccuracy-with.last.ValidationAccuracy > sameAccuracy:
				return 0
			case without.gap()-with.gap() > sameAccuracy:
				return 1
			}
			return 2
		},
		because: func(runs []run) string {
			with, without := dropouts(runs)
			return say.F("Without dropout the network named %s of its own 200 photos right, and %s of those for validation; with it %s and %s. "+
				"Its validation loss was lowest, %s, after %'d {epoch|epochs} and ended at %s. "+
				"Dropout silences half of the numbers at random in each step, so that no photo can be known by a few of them; what it makes of training photos is measured with it.",
				share(without.last.TrainAccuracy), share(without.last.ValidationAccuracy), share(with.last.TrainAccuracy), share(with.last.ValidationAccuracy),
				loss(without.bestLoss), without.bestEpoch, loss(without.last.ValidationLoss))
		},
	},
	{
		id: "transfer", title: "Transfer learning",
		question: "200 photos again, but the layers that see are VGG19's, which have seen a million other photos; only a small head is trained. How many photos for validation will it name right?",
		choices: [3]string{
			"More than three of four.",
			"Fewer than three of five: the photos are as few as before.",
			"Something between.",
		},
		link: "v=2&model=vgg19&train=head&size=64&epochs=15&train-images=200&methods=sgd,adam",
		look: "First VGG19 looks at all photos, once. Then epochs take moments. Compare the validation accuracy with that of the lesson on overfitting, which had as many photos.",
		outcome: func(runs []run) int {
			switch best := highest(runs, bestAccuracy).best; {
			case best > 0.75:
				return 0
			case best < 0.6:
				return 1
			}
			return 2
		},
		because: func(runs []run) string {
			best := highest(runs, bestAccuracy)
			return say.F("%s named %s of the photos for validation right, from 200 photos of cats and dogs. "+
				"What its frozen layers have learned of edges, fur and eyes, to tell a thousand kinds of things apart, serves for these two as well; the head has to learn only what of it matters. "+
				"That is why few people train large networks from nothing.", best.name, share(best.best))
		},
	},
}

// ahead is the first choice if the first of two is ahead of the second by more than chance may explain, the second
// if it is behind, else the third.
func ahead(by, same float64) int {
	switch {
	case by > same:
		return 0
	case by < -same:
		return 1
	}
	return 2
}

func loss(v float64) string  { return format.Fixed(v, 3) }
func share(v float64) string { return format.Percent(v) }
