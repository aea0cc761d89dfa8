//go:build !js

package jobs

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
	"pawgrad/nn/export/onefile"
	"pawgrad/nn/spec"
	"pawgrad/wasm"
	"pawgrad/wasm/alone"
)

var errNoMemory = errors.New("memory cannot grow")

// memory is a File of bytes.
type memory struct{ *bytes.Reader }

func inMemory(b []byte) File { return memory{bytes.NewReader(b)} }

func contentOf(t testing.TB, f File) []byte {
	t.Helper()
	b, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// gone is a File that was deleted after it had been chosen.
type gone struct{}

func (gone) Size() int64                       { return 100 }
func (gone) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the file is gone") }

// draft is a Draft in memory.
type draft struct{ bytes.Buffer }

func (d *draft) File() (File, error) { return inMemory(d.Bytes()), nil }
func (d *draft) Discard()            { d.Reset() }

// posted is an event that the trainer sent.
type posted struct {
	event protocol.Event
	Attachments
}

// fakeHost records events, and lets a test answer them with commands.
type fakeHost struct {
	photos.NativeDecoder
	trainer *Trainer
	// on sees every event as it is posted.
	on      func(posted)
	picture func() error // fails or panics instead of Picture, if set
	yielded func()       // what the event loop delivers in Yield, if set
	tick    time.Duration
	threads []int // that were asked for

	mu     sync.Mutex
	events []posted
	clock  time.Time
	yields int
}

func (h *fakeHost) Post(e protocol.Event, a Attachments) {
	// What cannot be encoded would never reach the page.
	if _, err := protocol.Encode(e); err != nil {
		panic(err)
	}
	p := posted{e, a}
	h.mu.Lock()
	h.events = append(h.events, p)
	h.mu.Unlock()
	if h.on != nil {
		h.on(p)
	}
}

func (h *fakeHost) UseThreads(n int)           { h.threads = append(h.threads, n) }
func (h *fakeHost) Interrupted(err error) bool { return errors.Is(err, wasm.ErrInterrupted) }
func (h *fakeHost) Memory() int64              { return 1 << 20 }
func (h *fakeHost) NoMemory(err error) bool    { return errors.Is(err, errNoMemory) }
func (h *fakeHost) Create() Draft              { return &draft{} }
func (h *fakeHost) Roofline() (float64, error) { return 50, nil }

func (h *fakeHost) Yield() {
	h.mu.Lock()
	h.yields++
	yielded := h.yielded
	h.mu.Unlock()
	if yielded != nil {
		yielded()
	}
}

func (h *fakeHost) Picture(rgb []byte, width, height int) (File, error) {
	if h.picture != nil {
		if err := h.picture(); err != nil {
			return nil, err
		}
	}
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		m.SetRGBA(i%width, i/width, color.RGBA{rgb[i*3], rgb[i*3+1], rgb[i*3+2], 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil, err
	}
	return inMemory(b.Bytes()), nil
}

// now is a clock that goes on by a millisecond, or by tick, whenever it is read.
func (h *fakeHost) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = h.clock.Add(max(time.Millisecond, h.tick))
	return h.clock
}

// newTrainer returns a trainer in a fake surrounding.
func newTrainer(t testing.TB) *fakeHost {
	t.Helper()
	backend, err := wasm.New("")
	if err != nil {
		t.Fatal(err)
	}
	h := &fakeHost{clock: time.Unix(1e9, 0)}
	h.trainer = New(h, backend, compile)
	h.trainer.now = h.now
	return h
}

// compile compiles a computation to run alone.
func compile(name string, construct func(compute.Function) ([]compute.Value, error)) (*onefile.Program, error) {
	p, err := alone.Compile(name, construct)
	return (*onefile.Program)(p), err
}

// work carries out commands until Dispose, which is sent after the event that
// last accepts has come, and returns all events but Ready.
func (h *fakeHost) work(t testing.TB, last func(protocol.Event) bool, commands ...order) []posted {
	t.Helper()
	h.mu.Lock()
	h.events = nil
	h.mu.Unlock()
	react := h.on
	h.on = func(p posted) {
		if react != nil {
			react(p)
		}
		if last(p.event) {
			h.trainer.Send(protocol.Dispose{}, Attachments{})
		}
	}
	for _, o := range commands {
		h.trainer.Send(o.command, o.attached)
	}
	h.trainer.Work("test")
	h.on = react
	if h.events[0].event != (protocol.Ready{Engine: "test"}) {
		t.Fatalf("the first event is %#v, want Ready", h.events[0].event)
	}
	return h.events[1:]
}

// is accepts events of a type.
func is[E protocol.Event](e protocol.Event) bool { _, ok := e.(E); return ok }

// of returns the events of a type.
func of[E protocol.Event](events []posted) []E {
	var found []E
	for _, p := range events {
		if e, ok := p.event.(E); ok {
			found = append(found, e)
		}
	}
	return found
}

// only returns the one event of a type.
func only[E protocol.Event](t testing.TB, events []posted) E {
	t.Helper()
	found := of[E](events)
	if len(found) != 1 {
		t.Fatalf("%d events of type %T, want 1; all: %s", len(found), *new(E), names(events))
	}
	return found[0]
}

// names lists the events' types, and failures whole.
func names(events []posted) string {
	s := ""
	for _, p := range events {
		if f, ok := p.event.(protocol.Failed); ok {
			s += fmt.Sprintf(" %+v", f)
			continue
		}
		s += fmt.Sprintf(" %T", p.event)
	}
	return s
}

const side = spec.MinImageSize

// packBytes makes an image set that a network can learn: a dog is bright on the
// right, a cat on the left, in noise.
func packBytes(t testing.TB, train, validation, test int, classes ...string) []byte {
	t.Helper()
	if classes == nil {
		classes = plan.Animals[:]
	}
	var b bytes.Buffer
	w, err := pack.NewWriter(&b, pack.Info{Name: "blobs", Source: "made up", Licence: "none", Height: side, Width: side, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, part := range []struct {
		split pack.Split
		n     int
	}{{pack.Train, train}, {pack.Validation, validation}, {pack.Test, test}} {
		for i := range part.n {
			img := pack.Image{Name: fmt.Sprintf("%s/%d", part.split, i), Label: i % len(classes), Split: part.split}
			if err := w.Add(img, blob(random, img.Label)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// blob makes the pixels of one image.
func blob(random *rand.Rand, label int) []byte {
	p := make([]byte, side*side*3)
	for at := range p {
		right := at/3%side >= side/2
		p[at] = byte(random.IntN(128))
		if right == (label == 1) {
			p[at] += 96
		}
	}
	return p
}

// photoBytes makes a JPEG photo that shows a class.
func photoBytes(t testing.TB, label int, seed uint64, width, height int) []byte {
	t.Helper()
	rgb := blob(rand.New(rand.NewPCG(seed, 7)), label)
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			at := (y*side/height*side + x*side/width) * 3
			m.SetRGBA(x, y, color.RGBA{rgb[at], rgb[at+1], rgb[at+2], 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// smallRun is a run that a test can afford.
func smallRun(method spec.MethodID) spec.Run {
	r := spec.FirstRunOf(spec.CNN, method)
	r.ImageSize, r.BatchSize, r.Epochs = side, 4, 1
	return r
}

// loadSet is the command that loads an image set.
func loadSet(data []byte) order {
	return order{protocol.LoadData{}, Attachments{Files: []File{inMemory(data)}}}
}
