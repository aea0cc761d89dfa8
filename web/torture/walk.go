package main

import (
	"fmt"
	"time"

	"pawgrad/web/visitor"
)

// walk is a way through the page, which ends at the first step that cannot be taken.
type walk struct {
	*visitor.Visitor
	err error
}

func (w *walk) step(take func() error) {
	if w.err == nil {
		w.err = take()
	}
}

func (w *walk) visit(address string) { w.step(func() error { return w.Visit(address) }) }

func (w *walk) click(selector string) { w.step(func() error { return w.Click(selector) }) }

func (w *walk) openTab(name string) { w.step(func() error { return w.OpenTab(name) }) }

func (w *walk) save(button, path string) { w.step(func() error { return w.Save(button, path) }) }

func (w *walk) wait(what, condition string) {
	w.step(func() error { return w.Wait(what, condition) })
}

func (w *walk) waitWithin(patience time.Duration, what, condition string) {
	w.step(func() error { return w.WaitWithin(patience, what, condition) })
}

// do evaluates JavaScript for what it does.
func (w *walk) do(script string) {
	w.step(func() error {
		_, err := visitor.Eval[bool](w.Visitor, script)
		return err
	})
}

// thrown ends the walk if the page has thrown something on the way, and returns why it ended.
func (w *walk) thrown() error {
	w.step(func() error {
		if list := w.Exceptions(); list != nil {
			return fmt.Errorf("the page threw %s", list[0])
		}
		return nil
	})
	return w.err
}
