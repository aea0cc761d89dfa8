package firefox

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

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

// Wait waits until a condition in JavaScript holds.
func (t *Tab) Wait(what, condition string, patience time.Duration) error {
	const interval = 100 * time.Millisecond
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(interval) {
		holds, err := Eval[bool](t, "Boolean(await ("+condition+"))")
		if holds || err != nil {
			return err
		}
	}
	return fmt.Errorf("waited %v for %s", patience, what)
}

// Click clicks the middle of the first element of a selector with the mouse.
func (t *Tab) Click(selector string) error {
	at, err := Eval[[]int](t, fmt.Sprintf(`(() => {
		const element = document.querySelector(%q);
		element.scrollIntoView({ block: "center", behavior: "instant" });
		const box = element.getBoundingClientRect();
		return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
	})()`, selector))
	if err != nil {
		return err
	}
	return t.session.call("input.performActions", map[string]any{"context": t.context, "actions": []any{map[string]any{
		"type": "pointer", "id": "mouse", "actions": []any{
			map[string]any{"type": "pointerMove", "x": at[0], "y": at[1]},
			map[string]any{"type": "pointerDown", "button": 0},
			map[string]any{"type": "pointerUp", "button": 0},
		}}}}, nil)
}

// Choose gives files to a file input.
func (t *Tab) Choose(selector string, paths ...string) error {
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
