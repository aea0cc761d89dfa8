package main

import (
	"fmt"
	"sync"

	"pawgrad/nn/spec"
	"pawgrad/web/driver"
	"pawgrad/web/measure"
	"pawgrad/web/rates"
)

// log keeps finished runs.
type log = measure.Log[spec.Run, *driver.Outcome]

// each trains the runs that are not known yet, some at a time, keeps them and prints the line of each. Its error is that of the first run that
// could not be trained; the others are trained all the same.
func each(book *log, runs []spec.Run, p *rates.Place) error {
	queue := make(chan spec.Run, len(runs))
	for _, run := range runs {
		queue <- run
	}
	close(queue)
	var group sync.WaitGroup
	var mu sync.Mutex // of first and of what is printed
	var first error
	for range p.Workers {
		group.Go(func() {
			for run := range queue {
				o, err := one(book, run, func(run spec.Run) (*driver.Outcome, error) { return p.Train(run, false) })
				mu.Lock()
				if err == nil {
					fmt.Println(line(run, o))
				} else if first == nil {
					first = fmt.Errorf("%s at %g: %w", run.Method, run.Hyper.LearningRate, err)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return first
}

// one is the outcome of a run, which is trained unless the log has it.
func one(book *log, run spec.Run, train func(spec.Run) (*driver.Outcome, error)) (*driver.Outcome, error) {
	if o, known := book.Get(run); known {
		return o, nil
	}
	o, err := train(run)
	if err != nil {
		return nil, err
	}
	return o, put(book, run, o)
}

// put keeps an outcome without every photo's probability, which is of no use here.
func put(book *log, run spec.Run, o *driver.Outcome) error {
	o.Done.Test.Indexes, o.Done.Test.Labels, o.Done.Test.Probabilities, o.Done.Test.Logits = nil, nil, nil, nil
	return book.Put(run, o)
}

// printHead prints the table's head.
func printHead(p *rates.Place) {
	fmt.Printf("%s, %s\n\n", p.Set.Name, p.Engine)
	fmt.Println("| method | rate | size | epochs | seed | train loss | train acc. | best val. loss | at epoch | val. acc. there | best val. acc. | at epoch | last val. acc. | test acc. | img/s | s |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
}

// line is a run's line of the table.
func line(run spec.Run, o *driver.Outcome) string {
	head := fmt.Sprintf("| %s | %g | %d | %d | %d |", run.Method, run.Hyper.LearningRate, run.ImageSize, run.Epochs, run.Seed)
	if o.Diverged != "" {
		return fmt.Sprintf("%s %s |||||||||||", head, o.Diverged)
	}
	last, loss, accuracy := o.Epochs[len(o.Epochs)-1], o.Epochs[0], o.Epochs[0]
	for _, p := range o.Epochs {
		if p.ValidationLoss < loss.ValidationLoss {
			loss = p
		}
		if p.ValidationAccuracy > accuracy.ValidationAccuracy {
			accuracy = p
		}
	}
	test := "" // of a trial there is none
	if o.Done.Test.Loss > 0 {
		test = fmt.Sprintf("%.4f", o.Done.Test.Accuracy)
	}
	return fmt.Sprintf("%s %.4f | %.4f | %.4f | %d | %.4f | %.4f | %d | %.4f | %s | %.1f | %.0f |", head,
		last.TrainLoss, last.TrainAccuracy, loss.ValidationLoss, loss.Epoch, loss.ValidationAccuracy,
		accuracy.ValidationAccuracy, accuracy.Epoch, last.ValidationAccuracy, test, o.ImagesPerSecond, o.Done.Seconds)
}
