package driver

import (
	"errors"
	"fmt"
	"sync"

	"pawgrad/app/protocol"
)

// Worker is a trainer in a Web Worker of its own. It is not safe for concurrent
// use, but several may be used at the same time.
type Worker struct {
	driver *Driver
	id     int
	inbox  inbox
	// Engine names what computes: "WebAssembly SIMD (relaxed)".
	Engine string
	// Peak is the most memory that the trainer has reported so far, in bytes.
	Peak int64
}

// Start starts a trainer and waits until it is ready.
func (d *Driver) Start() (*Worker, error) {
	d.mu.Lock()
	d.nextID++
	w := &Worker{driver: d, id: d.nextID, inbox: inbox{came: make(chan struct{}, 1)}}
	d.workers[w.id] = w
	d.mu.Unlock()
	if err := d.call("start", w.id); err != nil {
		return nil, err
	}
	ready, _, err := Await[protocol.Ready](w, nil)
	w.Engine = ready.Engine
	return w, err
}

// End ends the trainer, which frees its memory.
func (w *Worker) End() error {
	w.driver.mu.Lock()
	delete(w.driver.workers, w.id)
	w.driver.mu.Unlock()
	return w.driver.call("end", w.id)
}

// Send gives a command with files, by their names.
func (w *Worker) Send(c protocol.Command, files ...string) error {
	text, err := protocol.Encode(c)
	if err != nil {
		return err
	}
	if files == nil {
		files = []string{}
	}
	return w.driver.call("send", w.id, string(text), files)
}

// Next waits for the trainer's next event. Its files have names of their own. That
// the trainer has failed or died is an error.
func (w *Worker) Next() (protocol.Event, []string, error) {
	t, err := w.inbox.take(w.driver.ctx.Done())
	if err != nil {
		return nil, nil, err
	}
	if t.Death != "" {
		return nil, nil, errors.New(t.Death)
	}
	m, err := protocol.Decode([]byte(t.Message))
	if err != nil {
		return nil, nil, err
	}
	switch e := m.(type) {
	case protocol.Failed:
		return nil, nil, &Failure{e}
	case protocol.Progress:
		w.Peak = max(w.Peak, e.Bytes)
	}
	event, ok := m.(protocol.Event)
	if !ok {
		return nil, nil, fmt.Errorf("the trainer says %T, which is no event", m)
	}
	return event, t.Files, nil
}

// Failure is a trainer's own word that it could not do something.
type Failure struct{ protocol.Failed }

func (f *Failure) Error() string { return f.Sentence + " " + f.Cure }

// Await waits for an event of a type and returns it with its files' names. Each
// event before it goes with its own to other, which may be nil.
func Await[E protocol.Event](w *Worker, other func(e protocol.Event, files []string)) (E, []string, error) {
	for {
		e, files, err := w.Next()
		if err != nil {
			var none E
			return none, nil, err
		}
		if wanted, ok := e.(E); ok {
			return wanted, files, nil
		}
		if other != nil {
			other(e, files)
		}
	}
}

// inbox is a queue without a limit: whoever fills it must not wait.
type inbox struct {
	mu    sync.Mutex
	queue []told
	came  chan struct{}
}

func (b *inbox) put(t told) {
	b.mu.Lock()
	b.queue = append(b.queue, t)
	b.mu.Unlock()
	select {
	case b.came <- struct{}{}:
	default: // a call that has not been answered yet covers this one too
	}
}

func (b *inbox) take(closed <-chan struct{}) (told, error) {
	for {
		b.mu.Lock()
		if len(b.queue) > 0 {
			t := b.queue[0]
			b.queue = b.queue[1:]
			b.mu.Unlock()
			return t, nil
		}
		b.mu.Unlock()
		select {
		case <-b.came:
		case <-closed:
			return told{}, errors.New("The browser has ended.")
		}
	}
}
