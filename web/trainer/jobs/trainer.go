package jobs

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/export/onefile"
)

// Trainer carries out the page's commands.
type Trainer struct {
	host    Host
	backend compute.Backend
	compile onefile.Compiler // for networks that leave
	now     func() time.Time
	inbox   *inbox

	set     *pack.Set // the image set, or nil
	lookers []looker  // the frozen layers that were used, by size and cut
	models  []*model  // in the order in which they were loaded
	run     *run      // the run under way, or nil
	photos  *classification
	jobs    []job // all that is under way; the first one's turn is next
	// cancelImport and cancelConversion end what is under way of them.
	cancelImport, cancelConversion context.CancelFunc

	base   vgg19.Source // VGG19's pretrained part, or nil
	baseID string       // names it; see [vgg19.Manifest.ID]
}

// job is something that takes long, done in units.
type job interface {
	// next does one unit and reports whether it was the last.
	next() (done bool, err error)
	// held reports whether the job waits for a command.
	held() bool
	// owner is the run that a failure concerns, or empty.
	owner() string
	// close frees what the job occupies; it is called once, after the last unit.
	close()
}

// New returns a trainer that computes on a backend, and compiles what is to run without it.
func New(host Host, backend compute.Backend, compile onefile.Compiler) *Trainer {
	return &Trainer{host: host, backend: backend, compile: compile, now: time.Now, inbox: newInbox(), cancelImport: func() {}, cancelConversion: func() {}}
}

// Send hands over a command. It returns at once and may be called from any
// goroutine.
func (t *Trainer) Send(c protocol.Command, a Attachments) { t.inbox.put(order{c, a}) }

// Work carries out commands until [protocol.Dispose] comes. engine names what
// computes.
func (t *Trainer) Work(engine string) {
	t.post(protocol.Ready{Engine: engine})
	brought := false // whether files came with what was done last
	for {
		o, ok := t.inbox.take()
		if !ok && !t.busy() {
			if brought { // a file that Go refers to stays whole in the browser's memory
				runtime.GC()
			}
			o, ok = t.inbox.wait(), true
			brought = len(o.attached.Files) > 0
		}
		if !ok {
			t.turn()
			t.host.Yield()
			continue
		}
		if _, ends := o.command.(protocol.Dispose); ends {
			t.dispose()
			return
		}
		t.guard(runOf(o.command), func() error { return t.carryOut(o.command, o.attached) })
	}
}

// carryOut does what a command asks, or starts the job that does.
func (t *Trainer) carryOut(c protocol.Command, a Attachments) error {
	switch c := c.(type) {
	case protocol.LoadData:
		return t.loadData(c, a)
	case protocol.Sample:
		return t.sample(c)
	case protocol.Start:
		return t.start(c, a)
	case protocol.Extract:
		return t.extract(c)
	case protocol.Pause:
		t.pause(c.Run)
	case protocol.Resume:
		t.resume(c.Run)
	case protocol.Stop:
		t.stop(c.Run)
	case protocol.ChangeRate:
		return t.changeRate(c)
	case protocol.LoadModel:
		return t.loadModel(c, a)
	case protocol.UnloadModel:
		t.unloadModel(c.Run)
	case protocol.Export:
		t.export(c, a)
	case protocol.Classify:
		return t.classify(c, a)
	case protocol.Landscape:
		return t.survey(c, a)
	case protocol.CancelLandscape:
		t.cancelSurvey()
	case protocol.Examine:
		return t.examine(c, a)
	case protocol.Relabel:
		return t.relabel(c)
	case protocol.Import:
		return t.importPhotos(c, a)
	case protocol.CancelImport:
		t.cancelImport()
	case protocol.NameAll:
		return t.nameAll(c, a)
	case protocol.CancelNameAll:
		t.cancelNameAll()
	case protocol.LoadBase:
		return t.loadBase(c, a)
	case protocol.ConvertBase:
		return t.convertBase(c, a)
	case protocol.UseThreads:
		t.host.UseThreads(c.Threads)
	case protocol.MeasureEngine:
		gflops, err := t.host.Roofline()
		if err != nil {
			return err
		}
		t.post(protocol.EngineMeasured{GFLOPs: gflops})
	default:
		panic(fmt.Sprintf("jobs: no way to carry out a %T", c))
	}
	return nil
}

// runOf is the run that a command concerns, or empty.
func runOf(c protocol.Command) string {
	switch c := c.(type) {
	case protocol.Start:
		return c.Run
	case protocol.Pause:
		return c.Run
	case protocol.Resume:
		return c.Run
	case protocol.Stop:
		return c.Run
	case protocol.ChangeRate:
		return c.Run
	case protocol.LoadModel:
		return c.Run
	case protocol.UnloadModel:
		return c.Run
	}
	return ""
}

// busy reports whether any job can go on.
func (t *Trainer) busy() bool {
	return slices.ContainsFunc(t.jobs, func(j job) bool { return !j.held() })
}

// turn does a unit of the job whose turn it is, and puts it behind the others.
func (t *Trainer) turn() {
	i := slices.IndexFunc(t.jobs, func(j job) bool { return !j.held() })
	if i < 0 {
		return
	}
	j := t.jobs[i]
	t.jobs = slices.Delete(t.jobs, i, i+1)
	var done bool
	ok := t.guard(j.owner(), func() (err error) {
		done, err = j.next()
		return err
	})
	if ok && !done {
		t.jobs = append(t.jobs, j)
		return
	}
	t.finish(j)
}

// finish lets go of a job that is over.
func (t *Trainer) finish(j job) {
	if t.run == j {
		t.run = nil
	}
	if t.photos == j {
		t.photos = nil
	}
	t.guard(j.owner(), func() error { j.close(); return nil })
}

// dispose frees everything.
func (t *Trainer) dispose() {
	t.cancelImport()
	t.cancelConversion()
	for _, j := range t.jobs {
		t.finish(j)
	}
	t.jobs = nil
	for _, m := range t.models {
		t.guard(m.run, func() error { m.predictor.Close(); return nil })
	}
	t.models = nil
	t.closeLookers()
}

func (t *Trainer) closeLookers() {
	for _, l := range t.lookers {
		t.guard("", func() error { l.Close(); return nil })
	}
	t.lookers = nil
}

// post sends an event without attachments.
func (t *Trainer) post(e protocol.Event) { t.host.Post(e, Attachments{}) }
