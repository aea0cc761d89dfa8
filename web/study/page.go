package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"pawgrad/app/record"
	"pawgrad/web/visitor"
)

// thePage is the page as a visitor uses it.
type thePage struct{ *visitor.Visitor }

// openPage starts a browser with the profile of a part and opens the page in it.
func openPage(ctx context.Context, o options, id string) (*thePage, error) {
	v, err := visitor.Open(ctx, visitor.Options{Profile: o.profile(id), Downloads: filepath.Join(o.build, "downloads"), Before: o.before})
	if err != nil {
		return nil, err
	}
	if err := v.Visit("http://" + o.address + "/"); err != nil {
		v.Close()
		return nil, err
	}
	return &thePage{v}, nil
}

// state is where the experiment stands, as the page says.
type state struct {
	Overall     string   // "3 of 35 runs done, about 20 min left"
	Preparation string   // what has to be done first, or empty
	Busy        bool     // whether any run is not over
	Done        int      // runs that are over
	InHand      []string // the cards of those under way
	Failed      []failure
}

// look reads the state off the page; the cards of the tab Runs have to be there. Those
// of the latest round come first; of earlier ones nothing is asked. A part has fewer runs than
// the page shows cards at a time.
const look = `(() => {
	const text = (id) => document.querySelector(id)?.innerText ?? "";
	const latest = document.querySelector("#runs .round");
	const cards = (status) => [...latest?.querySelectorAll(".card[data-status=" + status + "]") ?? []];
	return {
		Overall: text("#overall"), Preparation: text("#preparation"), Busy: Boolean(document.querySelector("#overall")),
		Done: cards("done").length + cards("stopped").length + cards("failed").length,
		InHand: cards("training").concat(cards("starting"), cards("stopping")).map((card) => card.id),
		Failed: cards("failed").map((card) => {
			const why = card.querySelector("[data-failure]");
			return {Card: card.id, Run: card.ariaLabel, Kind: why.dataset.failure, Why: why.innerText};
		}),
	};
})()`

func (p *thePage) state() (state, error) {
	if err := p.OpenTab("runs"); err != nil {
		return state{}, err
	}
	return visitor.Eval[state](p.Visitor, look)
}

// resume goes on with what was interrupted, and reports whether there was anything.
func (p *thePage) resume() (bool, error) {
	// A large experiment takes the page some seconds to bring back; only then does it
	// offer to go on, or else to begin.
	if err := p.Wait("the experiments of earlier visits", `document.querySelector("#resume-all, #redo-study:not([disabled])")`); err != nil {
		return false, err
	}
	there, err := visitor.Eval[bool](p.Visitor, `Boolean(document.querySelector("#resume-all"))`)
	if err != nil || !there {
		return false, err
	}
	if err := p.Click("#resume-all"); err != nil {
		return true, err
	}
	return true, p.Wait("the runs to go on", `!document.querySelector("#resume-all")`)
}

// retry has a run that failed tried again.
func (p *thePage) retry(f failure) error {
	return errors.Join(p.OpenTab("runs"), p.Click("#"+f.Card+" [data-do=retry]"))
}

// startNoMore has the runs in hand go on and no other begin: all are held, and those go on alone.
func (p *thePage) startNoMore() error {
	s, err := p.state()
	if err != nil || len(s.InHand) == 0 {
		return err
	}
	if err := errors.Join(p.Click("#pause-all"), p.Wait("the runs to hold", `document.querySelector("#resume-all")`)); err != nil {
		return err
	}
	for _, card := range s.InHand {
		if err := p.goOnAlone(card); err != nil {
			return err
		}
	}
	return nil
}

// goOnAlone has the run of a card go on that has been held with all others; it may have come to its
// end meanwhile. Each card is drawn by itself, so it says when it is held, and when no longer.
func (p *thePage) goOnAlone(card string) error {
	status := fmt.Sprintf("document.querySelector(%q).dataset.status", "#"+card)
	if err := p.Wait("a run to be held", fmt.Sprintf(`!["training", "starting", "stopping"].includes(%s)`, status)); err != nil {
		return err
	}
	held, err := visitor.Eval[bool](p.Visitor, status+` === "paused"`)
	if err != nil || !held {
		return err
	}
	return errors.Join(p.Click("#"+card+" [data-do=resume]"), p.Wait("the run to go on", fmt.Sprintf(`!["paused", "waiting"].includes(%s)`, status)))
}

// machine is what the page says of the machine that it is on.
func (p *thePage) machine() (record.Machine, error) {
	return visitor.Eval[record.Machine](p.Visitor, `({
		browser: navigator.userAgent, cores: navigator.hardwareConcurrency,
		engine: document.querySelector("#badge-workers")?.title.match(/What computes: (.*?)\. /)?.[1] ?? "",
	})`)
}

// load makes a pack the image set.
func (p *thePage) load(pack string) error {
	before, err := visitor.Eval[string](p.Visitor, `document.querySelector("#counts").innerText`)
	if err != nil {
		return err
	}
	if err := p.Choose("#open-set", pack); err != nil {
		return err
	}
	const problem = `document.querySelector("#data .problem")?.innerText ?? ""`
	came := fmt.Sprintf(`document.querySelector("#counts")?.innerText !== %q && document.querySelector("#thumbnails img")`, before)
	if err := p.Wait("the photos", "("+problem+`) || `+came); err != nil {
		return err
	}
	switch said, err := visitor.Eval[string](p.Visitor, problem); {
	case err != nil:
		return err
	case said != "":
		return fmt.Errorf("the page does not take the photos: %s", said)
	}
	return nil
}

// importExperiment opens an experiment that was saved before.
func (p *thePage) importExperiment(file string) error {
	if err := p.OpenTab("results"); err != nil {
		return err
	}
	if err := p.Choose("#open-experiment", file); err != nil {
		return err
	}
	return p.Wait("the experiment's runs", `document.querySelector("#resume-all, #results-table")`)
}

// save presses one of the buttons that save a file, and moves that to a path of ours.
func (p *thePage) save(button, path string) error {
	if err := p.OpenTab("results"); err != nil {
		return err
	}
	return p.Save("#"+button, path)
}
