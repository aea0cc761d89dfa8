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

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/measure"
)

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
			chromium.Slowed(),
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

// Visit opens the page at an address and waits until it can be used.
func (v *Visitor) Visit(address string) error {
	if err := v.Navigate(address); err != nil {
		return err
	}
	return v.Wait("the page", `!document.querySelector("#shell") && document.querySelector("#thumbnails img")`)
}

// Eval evaluates JavaScript, and waits for what it promises.
func Eval[T any](v *Visitor, script string) (T, error) { return chromium.Eval[T](v.Tab, script) }

// OpenTab turns to one of the tabs under the curves, unless it is open.
func (v *Visitor) OpenTab(name string) error {
	open, err := Eval[bool](v, fmt.Sprintf(`Boolean(document.querySelector("#panel-%s"))`, name))
	if open || err != nil {
		return err
	}
	return errors.Join(v.Click("#tab-"+name), v.Wait("the tab "+name, fmt.Sprintf(`document.querySelector("#panel-%s")`, name)))
}

// Save presses a button that saves a file, and moves that to a path.
func (v *Visitor) Save(button, path string) error {
	if err := v.Click(button); err != nil {
		return err
	}
	ctx, free := measure.Within(v.Context, chromium.Patience)
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
