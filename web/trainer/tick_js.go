package main

import "syscall/js"

// tick lets the event loop run. A message to oneself comes back as soon as what
// was waiting before it has been delivered; a timer would wait 4 ms, as much as
// a small training step takes.
type tick struct {
	port js.Value
	came chan struct{}
}

func newTick() tick {
	channel := js.Global().Get("MessageChannel").New()
	t := tick{port: channel.Get("port2"), came: make(chan struct{}, 1)}
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		t.came <- struct{}{}
		return nil
	}))
	return t
}

// wait returns in a later turn of the event loop.
func (t tick) wait() {
	t.port.Call("postMessage", js.Null())
	<-t.came
}
