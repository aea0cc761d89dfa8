package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"pawgrad/nn/spec"
	"pawgrad/web/driver"
)

// entry is a finished run.
type entry struct {
	Run     spec.Run        `json:"run"`
	Outcome *driver.Outcome `json:"outcome"`
}

// log keeps finished runs, a line of JSON each.
type log struct {
	file  *os.File // nil if nothing is kept
	mu    sync.Mutex
	known map[string]*driver.Outcome // by the run's JSON
}

// openLog reads what is known already. Without a path nothing is kept.
func openLog(path string) (*log, error) {
	b := &log{known: map[string]*driver.Outcome{}}
	if path == "" {
		return b, nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	b.file = f
	decoder := json.NewDecoder(bufio.NewReader(f))
	for {
		var e entry
		if err := decoder.Decode(&e); errors.Is(err, io.EOF) {
			return b, nil
		} else if err != nil {
			f.Close()
			return nil, fmt.Errorf("%s is no log of runs: %w", path, err)
		}
		b.known[key(e.Run)] = e.Outcome
	}
}

func (b *log) close() {
	if b.file != nil {
		b.file.Close()
	}
}

// key is the run's JSON, which holds all that determines it but the set.
func key(run spec.Run) string {
	text, err := json.Marshal(run)
	if err != nil {
		panic(fmt.Sprintf("tune: run %+v: %v", run, err)) // a run has nothing that JSON lacks
	}
	return string(text)
}

// each trains the runs that are not known yet, some at a time, keeps them and
// prints the line of each. Its error is that of the first run that could not be
// trained; the others are trained all the same.
func (b *log) each(runs []spec.Run, workers int, train func(spec.Run) (*driver.Outcome, error)) error {
	queue := make(chan spec.Run, len(runs))
	for _, run := range runs {
		queue <- run
	}
	close(queue)
	var group sync.WaitGroup
	var first error
	for range workers {
		group.Go(func() {
			for run := range queue {
				if err := b.one(run, train); err != nil {
					b.mu.Lock()
					if first == nil {
						first = fmt.Errorf("%s at %g: %w", run.Method, run.Hyper.LearningRate, err)
					}
					b.mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	return first
}

func (b *log) one(run spec.Run, train func(spec.Run) (*driver.Outcome, error)) error {
	b.mu.Lock()
	o := b.known[key(run)]
	b.mu.Unlock()
	if o == nil {
		var err error
		if o, err = train(run); err != nil {
			return err
		}
		// Every photo's probability is of no use here.
		o.Done.Test.Indexes, o.Done.Test.Labels, o.Done.Test.Probabilities = nil, nil, nil
		if err := b.keep(entry{run, o}); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	fmt.Println(line(run, o))
	return nil
}

func (b *log) keep(e entry) error {
	if b.file == nil {
		return nil
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	_, err = b.file.Write(append(text, '\n'))
	return err
}

// printHead prints the table's head.
func printHead(set, engine string) {
	fmt.Printf("%s, %s\n\n", set, engine)
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
	return fmt.Sprintf("%s %.4f | %.4f | %.4f | %d | %.4f | %.4f | %d | %.4f | %.4f | %.1f | %.0f |", head,
		last.TrainLoss, last.TrainAccuracy, loss.ValidationLoss, loss.Epoch, loss.ValidationAccuracy,
		accuracy.ValidationAccuracy, accuracy.Epoch, last.ValidationAccuracy, o.Done.Test.Accuracy, o.ImagesPerSecond, o.Done.Seconds)
}
