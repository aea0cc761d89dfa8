package chromium

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pawgrad/web/measure"
)

// Patience bounds every wait for the page, in time for which this process was awake. It is no
// measure of speed: it is only reached when something is broken.
const Patience = 5 * time.Minute

// Tab is a tab of a browser in the hands of somebody who neither knows nor hurries the page: what
// is looked for is waited for, and an element is acted on ([Tab.Click], [Tab.Enter], [Tab.Pick] and
// the like) once it is there, can be used and stands still, until the page has heard of it.
type Tab struct {
	// Context is where chromedp's actions on the page run.
	Context context.Context
}

// Do carries out browser actions within the patience.
func (t Tab) Do(actions ...chromedp.Action) error {
	// chromedp ties the tab's life to the context of its first use, so that one must not end with
	// this call.
	if err := chromedp.Run(t.Context); err != nil {
		return err
	}
	ctx, free := measure.Within(t.Context, Patience)
	defer free()
	err := chromedp.Run(ctx, actions...)
	if err != nil && measure.Impatient(ctx) {
		return fmt.Errorf("the browser has not answered for %v", Patience)
	}
	return err
}

// Eval evaluates JavaScript, and waits for what it promises.
func Eval[T any](t Tab, script string) (value T, err error) {
	err = t.Do(chromedp.Evaluate(script, &value, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return value, err
}

// Await evaluates JavaScript until what comes of it is good, on whichever page is there then, and
// returns that. A script that fails, as one does that reads an element which is not there yet, is
// tried again.
func Await[T any](t Tab, what, script string, good func(T) bool) (T, error) {
	return awaitWithin(t, Patience, what, script, good)
}

func awaitWithin[T any](t Tab, patience time.Duration, what, script string, good func(T) bool) (value T, err error) {
	// The first looks follow each other quickly: most things are there at once.
	const shortest, longest = 10 * time.Millisecond, 200 * time.Millisecond
	ctx, free := measure.Within(t.Context, patience)
	defer free()
	for pause := shortest; ctx.Err() == nil; pause = min(2*pause, longest) {
		value, err = Eval[T](t, script)
		if err == nil && good(value) || err != nil && !mayCome(err) {
			return value, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	if !measure.Impatient(ctx) {
		return value, ctx.Err()
	}
	last := fmt.Sprint(value)
	if err != nil {
		last = err.Error()
	}
	return value, fmt.Errorf("waited %v for %s: %s\nat last it was %.500s, and the page showed\n%s", patience, what, script, last, t.shows())
}

// mayCome reports whether a script that has failed may do better when the page has changed.
func mayCome(err error) bool {
	var thrown *runtime.ExceptionDetails
	if errors.As(err, &thrown) {
		return thrown.Exception == nil || thrown.Exception.ClassName != "SyntaxError"
	}
	return Navigating(err) || errors.Is(err, chromedp.ErrJSUndefined) || errors.Is(err, chromedp.ErrJSNull)
}

// shows is the beginning of what the page shows, for messages.
func (t Tab) shows() string {
	const most = 2000 // characters
	text, err := Eval[string](t, fmt.Sprintf(`(document.body?.innerText ?? "").replace(/\s*\n\s*/g, " | ").slice(0, %d)`, most))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(text)
}

// Wait waits until a condition in JavaScript holds, which may be promised.
func (t Tab) Wait(what, condition string) error { return t.WaitWithin(Patience, what, condition) }

// WaitWithin waits until a condition holds, for so long at most.
func (t Tab) WaitWithin(patience time.Duration, what, condition string) error {
	_, err := awaitWithin(t, patience, what, "(async () => Boolean(await ("+condition+")))()", func(holds bool) bool { return holds })
	return err
}

// Navigate goes to an address, and returns when the page there has been loaded. chromedp's own
// waits for the end of that very loading, and for ever if a page has taken another's place by then.
func (t Tab) Navigate(address string) error {
	err := t.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, failed, _, err := page.Navigate(address).Do(ctx)
		if err == nil && failed != "" {
			err = fmt.Errorf("go to %s: %s", address, failed)
		}
		return err
	}))
	if err != nil {
		return err
	}
	return t.Wait("the page to be loaded", `document.readyState === "complete"`)
}

// Reload loads the page anew, and returns when the next one is there: its script may still be on
// the way.
func (t Tab) Reload() error {
	if _, err := Eval[bool](t, "globalThis.left = true"); err != nil {
		return err
	}
	return errors.Join(t.Do(chromedp.Reload()), t.Wait("the page anew", "!globalThis.left"))
}
