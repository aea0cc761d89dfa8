// Package visitor uses the page as a visitor does, in a headless Chromium of its own: commands
// that work on the page for hours, or against it, press its buttons by this.
package visitor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/measure"
)

// Patience bounds every wait for the page to answer, in time for which this process was awake.
// It is no measure of speed.
const Patience = 5 * time.Minute

// Options say how the page is visited.
type Options struct {
	Profile   string // folder of the browser's profile; one that goes with it if empty
	Downloads string // folder for what the page offers, emptied first
	Before    string // JavaScript to be run before the page's own
}

// Visitor is somebody with a browser and one tab.
type Visitor struct {
	*chromium.Browser

	downloads string
	saved     chan string // names of downloads that are complete

	mu     sync.Mutex
	errors []string
}

// Open starts a browser. Whoever opens a visitor closes it.
func Open(ctx context.Context, o Options) (*Visitor, error) {
	started, err := chromium.Launch(ctx, o.Profile)
	if err != nil {
		return nil, err
	}
	v := &Visitor{Browser: started, downloads: o.Downloads, saved: make(chan string, 1000)}
	err = errors.Join(os.RemoveAll(v.downloads), os.MkdirAll(v.downloads, 0o755))
	if err == nil {
		chromedp.ListenTarget(v.Context, v.hear)
		err = v.Do(
			browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(v.downloads).WithEventsEnabled(true),
			chromedp.ActionFunc(func(ctx context.Context) error {
				_, err := page.AddScriptToEvaluateOnNewDocument(o.Before).Do(ctx)
				return err
			}),
		)
	}
	if err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// hear follows downloads, answers the question whether to leave, and notes what the page's
// program throws.
func (v *Visitor) hear(event any) {
	switch e := event.(type) {
	case *browser.EventDownloadProgress:
		if e.State == browser.DownloadProgressStateCompleted {
			v.saved <- e.GUID
		}
	case *page.EventJavascriptDialogOpening:
		go chromedp.Run(v.Context, page.HandleJavaScriptDialog(true))
	case *runtime.EventExceptionThrown:
		v.mu.Lock()
		defer v.mu.Unlock()
		v.errors = append(v.errors, e.ExceptionDetails.Error())
	}
}

// Exceptions are those that the page has thrown since they were last asked for.
func (v *Visitor) Exceptions() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	list := v.errors
	v.errors = nil
	return list
}

// Do carries out browser actions within the patience.
func (v *Visitor) Do(actions ...chromedp.Action) error {
	// chromedp ties the tab's life to the context of its first use.
	if err := chromedp.Run(v.Context); err != nil {
		return err
	}
	ctx, free := measure.Within(v.Context, Patience)
	defer free()
	err := chromedp.Run(ctx, actions...)
	if err != nil && measure.Impatient(ctx) {
		return fmt.Errorf("the browser has not answered for %v", Patience)
	}
	return err
}

// Visit opens the page at an address and waits until it can be used.
func (v *Visitor) Visit(address string) error {
	if err := v.Do(chromedp.Navigate(address)); err != nil {
		return err
	}
	return v.Wait("the page", `!document.querySelector("#shell") && document.querySelector("#thumbnails img")`)
}

// Eval evaluates JavaScript, and waits for what it promises.
func Eval[T any](v *Visitor, script string) (value T, err error) {
	err = v.Do(chromedp.Evaluate(script, &value, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return value, err
}

// Wait waits until a condition in JavaScript holds, on whichever page is there then.
func (v *Visitor) Wait(what, condition string) error { return v.WaitWithin(Patience, what, condition) }

// WaitWithin waits until a condition holds, for so long at most.
func (v *Visitor) WaitWithin(patience time.Duration, what, condition string) error {
	ctx, free := measure.Within(v.Context, patience)
	defer free()
	const interval = 200 * time.Millisecond
	for ; ctx.Err() == nil; time.Sleep(interval) {
		holds, err := Eval[bool](v, "(async () => Boolean(await ("+condition+")))()")
		if holds || err != nil && !chromium.Navigating(err) {
			return err
		}
	}
	if !measure.Impatient(ctx) {
		return ctx.Err()
	}
	return fmt.Errorf("waited %v for %s", patience, what)
}

// Click presses a button, once it can be pressed.
func (v *Visitor) Click(selector string) error {
	if err := v.Wait(selector, fmt.Sprintf("document.querySelector(%q + ':not([disabled])')", selector)); err != nil {
		return err
	}
	return v.Do(chromedp.ScrollIntoView(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery))
}

// OpenTab turns to one of the tabs under the curves, unless it is open.
func (v *Visitor) OpenTab(name string) error {
	open, err := Eval[bool](v, fmt.Sprintf(`Boolean(document.querySelector("#panel-%s"))`, name))
	if open || err != nil {
		return err
	}
	return errors.Join(v.Click("#tab-"+name), v.Wait("the tab "+name, fmt.Sprintf(`document.querySelector("#panel-%s")`, name)))
}

// Choose gives files to a file input.
func (v *Visitor) Choose(selector string, paths ...string) error {
	return v.Do(chromedp.WaitReady(selector, chromedp.ByQuery), chromedp.SetUploadFiles(selector, paths, chromedp.ByQuery))
}

// Drop drops files onto the middle of the window, as from a file manager.
func (v *Visitor) Drop(paths ...string) error {
	middle, err := Eval[[]float64](v, "[innerWidth / 2, innerHeight / 2]")
	data := &input.DragData{Files: paths, DragOperationsMask: 1}
	for _, step := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
		if err == nil {
			err = v.Do(input.DispatchDragEvent(step, middle[0], middle[1], data))
		}
	}
	return err
}

// Save presses a button that saves a file, and moves that to a path.
func (v *Visitor) Save(button, path string) error {
	if err := v.Click(button); err != nil {
		return err
	}
	ctx, free := measure.Within(v.Context, Patience)
	defer free()
	select {
	case id := <-v.saved:
		return os.Rename(filepath.Join(v.downloads, id), path)
	case <-ctx.Done():
		if !measure.Impatient(ctx) {
			return ctx.Err()
		}
		return fmt.Errorf("the button %s saved nothing", button)
	}
}
