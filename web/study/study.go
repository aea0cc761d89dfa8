package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"pawgrad/app/record"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"
	"pawgrad/web/rates"
)

// How often the page is looked at, and how often what it says is passed on.
const (
	lookEvery = 5 * time.Second
	tellEvery = time.Minute
)

// mostCrashes is how often in a row the browser may crash without a run being
// finished in between.
const mostCrashes = 5

// errOver tells that the sitting is over before the study is.
var errOver = errors.New("the sitting is over")

// task is a part of the study that is to be worked on.
type task struct {
	part
	tuning *tuning // nil if its rates are known beforehand
}

// run redoes the study, or goes on with it for a sitting.
func run(ctx context.Context, root string, o options) error {
	if err := o.makeFolders(); err != nil {
		return err
	}
	e, there, err := read(o.file())
	switch {
	case err != nil:
		return fmt.Errorf("%s cannot be continued. %w Or begin another study: %s", o.file(), err, o.elsewhere())
	case o.report && !there:
		return fmt.Errorf("%s holds no study yet: run make study without REPORT first", o.results)
	}
	tasks, err := o.tasks(e)
	if err != nil {
		return err
	}
	over := there && !slices.ContainsFunc(tasks, func(t task) bool { return o.todo(e, t) != "" })
	if o.report = o.report || over; o.report {
		o.photos, o.weights = "", "" // a report needs neither
	}
	m, err := prepare(ctx, root, o)
	if err != nil {
		return err
	}
	stop, err := serve(o)
	if err != nil {
		return err
	}
	defer stop()
	if !o.report {
		err = o.work(ctx, tasks, m)
	}
	if err != nil && !errors.Is(err, errOver) {
		return err
	}
	if err := report(ctx, o); err != nil {
		return err
	}
	if over {
		log.Printf("%s holds a study that is over, so only its report was written anew. To train again: %s", o.results, o.elsewhere())
	}
	return o.tellLeft(tasks)
}

// makeFolders makes paths absolute, as a browser does not know in which folder this command was
// started, and the folders that are written to.
func (o *options) makeFolders() error {
	for _, path := range []*string{&o.build, &o.results, &o.photos, &o.weights} {
		if *path == "" {
			continue
		}
		var err error
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	return errors.Join(os.MkdirAll(o.build, 0o755), os.MkdirAll(o.results, 0o755))
}

// tasks are what a study is made of: the plan's parts, without VGG19 if there are no pretrained
// weights. A study that was begun by another plan is of that: it has its rates.
func (o options) tasks(e record.Round) ([]task, error) {
	ours := e.Parts == nil
	for _, p := range o.plan {
		ours = ours || partOf(e, p.name) >= 0
	}
	var tasks []task
	if !ours {
		for i, p := range e.Parts {
			tasks = append(tasks, task{part: part{id: "part-" + strconv.Itoa(i+1), name: p.Title()}})
		}
		return tasks, nil
	}
	for _, p := range o.plan {
		t, err := o.tuning(p)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, task{p, t})
	}
	return tasks, nil
}

// todo says what is left of a task, or nothing.
func (o options) todo(e record.Round, t task) string {
	var todo []string
	i := partOf(e, t.name)
	if t.tuning != nil && i < 0 {
		if n := t.tuning.left(); n > 0 {
			todo = append(todo, fmt.Sprintf("%d trials for its rates at most", n))
		}
		if part, err := t.experiment(); err == nil {
			todo = append(todo, fmt.Sprintf("%d runs", len(part.Runs())))
		}
	} else if n := left(e, i); n > 0 {
		todo = append(todo, fmt.Sprintf("%d runs", n))
	}
	return strings.Join(todo, ", ")
}

// tellLeft says what is left of a study.
func (o options) tellLeft(tasks []task) error {
	e, _, err := read(o.file())
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if todo := o.todo(e, t); todo != "" {
			log.Printf("Left of %s: %s.", t.name, todo)
		}
	}
	return nil
}

// work goes on with the tasks, one after the other, until they are done or the sitting is over.
func (o options) work(ctx context.Context, tasks []task, m materials) error {
	for _, t := range tasks {
		if t.tuning != nil && t.tuning.plan.Experiment.Shared.Model == spec.VGG19 && !m.haveWeights() {
			log.Printf("%s is left out: there are no pretrained weights. Name some with WEIGHTS=vgg19.h5.", t.name)
			continue
		}
		if t.tuning != nil {
			if err := persist(ctx, func() (bool, error) {
				before := len(t.tuning.known)
				err := tune(ctx, o, t.part, t.tuning, m)
				return len(t.tuning.known) > before, err
			}); err != nil {
				return err
			}
		}
		if o.up() {
			return errOver
		}
		tried := tries{}
		if err := persist(ctx, func() (bool, error) {
			finished, err := sit(ctx, o, t, m, tried)
			return finished > 0, err
		}); err != nil {
			return err
		}
	}
	return nil
}

// persist does something again for as long as the browser crashes in it and something was finished
// in between.
func persist(ctx context.Context, do func() (progress bool, err error)) error {
	for crashes := 0; ; {
		progress, err := do()
		switch {
		case err == nil, errors.Is(err, errOver), errors.Is(err, errForGood):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if crashes++; progress {
			crashes = 0
		}
		if crashes >= mostCrashes {
			return fmt.Errorf("the browser crashed %d times in a row: %w", crashes, err)
		}
		log.Printf("The browser crashed (%v); it is started again.", err)
	}
}

// errForGood is in errors that would come again.
var errForGood = errors.New("it cannot go on so")

// elsewhere is the command that begins another study beside the one that is there.
func (o options) elsewhere() string { return "make study RESULTS=" + filepath.Base(o.results) + "-2" }

// file is the image set as a file: one that was made of the photos, or the page's own.
func (m materials) file(o options) string {
	if m.pack != "" {
		return m.pack
	}
	return filepath.Join(o.site(), bundled.FileName)
}

// ready is the study with a part in it: as far as that has come, or as it is to begin, with the
// rates that were found for it.
func (o options) ready(t task, m materials, machine record.Machine) (e record.Round, i int, err error) {
	e, there, err := read(o.file())
	if err != nil {
		return e, 0, err
	}
	if i := partOf(e, t.name); i >= 0 {
		return e, i, nil
	}
	set, err := rates.DescribeFile(m.file(o))
	if err != nil {
		return e, 0, err
	}
	if !there {
		e = newStudy(set, machine)
	}
	part, err := t.experiment()
	if err != nil {
		return e, 0, err
	}
	e, err = put(e, begun(newStudy(set, machine), withRates(part, t.tuning.found())))
	if err != nil {
		return e, 0, fmt.Errorf("%w: %w", errForGood, err)
	}
	return e, len(e.Parts) - 1, write(o.file(), e)
}
