//go:build !js

package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pawgrad/wasm/bench/report"
	"pawgrad/web/chromium"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/pkg/errors"
)

//go:embed worker.js
var workerSource string

const pageSource = `<!doctype html><title>bench</title><script>
let worker, inbox = [], wake;
function start(job) {
  inbox = [];
  worker = new Worker("worker.js", { name: job });
  worker.onmessage = e => { inbox.push(e.data); if (wake) wake(); };
  worker.onerror = e => { inbox.push(JSON.stringify({ Error: e.message })); if (wake) wake(); };
}
async function next() {
  while (!inbox.length) await new Promise(resolve => wake = resolve);
  return inbox.shift();
}
</script>`

// browser is a headless Chromium that runs jobs in Web Workers.
type browser struct {
	*chromium.Browser
	stop   []func()
	photos int // that the job under way is given
}

// benchmark are the arguments of the go command that build the benchmark's worker program; -o is added.
var benchmark = []string{"build", "pawgrad/wasm/bench/worker"}

// openBrowser builds a program for the browser and opens a page that can start it in a worker.
func openBrowser(build []string) (*browser, error) {
	started, err := chromium.Launch(context.Background(), "")
	if err != nil {
		return nil, err
	}
	b := &browser{Browser: started, stop: []func(){started.Close}}
	if err := b.open(build); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *browser) open(build []string) error {
	dir, err := os.MkdirTemp("", "bench-*")
	if err != nil {
		return err
	}
	b.stop = append(b.stop, func() { os.RemoveAll(dir) })
	program := filepath.Join(dir, "worker.wasm")
	command := exec.Command("go", slices.Insert(slices.Clone(build), len(build)-1, "-o", program)...)
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := command.CombinedOutput(); err != nil {
		return errors.Wrapf(err, "building the worker: %s", out)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return errors.Wrap(err, "asking for GOROOT")
	}
	mux := http.NewServeMux()
	serve := func(path, contentType string, send func(http.ResponseWriter, *http.Request)) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			send(w, r)
		})
	}
	text := func(s string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
	}
	file := func(name string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) }
	}
	serve("/", "text/html", text(pageSource))
	serve("/worker.js", "text/javascript", text(workerSource))
	serve("/wasm_exec.js", "text/javascript", file(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")))
	serve("/worker.wasm", "application/wasm", file(program))
	serve("/photos", "application/octet-stream", b.sendPhotos)
	// Isolated from other sites, as threads need it.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		mux.ServeHTTP(w, r)
	}))
	b.stop = append(b.stop, server.Close)
	return chromedp.Run(b.Context, chromedp.Navigate(server.URL))
}

// sendPhotos answers the worker's question for photos.
func (b *browser) sendPhotos(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.Atoi(r.FormValue("size"))
	if err == nil {
		var file []byte
		if file, err = photosFile(size, b.photos); err == nil {
			_, _ = w.Write(file)
			return
		}
	}
	http.Error(w, err.Error(), http.StatusBadRequest)
}

// close undoes openBrowser, last things first.
func (b *browser) close() {
	for i := len(b.stop) - 1; i >= 0; i-- {
		b.stop[i]()
	}
	b.stop = nil
}

// run does one job in a new worker.
func (b *browser) run(job report.Job) (*report.Answer, error) {
	b.photos = report.Workloads[job.Workload].Photos
	spec, err := json.Marshal(job)
	if err != nil {
		return nil, err
	}
	arg, err := json.Marshal(string(spec))
	if err != nil {
		return nil, err
	}
	if err := chromedp.Run(b.Context, chromedp.Evaluate("start("+string(arg)+")", nil)); err != nil {
		return nil, err
	}
	defer func() { _ = chromedp.Run(b.Context, chromedp.Evaluate("worker.terminate()", nil)) }()
	times := map[string]float64{} // processor time at each mark
	for {
		var text string
		await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
		if err := chromedp.Run(b.Context, chromedp.Evaluate("next()", &text, await)); err != nil {
			return nil, err
		}
		answer := &report.Answer{}
		if err := json.Unmarshal([]byte(text), answer); err != nil {
			return nil, err
		}
		switch {
		case answer.Error != "":
			return nil, errors.New(answer.Error)
		case job.Args != nil:
			return answer, nil
		case answer.Mark == "":
			answer.StepCPU = (times[report.StepsEnd] - times[report.StepsBegin]) / float64(job.Steps)
			answer.LateCPU = (times[report.LateEnd] - times[report.LateBegin]) / float64(job.Steps)
			answer.RooflineCPU = answer.RooflineWork / (times[report.RooflineEnd] - times[report.RooflineBegin]) / 1e9
			return answer, nil
		}
		if times[answer.Mark], err = b.WorkersTime(); err != nil {
			return nil, err
		}
		if err := chromedp.Run(b.Context, chromedp.Evaluate("worker.postMessage(0)", nil)); err != nil {
			return nil, err
		}
	}
}
