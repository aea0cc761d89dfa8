package session

import (
	"slices"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/images"
	"pawgrad/nn/spec"
)

// file is a Blob that holds nothing.
type file struct{ name string }

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return 100 }

// sent is a command that a fake trainer was given.
type sent struct {
	command protocol.Command
	files   []host.Blob
}

// fake is a trainer that a test plays.
type fake struct {
	sent   []sent
	closed bool
	handle func(protocol.Event, host.Attachments)
	died   func(string)
}

func (f *fake) Send(c protocol.Command, a host.Attachments) {
	f.sent = append(f.sent, sent{c, a.Files})
}
func (f *fake) Close() { f.closed = true }

// commands are the names of the commands sent, without the "protocol.".
func (f *fake) commands() []any {
	list := make([]any, len(f.sent))
	for i, s := range f.sent {
		list[i] = s.command
	}
	return list
}

// got reports whether a command of the type was sent, and returns the last.
func got[T protocol.Command](f *fake) (T, bool) {
	for i := len(f.sent) - 1; i >= 0; i-- {
		if c, ok := f.sent[i].command.(T); ok {
			return c, true
		}
	}
	var zero T
	return zero, false
}

// fakeHost hands out fake trainers: the first is the desk's.
type fakeHost struct {
	*disk
	trainers []*fake
	changed  host.Topic
	memory   int64      // for all runs
	threads  int        // cores that trainers may share, 0 if they may not
	claim    host.Claim // whose the experiments are
	claimed  func(host.Claim)
}

func (h *fakeHost) NewTrainer(handle func(protocol.Event, host.Attachments), died func(string)) host.Trainer {
	f := &fake{handle: handle, died: died}
	h.trainers = append(h.trainers, f)
	return f
}
func (h *fakeHost) Changed(t host.Topic) { h.changed |= t }
func (h *fakeHost) Computer() host.Computer {
	return host.Computer{Browser: "a test's", Cores: max(2, h.threads), Memory: h.memory, Threads: h.threads > 0}
}
func (h *fakeHost) Claim(over func(host.Claim)) {
	h.claimed = over
	over(h.claim)
}

var sitePack = &file{"cats-and-dogs.pack"}

// loadedSet is what the desk says of a set.
func loadedSet(name string) protocol.DataLoaded {
	return protocol.DataLoaded{Name: name, Height: 32, Width: 32, Classes: []string{"cat", "dog"},
		Train: []int{700, 700}, Validation: []int{100, 100}, Test: []int{200, 200}}
}

// open returns a session whose set is loaded, its host, and the desk.
func open(t *testing.T, slots int) (*Session, *fakeHost, *fake) {
	t.Helper()
	h := &fakeHost{disk: newDisk(), memory: 4e9}
	s := New(h, slots)
	s.Form.Experiment = spec.FirstExperimentFor(spec.CNN) // with whose names and rates the tests are written
	s.Open()
	s.Images.Fetch()
	s.Images.UseSitePack(sitePack)
	h.trainers[0].handle(loadedSet("Bundled"), host.Attachments{})
	if s.Images.Phase != images.Ready || s.Images.Pack != sitePack {
		t.Fatalf("set not in use: phase %d", s.Images.Phase)
	}
	return s, h, h.trainers[0]
}

// begin plays the start of a run.
func begin(f *fake, r *Run) {
	f.handle(protocol.Ready{Engine: "fake"}, host.Attachments{})
	f.handle(loadedSet("Bundled"), host.Attachments{})
	f.handle(protocol.Started{Run: r.ID, Steps: 100, StepsPerEpoch: 10}, host.Attachments{})
}

// finish plays the end of a run: hits of 10 test images are named right.
func finish(f *fake, r *Run, reason protocol.Reason, hits int) {
	test := protocol.Evaluation{Accuracy: float64(hits) / 10}
	for i := range 10 {
		label, p := i%2, float32(0.1)
		if (label == 1) == (i < hits) {
			p = 0.9
		}
		test.Indexes = append(test.Indexes, 1000+i)
		test.Labels = append(test.Labels, label)
		test.Probabilities = append(test.Probabilities, p)
	}
	f.handle(protocol.Done{Run: r.ID, Reason: reason, Epochs: 10, Seconds: 5, Test: test}, host.Attachments{Files: []host.Blob{&content{"model", []byte{1, 2, 3}}}})
}

func statuses(s *Session) []Status {
	list := make([]Status, len(s.Runs))
	for i, r := range s.Runs {
		list[i] = r.Status
	}
	return list
}

func wantStatuses(t *testing.T, s *Session, want ...Status) {
	t.Helper()
	if got := statuses(s); !slices.Equal(got, want) {
		t.Fatalf("statuses %v, want %v", got, want)
	}
}
