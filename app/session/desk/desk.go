// Package desk is the trainer that is kept for the page's life: it reads image sets,
// photos, models and pretrained weights for the page.
package desk

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// maxRestarts bounds how often a desk that ended by itself is started again: a fault that
// comes back each time would never end.
const maxRestarts = 3

// Owner is told what the desk does.
type Owner interface {
	// DeskEvent takes in what the desk told.
	DeskEvent(protocol.Event, host.Attachments)
	// DeskDied says, in a sentence, that the desk has ended by itself. One that was
	// started again in its place knows nothing yet; without one there is no desk any more.
	DeskDied(sentence string, again bool)
}

// Desk reaches the trainer by messages.
type Desk struct {
	// Engine is what computes, as the desk reported it; empty until then.
	Engine string
	// Roofline is the 1e9 floating-point operations a second that one thread here
	// reaches at most; 0 until it has been measured.
	Roofline float64

	trainers host.Trainers
	owner    Owner
	trainer  host.Trainer
	restarts int
}

// New returns a desk that is yet to be started.
func New(trainers host.Trainers, owner Owner) *Desk {
	return &Desk{trainers: trainers, owner: owner}
}

// Open starts the desk.
func (d *Desk) Open() {
	d.trainer = d.trainers.NewTrainer(d.owner.DeskEvent, d.died)
}

func (d *Desk) died(sentence string) {
	d.trainer = nil
	d.restarts++
	again := d.restarts <= maxRestarts
	if again {
		d.Open()
	}
	d.owner.DeskDied(sentence, again)
}

// Up reports whether there is a desk.
func (d *Desk) Up() bool { return d.trainer != nil }

// Send posts a command to the desk, if there is one.
func (d *Desk) Send(c protocol.Command, a host.Attachments) {
	if d.trainer != nil {
		d.trainer.Send(c, a)
	}
}
