package browser

import (
	"syscall/js"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/protocol/post"
)

// blob is a file of the browser.
type blob struct {
	part post.Part
	name string
}

func (b *blob) Name() string { return b.name }
func (b *blob) Size() int64  { return int64(b.part.Size()) }

// newBlob wraps a Blob or File, whose path in its folder, if any, is its name.
func newBlob(value js.Value) *blob {
	for _, key := range []string{"webkitRelativePath", "name"} {
		if name := value.Get(key); name.Type() == js.TypeString && name.String() != "" {
			return &blob{post.Whole(value), name.String()}
		}
	}
	return &blob{post.Whole(value), ""}
}

// worker is a trainer in a Web Worker.
type worker struct {
	value             js.Value
	onMessage, onDied js.Func
	handle            func(protocol.Event, host.Attachments)
	died              func(string)
	closed            bool
}

// NewTrainer implements Browser.
func (b *browser) NewTrainer(handle func(protocol.Event, host.Attachments), died func(string)) host.Trainer {
	w := &worker{value: js.Global().Get("pawgrad").Call("newTrainer"), handle: on2(b, handle), died: on1(b, died)}
	w.onMessage = js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.receive(args[0].Get("data"))
		return nil
	})
	w.onDied = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !w.closed {
			w.Close()
			w.died(args[0].String())
		}
		return nil
	})
	w.value.Set("onmessage", w.onMessage)
	w.value.Set("ondeath", w.onDied)
	return w
}

// receive hands an event on. What is no event means that page and trainer do not
// belong together, which the sentence of the error says.
func (w *worker) receive(data js.Value) {
	message, files, err := post.Receive(data)
	event, ok := message.(protocol.Event)
	if w.closed {
		return
	}
	if err != nil || !ok {
		w.Close()
		if err != nil {
			w.died(err.Error())
		}
		return
	}
	var a host.Attachments
	for _, f := range files {
		a.Files = append(a.Files, newBlob(f.Blob()))
	}
	w.handle(event, a)
}

// Send implements host.Trainer.
func (w *worker) Send(c protocol.Command, a host.Attachments) {
	if w.closed {
		return
	}
	var files []post.Part
	for _, f := range a.Files {
		files = append(files, f.(*blob).part)
	}
	if err := post.Send(w.value, c, files); err != nil {
		panic(err) // a command of ours that JSON cannot hold
	}
}

// Close implements host.Trainer. The callbacks hold all that their run knows, so they are
// let go of; what the worker has still sent finds none.
func (w *worker) Close() {
	if w.closed {
		return
	}
	w.closed = true
	w.value.Call("terminate")
	w.value.Set("onmessage", nil)
	w.value.Set("ondeath", nil)
	w.onMessage.Release()
	w.onDied.Release()
}
