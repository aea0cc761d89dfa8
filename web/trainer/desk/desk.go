package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
)

// Desk carries out the page's commands.
type Desk struct {
	host    Host
	backend compute.Backend
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

// New returns a desk that computes on a backend.
func New(host Host, backend compute.Backend) *Desk {
	return &Desk{host: host, backend: backend, now: time.Now, inbox: newInbox(), cancelImport: func() {}, cancelConversion: func() {}}
}

// Send hands over a command. It returns at once and may be called from any
// goroutine.
func (d *Desk) Send(c protocol.Command, a Attachments) { d.inbox.put(order{c, a}) }

// Work carries out commands until [protocol.Dispose] comes. engine names what
// computes.
func (d *Desk) Work(engine string) {
	d.post(protocol.Ready{Engine: engine})
	for {
		o, ok := d.inbox.take()
		if !ok && !d.busy() {
			o, ok = d.inbox.wait(), true
		}
		if !ok {
			d.turn()
			d.host.Yield()
			continue
		}
		if _, ends := o.command.(protocol.Dispose); ends {
			d.dispose()
			return
		}
		d.guard(runOf(o.command), func() error { return d.carryOut(o.command, o.attached) })
	}
}

// carryOut does what a command asks, or starts the job that does.
func (d *Desk) carryOut(c protocol.Command, a Attachments) error {
	switch c := c.(type) {
	case protocol.LoadData:
		return d.loadData(c, a)
	case protocol.Sample:
		return d.sample(c)
	case protocol.Start:
		return d.start(c, a)
	case protocol.Extract:
		return d.extract(c)
	case protocol.Pause:
		d.pause(c.Run)
	case protocol.Resume:
		d.resume(c.Run)
	case protocol.Stop:
		d.stop(c.Run)
	case protocol.Evaluate:
		return d.evaluate(c)
	case protocol.LoadModel:
		return d.loadModel(c, a)
	case protocol.UnloadModel:
		d.unloadModel(c.Run)
	case protocol.Classify:
		return d.classify(c, a)
	case protocol.Landscape:
		return d.survey(c, a)
	case protocol.CancelLandscape:
		d.cancelSurvey()
	case protocol.Import:
		return d.importPhotos(c, a)
	case protocol.LoadBase:
		return d.loadBase(c, a)
	case protocol.ConvertBase:
		return d.convertBase(c, a)
	case protocol.MeasureEngine:
		gflops, err := d.host.Roofline()
		if err != nil {
			return err
		}
		d.post(protocol.EngineMeasured{GFLOPs: gflops})
	default:
		panic(fmt.Sprintf("desk: no way to carry out a %T", c))
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
	case protocol.Evaluate:
		return c.Run
	case protocol.LoadModel:
		return c.Run
	case protocol.UnloadModel:
		return c.Run
	}
	return ""
}

// busy reports whether any job can go on.
func (d *Desk) busy() bool {
	return slices.ContainsFunc(d.jobs, func(j job) bool { return !j.held() })
}

// turn does a unit of the job whose turn it is, and puts it behind the others.
func (d *Desk) turn() {
	i := slices.IndexFunc(d.jobs, func(j job) bool { return !j.held() })
	if i < 0 {
		return
	}
	j := d.jobs[i]
	d.jobs = slices.Delete(d.jobs, i, i+1)
	var done bool
	ok := d.guard(j.owner(), func() (err error) {
		done, err = j.next()
		return err
	})
	if ok && !done {
		d.jobs = append(d.jobs, j)
		return
	}
	d.finish(j)
}

// finish lets go of a job that is over.
func (d *Desk) finish(j job) {
	if d.run == j {
		d.run = nil
	}
	if d.photos == j {
		d.photos = nil
	}
	d.guard(j.owner(), func() error { j.close(); return nil })
}

// dispose frees everything.
func (d *Desk) dispose() {
	d.cancelImport()
	d.cancelConversion()
	for _, j := range d.jobs {
		d.finish(j)
	}
	d.jobs = nil
	for _, m := range d.models {
		d.guard(m.run, func() error { m.predictor.Close(); return nil })
	}
	d.models = nil
	d.closeLookers()
}

func (d *Desk) closeLookers() {
	for _, l := range d.lookers {
		d.guard("", func() error { l.Close(); return nil })
	}
	d.lookers = nil
}

// post sends an event without attachments.
func (d *Desk) post(e protocol.Event) { d.host.Post(e, Attachments{}) }
