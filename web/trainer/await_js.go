package main

import (
	"fmt"
	"syscall/js"
)

// await waits for a promise while the event loop goes on. Its error is what the
// promise was rejected with.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	resolved := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{value: args[0]}
		return nil
	})
	defer resolved.Release()
	rejected := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{err: js.Error{Value: args[0]}}
		return nil
	})
	defer rejected.Release()
	promise.Call("then", resolved, rejected)
	o := <-settled
	return o.value, o.err
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
	o := js.Global().Get("Object").New()
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		o.Set(fmt.Sprint(namesAndValues[i]), namesAndValues[i+1])
	}
	return o
}
