package run

import (
	_ "embed"
	"syscall/js"

	"pawgrad/wasm/emit"
)

//go:embed thread.js
var threadSource string

// team are the other threads of a browser: Web Workers that this one has made, each with an instance of every module that
// is loaded. Between calls they are idle in their event loops.
type team struct {
	memory  js.Value
	address js.Value // of threadSource
	members []*member
	modules map[int]js.Value // that are loaded, by number
	last    int              // number given out
}

// member is one of them. It takes part once it has said that it is there.
type member struct {
	worker js.Value
	ready  bool
	heard  []js.Func
}

// newTeam returns a team of nobody yet.
func newTeam(memory js.Value) *team {
	source := js.Global().Get("Blob").New([]any{threadSource}, map[string]any{"type": "text/javascript"})
	address := js.Global().Get("URL").Call("createObjectURL", source)
	return &team{memory: memory, address: address, modules: map[int]js.Value{}}
}

// hire makes the team at least so large. Who is new comes later.
func (t *team) hire(size int) {
	for len(t.members) < size {
		m, err := t.start()
		if err != nil { // this page may make no workers: it goes on with those it has
			return
		}
		t.members = append(t.members, m)
	}
}

func (t *team) start() (m *member, err error) {
	defer catch("starting a thread", &err)
	m = &member{worker: js.Global().Get("Worker").New(t.address)}
	hear := func(event string, do func()) {
		f := js.FuncOf(func(js.Value, []js.Value) any { do(); return nil })
		m.heard = append(m.heard, f)
		m.worker.Call("addEventListener", event, f)
	}
	hear("message", func() { m.ready = true })
	hear("error", func() { t.leave(m) })
	m.worker.Call("postMessage", map[string]any{
		"memory": t.memory, "memoryName": emit.MemoryName, "env": emit.EnvModule, "clock": emit.ClockName, "math": emit.MathModule,
		"meeting": map[string]any{"broken": emit.MeetingBroken, "round": emit.MeetingRound, "inside": emit.MeetingInside},
	})
	for id, module := range t.modules {
		m.bring(id, module)
	}
	return m, nil
}

func (m *member) bring(id int, module js.Value) {
	m.worker.Call("postMessage", map[string]any{"id": id, "module": module, "run": emit.RunName})
}

// leave ends a member's worker.
func (t *team) leave(gone *member) {
	for i, m := range t.members {
		if m == gone {
			t.members = append(t.members[:i:i], t.members[i+1:]...)
			m.worker.Call("terminate")
			for _, f := range m.heard {
				f.Release()
			}
			return
		}
	}
}

// ready is how many take part.
func (t *team) ready() (n int) {
	for _, m := range t.members {
		if m.ready {
			n++
		}
	}
	return n
}

// load brings a module to all and returns its number.
func (t *team) load(module js.Value) (id int) {
	t.last++
	t.modules[t.last] = module
	for _, m := range t.members {
		m.bring(t.last, module)
	}
	return t.last
}

// forget takes a module away.
func (t *team) forget(id int) {
	delete(t.modules, id)
	for _, m := range t.members {
		m.worker.Call("postMessage", map[string]any{"id": id})
	}
}

// call has as many others as make so many threads call a module. They do it while this thread calls it.
func (t *team) call(id, threads int, args []any) {
	thread := 1
	for _, m := range t.members {
		if thread < threads && m.ready {
			t.atomic("add", emit.MeetingInside, 1)
			m.worker.Call("postMessage", map[string]any{"id": id, "args": append(args[:len(args):len(args)], thread, threads)})
			thread++
		}
	}
}

// dismiss ends all others after one thread has stopped or gone: those that still wait are told, and those that still
// compute may end it, or they would write to memory that others have by then.
func (t *team) dismiss() {
	t.atomic("store", emit.MeetingBroken, 1)
	t.atomic("notify", emit.MeetingRound)
	const wait, times = 100, 50 // milliseconds
	for range times {
		inside := t.atomic("load", emit.MeetingInside).Int()
		if inside == 0 {
			break
		}
		t.atomic("wait", emit.MeetingInside, inside, wait)
	}
	t.end()
}

// end ends all.
func (t *team) end() {
	for len(t.members) > 0 {
		t.leave(t.members[0])
	}
}

// atomic calls a function of Atomics on a number of the memory.
func (t *team) atomic(do string, address int, args ...any) js.Value {
	const size = 4 // bytes of a number
	words := js.Global().Get("Int32Array").New(t.memory.Get("buffer"))
	return js.Global().Get("Atomics").Call(do, append([]any{words, address / size}, args...)...)
}

func (t *team) close() {
	t.end()
	js.Global().Get("URL").Call("revokeObjectURL", t.address)
}
