// Package landscape has the loss around the paths of runs measured, by a trainer of its
// own.
package landscape

import (
	"strings"
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
	"pawgrad/app/session/keep"
	"pawgrad/nn/spec"
)

// maxImages is how many training photos the loss is measured on: enough that the surface
// is smooth, few enough that it takes a minute.
const maxImages = 200

// Owner has the core that the measuring is done on.
type Owner interface {
	// Fill gives free cores to what may now begin.
	Fill()
}

// Landscape is the loss around the paths of a round's runs. Its fields are for reading.
type Landscape struct {
	// Round is the number of the round whose runs the paths are of, 0 for none.
	Round int
	// Result is set once it is ready. Epochs are those of its paths' points, by run.
	Result *protocol.Landscaped
	Epochs map[string][]float64
	// Done and Total count the places measured.
	Done, Total int
	// Problem is a sentence if the last try failed.
	Problem string

	asked   map[string][]float64 // the epochs of what is being measured
	began   time.Time
	trainer host.Trainer // nil unless something is being measured

	trainers host.Trainers
	board    *board.Board
	owner    Owner
	now      func() time.Time
}

// New returns a landscape that is yet to be measured.
func New(trainers host.Trainers, told *board.Board, owner Owner, now func() time.Time) *Landscape {
	return &Landscape{trainers: trainers, board: told, owner: owner, now: now}
}

// Runs are those whose paths are to be drawn; they differ in nothing but the method.
type Runs struct {
	Round   int // its number
	Spec    spec.Run
	SetName string
	Pack    host.Blob // the photos, nil if they are not at hand
	Paths   []Path
}

// Path is that of a run.
type Path struct {
	Run  string
	Ways []keep.Way
}

// Measuring reports whether the loss is being measured.
func (l *Landscape) Measuring() bool { return l.trainer != nil }

// Measure has the loss around the paths of some runs measured on a grid. What was
// measured before stays until the new one is ready.
func (l *Landscape) Measure(runs Runs, grid int) {
	if l.Measuring() {
		return
	}
	if l.Round != runs.Round || runs.Pack == nil {
		l.Result, l.Epochs = nil, nil
	}
	l.Round, l.Done, l.Total, l.Problem, l.began = runs.Round, 0, 0, "", l.now()
	if runs.Pack == nil {
		l.Problem = say.F("The photos of these runs are not at hand. Open the image set “%s” again under Data.", runs.SetName)
		l.board.Changed(host.Surface)
		return
	}
	l.start(runs, grid)
	l.board.Tell(say.Text("The loss surface is being measured."))
	l.board.Changed(host.Surface | host.Numbers)
}

func (l *Landscape) start(runs Runs, grid int) {
	command := protocol.Landscape{Spec: runs.Spec, Grid: grid, Images: maxImages}
	if n := runs.Spec.TrainImages; n > 0 {
		command.Images = min(n, command.Images)
	}
	var files []host.Blob
	l.asked = map[string][]float64{}
	for _, p := range runs.Paths {
		command.Paths = append(command.Paths, protocol.LandscapePath{Run: p.Run, Waypoints: len(p.Ways)})
		for _, w := range p.Ways {
			files = append(files, w.File)
			l.asked[p.Run] = append(l.asked[p.Run], w.Epoch)
		}
	}
	var trainer host.Trainer
	mine := func(f func()) {
		if l.trainer == trainer && trainer != nil {
			f()
		}
	}
	trainer = l.trainers.NewTrainer(
		func(e protocol.Event, _ host.Attachments) { mine(func() { l.apply(e) }) },
		func(sentence string) { mine(func() { l.failed(sentence) }) },
	)
	l.trainer = trainer
	trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{runs.Pack}})
	trainer.Send(command, host.Attachments{Files: files})
}

// apply takes in what the trainer told.
func (l *Landscape) apply(e protocol.Event) {
	switch e := e.(type) {
	case protocol.LandscapeProgress:
		l.Done, l.Total = e.Done, e.Total
		l.board.Changed(host.Surface)
	case protocol.Landscaped:
		l.Result, l.Epochs = &e, l.asked
		l.board.Tell(say.Text("The loss surface has been measured."))
		l.end()
	case protocol.Failed:
		l.failed(strings.TrimSpace(e.Sentence + " " + e.Cure))
	}
}

func (l *Landscape) failed(sentence string) {
	l.Problem = sentence
	l.board.Tell(say.F("The loss surface could not be measured. %s", sentence))
	l.end()
}

// Cancel ends the measuring at once. What was measured before stays.
func (l *Landscape) Cancel() {
	if l.Measuring() {
		l.end()
	}
}

// Clear forgets what was measured, and ends what is being measured.
func (l *Landscape) Clear() {
	l.Cancel()
	*l = *New(l.trainers, l.board, l.owner, l.now)
}

// end lets the trainer go; a run may have its core.
func (l *Landscape) end() {
	l.trainer.Close()
	l.trainer = nil
	l.owner.Fill()
	l.board.Changed(host.Surface | host.Numbers)
}

// Working counts the cores that measure.
func (l *Landscape) Working() int {
	if l.Measuring() {
		return 1
	}
	return 0
}

// ETA is how many seconds the measuring will go on, by its pace so far; 0 if it cannot be
// known.
func (l *Landscape) ETA() float64 {
	if !l.Measuring() || l.Done == 0 {
		return 0
	}
	return l.now().Sub(l.began).Seconds() / float64(l.Done) * float64(l.Total-l.Done)
}
