package browser

import "syscall/js"

// awake is the wish to keep the screen on, and the browser's lock on it while it does.
type awake struct {
	wanted  bool
	asking  bool
	lock    js.Value // undefined while there is none
	watches bool     // for the page coming into view again
}

// CanKeepAwake implements Browser.
func (b *browser) CanKeepAwake() bool {
	return peek(b.window.Get("navigator"), "wakeLock").Truthy()
}

// KeepAwake implements Browser. The browser gives the lock up itself when the page goes out
// of view, and is asked again when it comes back.
func (b *browser) KeepAwake(on bool) {
	if !b.CanKeepAwake() {
		return
	}
	b.awake.wanted = on
	if !b.awake.watches {
		b.awake.watches = true
		listen(b.document, "visibilitychange", func(js.Value) { b.dispatch(b.holdScreen) })
	}
	b.holdScreen()
}

// holdScreen asks for the lock, or gives it back.
func (b *browser) holdScreen() {
	a := &b.awake
	held := a.lock.Truthy() && !a.lock.Get("released").Bool()
	switch {
	case a.asking:
	case held && !a.wanted:
		a.lock.Call("release")
		a.lock = js.Undefined()
	case !held && a.wanted && b.document.Get("visibilityState").String() == "visible":
		a.asking = true
		request := b.window.Get("navigator").Get("wakeLock").Call("request", "screen")
		go func() {
			lock, err := await(request)
			b.dispatch(func() {
				a.asking = false
				if err == nil { // else the battery is low, say: training goes on as long as the machine does
					a.lock = lock
					b.holdScreen() // the wish may have changed meanwhile
				}
			})
		}()
	}
}
