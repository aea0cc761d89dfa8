package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
)

//go:embed worker.js
var workerSource string

// pageSource has two functions for this command: ask sends a message to the worker and resolves to its answer; fresh replaces
// the worker by a new one.
const pageSource = `<!doctype html><title>kernels</title><script>
let worker;
const fresh = () => { if (worker) worker.terminate(); worker = new Worker("worker.js"); };
const ask = message => new Promise((resolve, reject) => {
  worker.onmessage = e => resolve(JSON.stringify(e.data));
  worker.onerror = e => reject(new Error(e.message));
  worker.postMessage(message);
});
</script>`

// browser is a headless browser with that page open.
type browser struct {
	*chromium.Browser
	server *httptest.Server
}

func openBrowser() (*browser, error) {
	started, err := chromium.Launch(context.Background(), "")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, pageSource) })
	mux.HandleFunc("/worker.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, workerSource)
	})
	b := &browser{started, httptest.NewServer(mux)}
	if err := chromedp.Run(b.Context, chromedp.Navigate(b.server.URL)); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *browser) close() {
	b.Close()
	b.server.Close()
}

// region is a part of a job's memory.
type region struct {
	Addr  int    `json:"addr"`
	Bytes int    `json:"bytes"`
	Kind  string `json:"kind"` // "float": numbers in [-1, 1); "arg": arg-max bytes 0..4
}

// job is a module to measure: it exports "memory" and "run".
type job struct {
	Module string   `json:"module"` // base64
	Fill   []region `json:"fill"`
	Out    region   `json:"out"` // float32 results to compare
	Millis float64  `json:"millis"`
}

type result struct {
	seconds float64 // of one call: the best of several samples
	out     []float32
}

// answer is what the worker says.
type answer struct {
	Out    string
	Millis float64 // a call, by the clock
	Error  string
}

// ask evaluates a JavaScript expression that resolves to the worker's answer.
func (b *browser) ask(expression string) (a answer, err error) {
	var text string
	err = chromedp.Run(b.Context, chromedp.Evaluate(expression, &text,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		return a, err
	}
	if a.Error != "" {
		return a, errors.New(a.Error)
	}
	return a, nil
}

// samples is how many times a case is timed.
const samples = 3

// measure runs a job and returns its results and, unless d is 0, its time, measured for about d. The time is the worker
// thread's time on the processor or, where that cannot be had, the clock's.
func (b *browser) measure(j job, d time.Duration) (result, error) {
	j.Millis = float64(d.Milliseconds())
	arg, err := json.Marshal(j)
	if err != nil {
		return result{}, err
	}
	warm, err := b.ask("fresh(), ask({job: " + string(arg) + "})")
	if err != nil {
		return result{}, err
	}
	raw, err := base64.StdEncoding.DecodeString(warm.Out)
	if err != nil {
		return result{}, err
	}
	r := result{seconds: math.Inf(1), out: make([]float32, len(raw)/4)}
	for i := range r.out {
		r.out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	if d == 0 {
		return r, nil
	}
	calls := max(1, int(j.Millis/samples/warm.Millis))
	for range samples {
		before, err1 := b.WorkersTime()
		a, err := b.ask(fmt.Sprintf("ask({calls: %d})", calls))
		if err != nil {
			return result{}, err
		}
		after, err2 := b.WorkersTime()
		seconds := (after - before) / float64(calls)
		if err1 != nil || err2 != nil {
			seconds = a.Millis / 1e3
		}
		r.seconds = min(r.seconds, seconds)
	}
	return r, nil
}
