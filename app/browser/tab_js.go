package browser

import (
	"strconv"
	"syscall/js"
)

// Keys of what the tab remembers.
const (
	keyTrainers = "pawgrad.trainers"
	keyAtOnce   = "pawgrad.at-once"
)

// tab is sessionStorage, false where there is none.
func (b *browser) tab() (s js.Value, ok bool) {
	s = peek(b.window, "sessionStorage")
	return s, s.Truthy()
}

// setInTab keeps a number for the life of the tab; 0 is none.
func (b *browser) setInTab(key string, n int) {
	s, ok := b.tab()
	if !ok {
		return
	}
	defer func() { recover() }() // full or forbidden: then it is not kept
	if n == 0 {
		s.Call("removeItem", key)
		return
	}
	s.Call("setItem", key, strconv.Itoa(n))
}

// inTab returns a number that was kept, 0 if there is none.
func (b *browser) inTab(key string) (n int) {
	s, ok := b.tab()
	if !ok {
		return 0
	}
	defer func() { recover() }()
	if v := s.Call("getItem", key); v.Type() == js.TypeString {
		n, _ = strconv.Atoi(v.String())
	}
	return max(0, n)
}

// Note implements host.Tab. A page that is left, reloaded or closed says so; one that the
// browser or the system ends does not, and its note stays.
func (b *browser) Note(trainers int) {
	b.setInTab(keyTrainers, trainers)
	b.window.Get("pawgrad").Call("busy", trainers)
	if !b.says {
		b.says = true
		listen(b.window, "pagehide", func(js.Value) { b.setInTab(keyTrainers, 0) })
	}
}

// Ended implements host.Tab.
func (b *browser) Ended() (trainers, limit int) {
	trainers, limit = b.inTab(keyTrainers), b.inTab(keyAtOnce)
	b.setInTab(keyTrainers, 0)
	return trainers, limit
}

// Limit implements host.Tab.
func (b *browser) Limit(runs int) { b.setInTab(keyAtOnce, runs) }
