package session

import (
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// LandscapePhase says where the measuring of the loss surface stands.
type LandscapePhase int

// The phases.
const (
	LandscapeNone LandscapePhase = iota
	LandscapeMeasuring
	LandscapeReady
	LandscapeFailed // Problem says why
)

// Landscape is the loss around the paths of a round's runs, as a trainer of its own
// measures it.
type Landscape struct {
	Phase LandscapePhase
	// Round is the number of the round whose runs the paths are of.
	Round int
	// Result is set once it is ready. Epochs are those of its paths' points, by run.
	Result *protocol.Landscaped
	Epochs map[string][]float64
	// Done and Total count the places measured.
	Done, Total int
	Problem     string

	asked   map[string][]float64 // the epochs of what is being measured
	began   time.Time
	trainer host.Trainer
}

// landscapeImages is how many training photos the loss is measured on: enough that
// the surface is smooth, few enough that it takes a minute.
const landscapeImages = 200

// CanMeasure returns the runs whose paths can be drawn: those of the latest round's
// first part that has any. A path has two points at least.
func (s *Session) CanMeasure() []*Run {
	var runs []*Run
	for _, r := range s.Runs {
		if s.Current(r) && len(r.Path) > 1 && (len(runs) == 0 || r.Beside(runs[0])) {
			runs = append(runs, r)
		}
	}
	return runs
}

// MeasureSurface has the loss around the paths of the latest round measured on a
// grid. What was measured before stays until the new one is ready.
func (s *Session) MeasureSurface(grid int) {
	runs := s.CanMeasure()
	if len(runs) == 0 || s.Landscape.Phase == LandscapeMeasuring {
		return
	}
	round := s.RoundOf(runs[0])
	if round.Pack == nil {
		s.Landscape = Landscape{Phase: LandscapeFailed, Round: round.Number,
			Problem: "The photos of these runs are not at hand. Open the image set “" + round.SetName + "” again under Data."}
		s.host.Changed(host.Surface)
		return
	}
	l := &s.Landscape
	if l.Round != round.Number {
		l.Result, l.Epochs = nil, nil
	}
	l.asked = map[string][]float64{}
	l.Phase, l.Round, l.Done, l.Total, l.Problem, l.began = LandscapeMeasuring, round.Number, 0, 0, "", s.now()
	command := protocol.Landscape{Spec: runs[0].Spec, Grid: grid, Images: landscapeImages}
	if n := runs[0].Spec.TrainImages; n > 0 {
		command.Images = min(n, command.Images)
	}
	var files []host.Blob
	for _, r := range runs {
		command.Paths = append(command.Paths, protocol.LandscapePath{Run: r.ID, Waypoints: len(r.Path)})
		for _, w := range r.Path {
			files = append(files, w.File)
			l.asked[r.ID] = append(l.asked[r.ID], w.Epoch)
		}
	}
	var trainer host.Trainer
	mine := func(f func()) func() {
		return func() {
			if s.Landscape.trainer == trainer && trainer != nil {
				f()
			}
		}
	}
	trainer = s.host.NewTrainer(
		func(e protocol.Event, _ host.Attachments) { mine(func() { s.landscapeEvent(e) })() },
		func(sentence string) { mine(func() { s.landscapeFailed(sentence) })() },
	)
	l.trainer = trainer
	trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{round.Pack}})
	trainer.Send(command, host.Attachments{Files: files})
	s.Board.Tell("The loss surface is being measured.")
	s.host.Changed(host.Surface | host.Numbers)
}

// landscapeEvent takes in what the trainer of the landscape told.
func (s *Session) landscapeEvent(e protocol.Event) {
	l := &s.Landscape
	switch e := e.(type) {
	case protocol.LandscapeProgress:
		l.Done, l.Total = e.Done, e.Total
		s.host.Changed(host.Surface)
	case protocol.Landscaped:
		l.Phase, l.Result = LandscapeReady, &e
		l.Epochs = l.asked
		s.Board.Tell("The loss surface has been measured.")
		s.endLandscape()
	case protocol.Failed:
		s.landscapeFailed(join(e.Sentence, e.Cure))
	}
}

func (s *Session) landscapeFailed(sentence string) {
	s.Landscape.Phase, s.Landscape.Problem = LandscapeFailed, sentence
	s.Board.Tell("The loss surface could not be measured. " + sentence)
	s.endLandscape()
}

// CancelSurface ends the measuring at once. What was measured before stays.
func (s *Session) CancelSurface() {
	l := &s.Landscape
	if l.Phase != LandscapeMeasuring {
		return
	}
	if l.Phase = LandscapeNone; l.Result != nil {
		l.Phase = LandscapeReady
	}
	s.endLandscape()
}

// endLandscape lets the trainer go; a run may have its core.
func (s *Session) endLandscape() {
	if s.Landscape.trainer != nil {
		s.Landscape.trainer.Close()
		s.Landscape.trainer = nil
	}
	s.fill()
	s.host.Changed(host.Surface | host.Numbers)
}

// measuring counts the cores that measure a landscape.
func (s *Session) measuring() int {
	if s.Landscape.trainer != nil {
		return 1
	}
	return 0
}

// LandscapeETA is how many seconds the measuring will go on, by its pace so far; 0 if it
// cannot be known.
func (s *Session) LandscapeETA() float64 {
	l := s.Landscape
	if l.Phase != LandscapeMeasuring || l.Done == 0 {
		return 0
	}
	return s.now().Sub(l.began).Seconds() / float64(l.Done) * float64(l.Total-l.Done)
}
