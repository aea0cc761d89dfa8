package browser

import (
	"syscall/js"

	"pawgrad/app/host"
)

// Claim implements Browser: a lock is held until the page goes, if only into the browser's
// memory, from which the visitor may come back to it. Where the browser has no
// locks, nothing is kept: two pages might write the same files.
func (b *browser) Claim(over func(host.Claim)) {
	over = on1(b, over)
	k := b.kept()
	locks := b.window.Get("navigator").Get("locks")
	if !k.storage.Truthy() || !locks.Truthy() {
		over(host.Nobodys)
		return
	}
	lock, free := k.name("experiments"), map[string]any{"ifAvailable": true}
	var release js.Value
	hold := func() any { // the lock is held until a promise is kept
		return b.window.Get("Promise").New(js.FuncOf(func(_ js.Value, args []js.Value) any {
			release = args[0]
			return nil
		}))
	}
	listen(b.window, "pagehide", func(js.Value) {
		if release.Truthy() {
			release.Invoke()
		}
	})
	again := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].Truthy() {
			return hold()
		}
		b.window.Get("location").Call("reload") // another page has it: what is here is no longer what is kept
		return nil
	})
	listen(b.window, "pageshow", func(e js.Value) {
		if e.Get("persisted").Bool() && release.Truthy() {
			go ask(locks, "request", lock, free, again)
		}
	})
	var granted js.Func
	granted = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !args[0].Truthy() {
			over(host.Others)
			go ask(locks, "request", lock, granted) // it comes when the other page has gone
			return nil
		}
		over(host.Ours)
		return hold()
	})
	go func() {
		if _, err := ask(locks, "request", lock, free, granted); err != nil {
			over(host.Nobodys)
		}
	}()
}
