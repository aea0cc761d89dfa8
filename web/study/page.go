package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
)

// patience bounds every wait for the page to answer. It is no measure of speed.
const patience = 5 * time.Minute

// thePage is the page in a browser of its own, as a visitor uses it.
type thePage struct {
	ctx   context.Context
	close func()

	saved  chan string // names of downloads that are complete
	folder string      // where they go
}

// openPage starts a browser with the study's profile and opens the page in it.
func openPage(ctx context.Context, o options) (*thePage, error) {
	started, err := chromium.Launch(ctx, o.profile())
	if err != nil {
		return nil, err
	}
	p := &thePage{
		ctx: started.Context, close: started.Close, saved: make(chan string, 1000),
		folder: filepath.Join(o.build, "downloads"),
	}
	err = errors.Join(os.RemoveAll(p.folder), os.MkdirAll(p.folder, 0o755))
	if err == nil {
		chromedp.ListenTarget(p.ctx, p.hear)
		err = p.do(
			browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(p.folder).WithEventsEnabled(true),
			chromedp.ActionFunc(func(ctx context.Context) error {
				_, err := page.AddScriptToEvaluateOnNewDocument(o.before).Do(ctx)
				return err
			}),
			chromedp.Navigate("http://"+o.address+"/#"+strings.TrimLeft(o.link, "#")),
		)
	}
	if err == nil {
		err = p.wait("the page", `!document.querySelector("#shell") && document.querySelector("#thumbnails img")`)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// hear follows downloads, and answers the question whether to leave.
func (p *thePage) hear(event any) {
	switch e := event.(type) {
	case *browser.EventDownloadProgress:
		if e.State == browser.DownloadProgressStateCompleted {
			p.saved <- e.GUID
		}
	case *page.EventJavascriptDialogOpening:
		go chromedp.Run(p.ctx, page.HandleJavaScriptDialog(true))
	}
}

// do carries out browser actions within the patience.
func (p *thePage) do(actions ...chromedp.Action) error {
	// chromedp ties the tab's life to the context of its first use.
	if err := chromedp.Run(p.ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// eval evaluates JavaScript.
func eval[T any](p *thePage, script string) (value T, err error) {
	err = p.do(chromedp.Evaluate(script, &value, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return value, err
}

// wait waits until a condition holds.
func (p *thePage) wait(what, condition string) error {
	const interval = 200 * time.Millisecond
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(interval) {
		holds, err := eval[bool](p, "(async () => Boolean(await ("+condition+")))()")
		if holds || err != nil {
			return err
		}
	}
	return fmt.Errorf("waited %v for %s", patience, what)
}

// click presses a button.
func (p *thePage) click(selector string) error {
	if err := p.wait(selector, fmt.Sprintf("document.querySelector(%q + ':not([disabled])')", selector)); err != nil {
		return err
	}
	return p.do(chromedp.ScrollIntoView(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery))
}

// state is where the experiment stands, as the page says.
type state struct {
	Overall     string // "3 of 35 runs done, about 20 min left"
	Preparation string // what has to be done first, or empty
	Busy        bool   // whether any run is not over
	Done        int    // runs that are over
	Failed      []failure
}

// look reads the state off the page; the cards of the tab Runs have to be there. Those
// of the latest round come first; of earlier ones nothing is asked.
const look = `(() => {
	const text = (id) => document.querySelector(id)?.innerText ?? "";
	const latest = document.querySelector("#runs .round");
	const cards = (status) => [...latest?.querySelectorAll(".card[data-status=" + status + "]") ?? []];
	return {
		Overall: text("#overall"), Preparation: text("#preparation"), Busy: Boolean(document.querySelector("#overall")),
		Done: cards("done").length + cards("stopped").length + cards("failed").length,
		Failed: cards("failed").map((card) => {
			const why = card.querySelector("[data-failure]");
			return {Card: card.id, Run: card.ariaLabel, Kind: why.dataset.failure, Why: why.innerText};
		}),
	};
})()`

func (p *thePage) state() (state, error) {
	if err := p.openRuns(); err != nil {
		return state{}, err
	}
	return eval[state](p, look)
}

// openRuns opens the tab Runs unless it is open.
func (p *thePage) openRuns() error {
	open, err := eval[bool](p, `Boolean(document.querySelector("#runs"))`)
	if open || err != nil {
		return err
	}
	return errors.Join(p.click("#tab-runs"), p.wait("the runs", `document.querySelector("#panel-runs #runs")`))
}

// resume goes on with what was interrupted, and reports whether there was anything.
func (p *thePage) resume() (bool, error) {
	// A large experiment takes the page some seconds to bring back; only then does it
	// offer to go on, or else to begin.
	if err := p.wait("the experiments of earlier visits", `document.querySelector("#resume-all, #redo-study:not([disabled])")`); err != nil {
		return false, err
	}
	there, err := eval[bool](p, `Boolean(document.querySelector("#resume-all"))`)
	if err != nil || !there {
		return false, err
	}
	return true, p.click("#resume-all")
}

// retry has a run that failed tried again.
func (p *thePage) retry(f failure) error {
	return errors.Join(p.openRuns(), p.click("#"+f.Card+" [data-do=retry]"))
}

// load makes a pack the image set.
func (p *thePage) load(pack string) error {
	before, err := eval[string](p, `document.querySelector("#counts").innerText`)
	if err != nil {
		return err
	}
	if err := p.do(chromedp.SetUploadFiles("#open-set", []string{pack}, chromedp.ByQuery)); err != nil {
		return err
	}
	const problem = `document.querySelector("#data .problem")?.innerText ?? ""`
	came := fmt.Sprintf(`document.querySelector("#counts")?.innerText !== %q && document.querySelector("#thumbnails img")`, before)
	if err := p.wait("the photos", "("+problem+`) || `+came); err != nil {
		return err
	}
	switch said, err := eval[string](p, problem); {
	case err != nil:
		return err
	case said != "":
		return fmt.Errorf("the page does not take the photos: %s", said)
	}
	return nil
}

// importExperiment opens an experiment that was saved before.
func (p *thePage) importExperiment(file string) error {
	if err := p.click("#tab-results"); err != nil {
		return err
	}
	if err := p.do(chromedp.WaitReady("#open-experiment", chromedp.ByQuery), chromedp.SetUploadFiles("#open-experiment", []string{file}, chromedp.ByQuery)); err != nil {
		return err
	}
	return p.wait("the experiment's runs", `document.querySelector("#resume-all, #results-table")`)
}

// save presses one of the buttons that save a file, and moves that into a folder under a
// name of ours.
func (p *thePage) save(button, folder, name string) error {
	if err := errors.Join(p.click("#tab-results"), p.click("#"+button)); err != nil {
		return err
	}
	select {
	case id := <-p.saved:
		return os.Rename(filepath.Join(p.folder, id), filepath.Join(folder, name))
	case <-p.ctx.Done():
		return p.ctx.Err()
	case <-time.After(patience):
		return fmt.Errorf("the button %s saved nothing", button)
	}
}
