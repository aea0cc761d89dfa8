package firefox

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"pawgrad/web/measure"
)

// waiting bounds every wait for the page. It is only reached when something is broken.
const waiting = 5 * time.Minute

// Tab is a page in the browser.
type Tab struct {
	session *session
	context string // its id

	mu       sync.Mutex
	errors   []string
	requests []string
}

// newTab takes the tab that is open and listens to it.
func newTab(s *session) (*Tab, error) {
	t := &Tab{session: s}
	s.mu.Lock()
	s.heard = t.hear
	s.mu.Unlock()
	if err := s.call("session.subscribe", map[string]any{"events": []string{"log.entryAdded", "network.beforeRequestSent"}}, nil); err != nil {
		return nil, err
	}
	var tree struct{ Contexts []struct{ Context string } }
	if err := s.call("browsingContext.getTree", struct{}{}, &tree); err != nil {
		return nil, err
	}
	if len(tree.Contexts) == 0 {
		return nil, fmt.Errorf("the browser has no tab")
	}
	t.context = tree.Contexts[0].Context
	return t, nil
}

// hear notes errors in the console and what the page asks for.
func (t *Tab) hear(method string, params json.RawMessage) {
	var e struct {
		Level, Text string
		Request     struct{ URL string }
	}
	if json.Unmarshal(params, &e) != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case method == "log.entryAdded" && e.Level == "error":
		t.errors = append(t.errors, e.Text)
	case method == "network.beforeRequestSent":
		t.requests = append(t.requests, e.Request.URL)
	}
}

// Errors are those that the console has shown so far.
func (t *Tab) Errors() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.errors...)
}

// Requests are the addresses that have been asked for so far.
func (t *Tab) Requests() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.requests...)
}

// Open goes to an address and waits until its document is loaded.
func (t *Tab) Open(address string) error {
	return t.session.call("browsingContext.navigate", map[string]any{"context": t.context, "url": address, "wait": "complete"}, nil)
}

// Reload loads the page anew.
func (t *Tab) Reload() error {
	return t.session.call("browsingContext.reload", map[string]any{"context": t.context, "wait": "complete"}, nil)
}

// remote is a value of the page, as BiDi tells it.
type remote struct {
	Type     string
	SharedID string `json:"sharedId"` // of an element
	Value    json.RawMessage
}

// evaluate evaluates JavaScript and waits for what it promises.
func (t *Tab) evaluate(script string) (remote, error) {
	var said struct {
		Type             string
		Result           remote
		ExceptionDetails struct{ Text string }
	}
	err := t.session.call("script.evaluate", map[string]any{
		"expression": script, "target": map[string]any{"context": t.context}, "awaitPromise": true,
	}, &said)
	if err == nil && said.Type == "exception" {
		err = fmt.Errorf("%s: %s", script, said.ExceptionDetails.Text)
	}
	return said.Result, err
}

// Eval evaluates JavaScript into a value of type T.
func Eval[T any](t *Tab, script string) (value T, err error) {
	said, err := t.evaluate("(async () => JSON.stringify(await (" + script + ")))()")
	if err != nil || said.Type != "string" {
		return value, err // undefined is T's zero
	}
	var text string
	if err := json.Unmarshal(said.Value, &text); err != nil {
		return value, err
	}
	return value, json.Unmarshal([]byte(text), &value)
}

// await evaluates JavaScript until what comes of it is good, in time for which this process was awake. A script that
// fails, as one does that reads an element which is not there yet or whose page is left, is tried again.
func await[T any](t *Tab, what, script string, good func(T) bool) (value T, err error) {
	ctx, free := measure.Within(context.Background(), waiting)
	defer free()
	const interval = 50 * time.Millisecond
	for ; ; time.Sleep(interval) {
		if value, err = Eval[T](t, script); err == nil && good(value) {
			return value, nil
		}
		if ctx.Err() != nil {
			return value, fmt.Errorf("waited %v for %s: at last it was %v, %v", waiting, what, value, err)
		}
		select {
		case <-t.session.over:
			return value, err
		default:
		}
	}
}

// Wait waits until a condition in JavaScript holds.
func (t *Tab) Wait(what, condition string) error {
	_, err := await(t, what, "Boolean(await ("+condition+"))", func(holds bool) bool { return holds })
	return err
}

// Click clicks the middle of the first element of a selector with the mouse, once it can be used, stands still and is
// covered by nothing. Where the page moves it away all the same, nothing else gets the click, and it is aimed anew.
func (t *Tab) Click(selector string) error {
	for missed := "nothing"; missed != ""; {
		at, err := await(t, selector+" to be clicked", fmt.Sprintf(`(async () => {
			const find = () => document.querySelector(%q);
			if (find().matches(":disabled")) throw new Error("it is disabled");
			find().scrollIntoView({ block: "center", behavior: "instant" });
			const place = () => {
				const box = find().getBoundingClientRect();
				return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
			};
			const before = place();
			for (let i = 0; i < 2; i++) await new Promise((over) => requestAnimationFrame(over));
			const after = place();
			if (before.join() !== after.join() || !find().contains(document.elementFromPoint(...after))) throw new Error("it moves or is covered");
			globalThis.aimed?.abort();
			globalThis.aimed = new AbortController();
			globalThis.struck = "nothing";
			addEventListener("click", (event) => {
				struck = find()?.contains(event.target) ? "" : event.target.outerHTML.slice(0, 200);
				if (struck) event.preventDefault(), event.stopImmediatePropagation();
			}, { capture: true, once: true, signal: aimed.signal });
			return after;
		})()`, selector), func([]int) bool { return true })
		if err == nil {
			err = t.press(at)
		}
		if err == nil {
			missed, err = Eval[string](t, `globalThis.aimed?.abort(), globalThis.struck ?? ""`)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// press presses the mouse's button at a place.
func (t *Tab) press(at []int) error {
	return t.session.call("input.performActions", map[string]any{"context": t.context, "actions": []any{map[string]any{
		"type": "pointer", "id": "mouse", "actions": []any{
			map[string]any{"type": "pointerMove", "x": at[0], "y": at[1]},
			map[string]any{"type": "pointerDown", "button": 0},
			map[string]any{"type": "pointerUp", "button": 0},
		}}}}, nil)
}

// Choose gives files to a file input.
func (t *Tab) Choose(selector string, paths ...string) error {
	if err := t.Wait(selector, fmt.Sprintf("document.querySelector(%q + ':not([disabled])')", selector)); err != nil {
		return err
	}
	element, err := t.evaluate(fmt.Sprintf("document.querySelector(%q)", selector))
	if err != nil {
		return err
	}
	if element.SharedID == "" {
		return fmt.Errorf("there is no %s", selector)
	}
	return t.session.call("input.setFiles", map[string]any{
		"context": t.context, "element": map[string]any{"sharedId": element.SharedID}, "files": paths,
	}, nil)
}

// Picture is what is seen, as a PNG file.
func (t *Tab) Picture() ([]byte, error) {
	var shot struct{ Data []byte } // base64, which JSON makes of bytes
	err := t.session.call("browsingContext.captureScreenshot", map[string]any{"context": t.context}, &shot)
	return shot.Data, err
}
