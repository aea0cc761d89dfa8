package main

import (
	"bytes"
	"errors"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/assets/photos"
	"pawgrad/web/trainer/jobs"
)

// worker is a trainer that works beside the caller, as one in a Web Worker works beside the page.
type worker struct {
	trainer *jobs.Trainer
	events  chan told
}

// told is an event with its files.
type told struct {
	event protocol.Event
	files []jobs.File
}

// newWorker starts one.
func newWorker(backend compute.Backend) *worker {
	w := &worker{events: make(chan told)}
	w.trainer = jobs.New(host{post: func(e protocol.Event, a jobs.Attachments) { w.events <- told{e, a.Files} }}, backend, nil)
	go func() {
		w.trainer.Work("native")
		close(w.events)
	}()
	return w
}

func (w *worker) send(c protocol.Command, files []jobs.File) {
	w.trainer.Send(c, jobs.Attachments{Files: files})
}

// end frees what the worker holds.
func (w *worker) end() {
	w.send(protocol.Dispose{}, nil)
	for range w.events { // what nobody has waited for
	}
}

// failed is a failure that a worker has told.
type failed struct{ protocol.Failed }

func (f *failed) Error() string { return f.Sentence + " " + f.Cure }

// answer is an event of a kind that was waited for.
type answer[E protocol.Event] struct {
	event E
	files []jobs.File
}

// await sends a command and returns the event that answers it, or the failure; other, if not nil, hears of every event.
func await[E protocol.Event](w *worker, c protocol.Command, files []jobs.File, other func(protocol.Event)) (answer[E], error) {
	w.send(c, files)
	for t := range w.events {
		if other != nil {
			other(t.event)
		}
		switch e := t.event.(type) {
		case E:
			return answer[E]{e, t.files}, nil
		case protocol.Failed:
			return answer[E]{}, &failed{e}
		}
	}
	return answer[E]{}, errors.New("the trainer has ended before it answered")
}

// host is what surrounds a trainer here.
type host struct {
	photos.NativeDecoder
	post func(protocol.Event, jobs.Attachments)
}

func (h host) Post(e protocol.Event, a jobs.Attachments) { h.post(e, a) }
func (host) Yield()                                      {}
func (host) Create() jobs.Draft                          { return &draft{} }
func (host) Roofline() (float64, error)                  { return 0, nil }
func (host) Memory() int64                               { return 0 }
func (host) NoMemory(error) bool                         { return false }
func (host) UseThreads(int)                              {}
func (host) Interrupted(error) bool                      { return false }

func (host) Picture([]byte, int, int) (jobs.File, error) {
	return nil, errors.New("native: nobody looks at pictures here")
}

// draft is a file that is written in memory.
type draft struct{ bytes.Buffer }

func (d *draft) File() (jobs.File, error) { return bytes.NewReader(d.Bytes()), nil }
func (d *draft) Discard()                 { d.Reset() }
