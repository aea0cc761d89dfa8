package session

import (
	"fmt"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// How many runs may be alive at the same time is a matter of memory. What the browser says
// of it is rough, and many say nothing; so where a trainer runs out of it, or the system ends
// the whole page, fewer are tried.

// taken is the memory of the trainers of runs, and how many there are.
type taken struct {
	bytes    int64
	trainers int
}

func (s *Session) taken() taken {
	var sum taken
	for _, r := range s.Runs {
		if r.alive() {
			sum.bytes += s.memory(r)
			sum.trainers++
		}
	}
	return sum
}

// room reports whether there is memory for one more trainer where some is taken. One there
// must be.
func (s *Session) room(r *Run, now taken) bool {
	switch {
	case now.trainers == 0:
		return true
	case s.atOnce > 0 && now.trainers >= s.atOnce:
		return false
	}
	return now.bytes+s.memory(r) <= s.host.Computer().Memory
}

// memory is what a run takes: what its trainer says, or the estimate until then.
func (s *Session) memory(r *Run) int64 {
	return max(r.Progress.Bytes, r.Spec.MemoryBytes(s.RoundOf(r).set.Images()))
}

// outOfMemory reports whether a trainer has ended because there was no more memory.
func outOfMemory(e protocol.Failed) bool {
	return e.Kind == protocol.NoMemory || e.Kind == protocol.Crashed && strings.HasPrefix(e.Sentence, protocol.OutOfMemory)
}

// short takes in that a run has found no more memory, and reports whether it goes on by itself:
// one that others were alive beside waits until they are over, and from then on there are
// fewer at a time. One that was alone is told what would fit.
func (s *Session) short(r *Run) (goesOn bool) {
	others := s.taken().trainers - 1 // its own is still there
	if others == 0 {
		r.Failure.Cure = join(s.cure(r), say.Text("Or close other tabs and programs. Then start the run again."))
		return false
	}
	s.atOnce = others
	s.host.Limit(s.atOnce)
	r.trainer.Close()
	r.trainer, r.Status, r.Failure = nil, Queued, nil
	s.Board.Notify(say.F("There was not enough memory for %d runs at a time. From now on it is %d, and %s waits until another run is over.", others+1, others, r.Method().Name))
	s.fill()
	return true
}

// cure says with which settings a run would need less memory: half as much, or else as much
// less as there is to be had.
func (s *Session) cure(r *Run) string {
	images := s.RoundOf(r).set.Images()
	needs := r.Spec.MemoryBytes(images)
	for _, tenths := range []int64{5, 7, 9} {
		if options := r.Spec.Fitting(needs*tenths/10, images); options != nil {
			return fittingText(r.Spec, options, images, say.F("need less than %s", format.Bytes(needs)))
		}
	}
	return ""
}

// TooLarge says that the runs of the form would not fit into the machine's memory, and what
// would; empty if they do.
func (s *Session) TooLarge() string {
	images, memory := typicalImages, s.host.Computer().Memory
	if s.Images.Set != nil {
		images = s.Images.Set.Images()
	}
	r := s.Form.Experiment.Run(spec.Methods[0].ID)
	if r.Fits(memory, images) {
		return ""
	}
	text := say.F("A run takes about %s of memory, and this machine has about %s for all of the page's runs.", format.Bytes(r.MemoryBytes(images)), format.Bytes(memory))
	if cure := fittingText(r, r.Fitting(memory, images), images, say.Text("fit")); cure != "" {
		return text + " " + cure
	}
	return say.F("%s Nothing smaller fits either; a machine with more memory is needed.", text)
}

// Reduced says that the form's network starts with less than usual, because the machine has
// little memory; empty if it does not.
func (s *Session) Reduced() string {
	model := s.Form.Experiment.Shared.Model
	usual, here := spec.DefaultExperimentFor(model).Shared, s.Form.DefaultsFor(model).Shared
	if usual == here || s.Form.Experiment.Shared != here {
		return ""
	}
	return say.F("This machine has about %s of memory for the page's runs, so it starts with %s.", format.Bytes(s.host.Computer().Memory), differenceText(usual, here))
}

// typicalImages is how many photos are reckoned with while there are none.
const typicalImages = 2000

// fittingText offers runs that take less in place of one; do is what they would do.
func fittingText(r spec.Run, options []spec.Run, images int, do string) string {
	var offers []string
	for _, o := range options {
		offers = append(offers, fmt.Sprintf("%s (%s)", differenceText(r, o), format.Bytes(o.MemoryBytes(images))))
	}
	switch n := len(offers); n {
	case 0:
		return ""
	case 1:
		return say.F("%s would %s.", format.Capital(offers[0]), do)
	default:
		return say.F("%s or %s would %s.", format.Capital(strings.Join(offers[:n-1], ", ")), offers[n-1], do)
	}
}

// differenceText says what is smaller in a run than in another: "photos of 96 px".
func differenceText(r, o spec.Run) string {
	var words []string
	if o.Train != r.Train {
		words = append(words, say.Text("the head alone"))
	}
	if o.ImageSize != r.ImageSize {
		words = append(words, say.F("photos of %d px", o.ImageSize))
	}
	if o.BatchSize != r.BatchSize {
		words = append(words, say.F("batches of %d", o.BatchSize))
	}
	return strings.Join(words, say.Text(" and "))
}

// note tells the tab how many trainers are at work, so that its next page knows if this one
// is ended in their midst.
func (s *Session) note() {
	if n := s.taken().trainers + s.extraction.Working(); n != s.noted {
		s.noted = n
		s.host.Note(n)
	}
}

// wasEnded looks whether the tab's last page was ended by the browser or the system while it
// trained, and says so; then fewer runs are alive at a time.
func (s *Session) wasEnded() string {
	ended, limit := s.host.Ended()
	s.atOnce = limit
	if ended == 0 {
		return ""
	}
	s.atOnce = max(1, ended/2)
	if limit > 0 {
		s.atOnce = min(s.atOnce, limit)
	}
	s.host.Limit(s.atOnce)
	text := say.Text("The browser or the system has ended this page while it trained, most likely for want of memory.")
	if ended == 1 {
		return say.F("%s Choose smaller photos or smaller batches, or close other tabs and programs.", text)
	}
	return say.F("%s It had %s at a time and now has %d.", text, say.F("%'d {run|runs}", ended), s.atOnce)
}
