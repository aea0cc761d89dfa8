package main

import (
	"fmt"
	"sync"
	"syscall/js"
)

// outcome is what becomes of a promise.
type outcome struct {
	value js.Value
	err   error
}

// waiter is told the outcome of a promise by one of its functions.
type waiter struct {
	told               chan outcome
	resolved, rejected js.Func
}

func newWaiter() *waiter {
	w := &waiter{told: make(chan outcome, 1)}
	w.resolved = js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.told <- outcome{value: args[0]}
		return nil
	})
	w.rejected = js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.told <- outcome{err: js.Error{Value: args[0]}}
		return nil
	})
	return w
}

// idle are waiters to be used again: of a photo several promises are waited for, and to make
// functions that JavaScript can call takes longer than most of its own.
var idle = make(chan *waiter, 32)

// await waits for a promise while the event loop goes on. Its error is what the
// promise was rejected with.
func await(promise js.Value) (js.Value, error) {
	var w *waiter
	select {
	case w = <-idle:
	default:
		w = newWaiter()
	}
	promise.Call("then", w.resolved, w.rejected)
	o := <-w.told
	select {
	case idle <- w:
	default:
		w.resolved.Release()
		w.rejected.Release()
	}
	return o.value, o.err
}

// classes are the browser's constructors by name, each asked for once.
var classes sync.Map

// class is one of the browser's constructors.
func class(name string) js.Value {
	if known, found := classes.Load(name); found {
		return known.(js.Value)
	}
	value := js.Global().Get(name)
	classes.Store(name, value)
	return value
}

// attempt runs f, and returns what JavaScript throws in it as an error.
func attempt(f func() error) (err error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case js.Error:
			err = thrown
		default:
			panic(thrown)
		}
	}()
	return f()
}

// object makes a JavaScript object of alternating names and values.
func object(namesAndValues ...any) js.Value {
	o := class("Object").New()
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		o.Set(fmt.Sprint(namesAndValues[i]), namesAndValues[i+1])
	}
	return o
}
