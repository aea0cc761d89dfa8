// Package driver runs the site's own trainers from Go: it opens the built site in a
// headless Chromium and lets the page's boot script start trainers, exactly as the
// page does, but their messages come to Go instead of to the page. What is measured
// so is what visitors get: the same programs, engine path and browser.
//
// Files (image sets, weights, features) travel over HTTP from and to the folder of
// the Go program and are Blobs in the page, as they are for visitors.
package driver

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/site"
)

//go:embed page.js
var pageScript string

// filesPath is the folder of the server under which files travel.
const filesPath = "/driver-files/"

// Driver is the site open in a browser.
type Driver struct {
	// Browser is its name and version.
	Browser string

	browser *chromium.Browser
	ctx     context.Context // the page's
	stop    []func()

	mu      sync.Mutex
	paths   map[string]string // of files that the page may fetch or send
	workers map[int]*Worker
	nextID  int
}

// told is what page.js tells.
type told struct {
	ID      int      `json:"id"`
	Message string   `json:"message"`
	Files   []string `json:"files"`
	Death   string   `json:"death"`
}

// Open opens the site built in a folder. Whoever opens a Driver closes it. When the
// context is done the browser ends, and all that waits for it fails.
func Open(ctx context.Context, dist string) (*Driver, error) {
	d := &Driver{paths: map[string]string{}, workers: map[int]*Worker{}}
	if err := d.open(ctx, dist); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *Driver) open(parent context.Context, dist string) error {
	mux := http.NewServeMux()
	mux.Handle("/", site.Isolated(site.Handler(dist)))
	mux.HandleFunc(filesPath, d.serveFile)
	at, stop, err := site.Serve("127.0.0.1:0", mux)
	if err != nil {
		return err
	}
	d.stop = append(d.stop, stop)

	if d.browser, err = chromium.Launch(parent, ""); err != nil {
		return err
	}
	d.stop = append(d.stop, d.browser.Close)
	d.Browser, d.ctx = d.browser.Name, d.browser.Context
	chromedp.ListenTarget(d.ctx, func(event any) {
		if called, ok := event.(*runtime.EventBindingCalled); ok && called.Name == "driverTell" {
			d.hear(called.Payload)
		}
	})
	err = d.browser.Do(chromium.Slowed(), runtime.AddBinding("driverTell"), chromedp.Navigate("http://"+at+"/"))
	if err == nil {
		err = d.browser.Wait("the page", `globalThis.pawgrad && !document.getElementById("shell")`)
	}
	if err == nil {
		err = d.browser.Do(chromedp.Evaluate(pageScript, nil))
	}
	if err != nil {
		return fmt.Errorf("open the site: %w", err)
	}
	return nil
}

// Close ends the browser and the server.
func (d *Driver) Close() {
	for i := len(d.stop) - 1; i >= 0; i-- {
		d.stop[i]()
	}
	d.stop = nil
}

// call calls a function of page.js and waits for what it promises.
func (d *Driver) call(function string, arguments ...any) error {
	texts := make([]string, len(arguments))
	for i, a := range arguments {
		text, err := json.Marshal(a)
		if err != nil {
			return err
		}
		texts[i] = string(text)
	}
	expression := fmt.Sprintf("(async () => { await driver.%s(%s); })()", function, strings.Join(texts, ","))
	return chromedp.Run(d.ctx, chromedp.Evaluate(expression, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
}

// Take makes the file at path a Blob of the page, by which commands can name it.
func (d *Driver) Take(name, path string) error {
	return d.call("take", name, d.address(name, path))
}

// Give writes a Blob of the page to path.
func (d *Driver) Give(name, path string) error {
	return d.call("give", name, d.address(name, path))
}

// Drop forgets a Blob.
func (d *Driver) Drop(name string) error { return d.call("drop", name) }

// address is where the page finds the file at path.
func (d *Driver) address(name, path string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.paths[name] = path
	return filesPath + url.PathEscape(name)
}

// serveFile hands a file out or takes one in, whole or not at all.
func (d *Driver) serveFile(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, filesPath)
	d.mu.Lock()
	path, known := d.paths[name]
	d.mu.Unlock()
	if !known {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPut {
		http.ServeFile(w, r, path)
		return
	}
	if err := receive(r.Body, path); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// receive writes a file under its name only when it is complete.
func receive(from io.Reader, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-part-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = io.Copy(f, from)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// hear passes on what page.js tells. It must not wait: the browser does.
func (d *Driver) hear(payload string) {
	var t told
	if err := json.NewDecoder(bytes.NewReader([]byte(payload))).Decode(&t); err != nil {
		panic(fmt.Sprintf("driver: page.js tells %q: %v", payload, err))
	}
	d.mu.Lock()
	w := d.workers[t.ID]
	d.mu.Unlock()
	if w != nil {
		w.inbox.put(t)
	}
}
