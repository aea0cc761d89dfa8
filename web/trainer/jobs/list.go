package jobs

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"pawgrad/app/protocol"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
)

// list is the job of naming many photos, some at a time: of each no more is kept than what
// networks say of it.
type list struct {
	trainer *Trainer
	command protocol.NameAll
	a       Attachments

	source photos.Source // nil until it is opened
	paths  []string      // those that are still to be named
	total  int
	every  throttle
	told   protocol.Named  // what has not been posted yet
	failed map[string]bool // networks that can name no photo
}

// nameAll begins to name many photos, and ends what was under way of that.
func (t *Trainer) nameAll(c protocol.NameAll, a Attachments) error {
	t.cancelNameAll()
	t.jobs = append(t.jobs, &list{trainer: t, command: c, a: a, every: throttle{now: t.now}, failed: map[string]bool{}})
	return nil
}

// cancelNameAll ends the naming of many photos without a word.
func (t *Trainer) cancelNameAll() {
	for i, j := range t.jobs {
		if l, ok := j.(*list); ok {
			t.jobs = append(t.jobs[:i:i], t.jobs[i+1:]...)
			t.finish(l)
			return
		}
	}
}

func (l *list) held() bool    { return false }
func (l *list) owner() string { return "" }
func (l *list) close()        {}

// next opens the source, and then names some photos.
func (l *list) next() (done bool, err error) {
	if l.source == nil {
		err = catch(l.open)
	} else {
		err = catch(l.some)
	}
	if err != nil {
		why := l.trainer.failure("", err)
		l.told.Problem = why.Sentence + " " + why.Cure
	}
	done = err != nil || len(l.paths) == 0
	if done || l.every.due() {
		l.tell(done)
	}
	return done, nil
}

// tell posts what has been answered since it was last called.
func (l *list) tell(over bool) {
	l.told.ID, l.told.Total, l.told.Over = l.command.ID, l.total, over
	l.trainer.post(l.told)
	l.told = protocol.Named{}
}

// open finds the photos that are to be named.
func (l *list) open() (err error) {
	t, c := l.trainer, l.command
	if l.source, err = t.sourceOf(c.Paths, l.a, &breath{context.Background(), t.host, l.every}); err != nil {
		return &refusal{protocol.BadData, err, cureImport}
	}
	paths, _, err := l.source.Files()
	if err != nil {
		return &refusal{protocol.BadData, err, cureImport}
	}
	if c.Unlabelled {
		read := plan.New(plan.Listing{Paths: paths, Read: l.source.Read}, answersOf(c.Answers), importSeed)
		paths = nil
		for _, u := range read.Unlabelled {
			paths = append(paths, u.Path)
		}
	}
	l.paths = plan.Photos(paths)
	l.total = len(l.paths)
	if l.total == 0 {
		return refuse(protocol.BadData, "Choose a folder or an archive of photos.", "there are no photos in %s", c.Name)
	}
	return nil
}

// some names the next photos: several are decoded at the same time.
func (l *list) some() error {
	var batch []*photo
	var work sync.WaitGroup
	for used := int64(0); len(batch) < importParallel && used < importMemory && len(l.paths) > 0; {
		path := l.paths[0]
		l.paths = l.paths[1:]
		p := &photo{Classified: protocol.Classified{Name: path}}
		batch = append(batch, p)
		data, err := l.source.Read(path)
		if err != nil {
			p.Error = unreadable(path, nil, err)
			continue
		}
		cost := l.trainer.host.Cost(data)
		if used+cost > importMemory {
			work.Wait()
			used = 0
		}
		used += cost
		work.Go(func() {
			if err := catch(func() error { l.trainer.see(p, data); return nil }); err != nil {
				p.Error = fmt.Sprintf("%s cannot be named. %s", path, sentence(err.Error()))
			}
		})
	}
	work.Wait()
	return l.answer(batch)
}

// answer asks the models about photos.
func (l *list) answer(batch []*photo) error {
	var readable []*photo
	for _, p := range batch {
		if p.Error == "" {
			readable = append(readable, p)
		}
	}
	runs := []string{}
	for _, m := range l.trainer.models {
		if !l.failed[m.run] && len(readable) > 0 {
			l.failed[m.run] = !l.trainer.guard(m.run, func() error { return m.answer(readable) })
		}
		if !l.failed[m.run] {
			runs = append(runs, m.run)
		}
	}
	if !slices.Equal(l.told.Runs, runs) && len(l.told.Photos) > 0 {
		l.tell(false)
	}
	l.told.Runs = runs
	for _, p := range batch {
		l.told.Photos = append(l.told.Photos, protocol.NamedPhoto{Name: p.Name, Error: p.Error, Probabilities: p.by(runs)})
	}
	return nil
}

// by are the answers of networks, -1 where one knows none.
func (p *photo) by(runs []string) (list []float32) {
	if p.Error != "" {
		return nil
	}
	const none = -1
	for _, run := range runs {
		at := float32(none)
		for _, a := range p.Answers {
			if a.Run == run && !math.IsNaN(a.Probability) {
				at = float32(a.Probability)
			}
		}
		list = append(list, at)
	}
	return list
}
