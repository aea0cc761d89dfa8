package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"pawgrad/web/visitor"
)

// listen is run before the page's own scripts: it counts what changes on the page, and notes
// the longest time for which its thread did not answer, in milliseconds.
const listen = `
globalThis.changes = 0;
globalThis.longest = 0;
addEventListener("DOMContentLoaded", () => new MutationObserver((records) => {
	for (const { target } of records)
		if (!target.closest?.(".drop-veil") && !["HTML", "CANVAS"].includes(target.tagName)) changes++;
}).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true }));
new PerformanceObserver((list) => {
	for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: "longtask" });`

// tidy takes away what earlier files have left on the page.
const tidy = `(() => {
	for (const selector of ["#notice:not([hidden]) .icon-button", "#clear-photos", "#question-cancel", "#import-cancel", "#opened .icon-button", "#close-report"])
		for (const button of document.querySelectorAll(selector)) button.click();
	return true;
})()`

// atRest says whether nothing is being read.
const atRest = `!document.querySelector("#data-progress, #weights progress") && ![...document.querySelectorAll(".photo .hint, #opened li")].some((e) => /Looking|being read/.test(e.textContent))`

// said is what the page says of a file.
const said = `["#notice:not([hidden]) p", "#data-problem", "#weights-problem", ".photo .problem", "#import-question p", "#import-report", ".photo .answer", "#opened"]
	.map((selector) => document.querySelector(selector)?.innerText ?? "").filter(Boolean).join(" / ").slice(0, 300)`

// silence is how long the page may take to answer to a file. It is no measure of speed.
const silence = time.Minute

// files brings damaged files of each format: each must be answered, and the page go on.
func (g *ground) files(o options) ([]finding, error) {
	formats, err := g.formats()
	if err != nil {
		return nil, err
	}
	good := g.folder("good.jpg")
	if err := os.WriteFile(good, jpegOf(noise(rand.New(rand.NewPCG(5, 6)), 200, 200)), 0o644); err != nil {
		return nil, err
	}
	var page *visitor.Visitor
	defer func() {
		if page != nil {
			page.Close()
		}
	}()
	var all []finding
	for _, format := range formats {
		f := finding{what: "damaged files: " + format.name}
		answered, faults, longest := 0, 0, 0.0
		for i := range o.files {
			out, err := g.once("files", format.name, i, func() (out outcome, err error) {
				if page == nil {
					if page, err = g.openForFiles(); err != nil {
						return out, err
					}
				}
				if out = g.bring(page, format, i, good); out.Fault != "" { // the next file finds a page of its own
					page.Close()
					page = nil
				}
				return out, g.ctx.Err()
			})
			if err != nil {
				return nil, err
			}
			if out.Fault != "" {
				faults++
				f.came = out.Fault
			} else {
				answered++
			}
			longest = max(longest, out.Numbers["longest"])
		}
		log.Printf("%s: %d of %d answered.", format.name, answered, o.files)
		f.how, f.broken = fmt.Sprint(o.files), faults > 0
		if faults > 0 {
			f.came = fmt.Sprintf("%d not borne, such as: %s", faults, f.came)
		} else {
			f.came = fmt.Sprintf("each was answered; longest task of the page's thread %.0f ms", longest)
		}
		all = append(all, f)
	}
	return all, nil
}

// openForFiles opens the page where files are brought to.
func (g *ground) openForFiles() (*visitor.Visitor, error) {
	v, err := g.browse("", listen)
	if err != nil {
		return nil, err
	}
	if err := v.Visit(g.link("")); err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// bring drops a damaged file on the page and says what came of it. A file that was not borne
// stays in the folder "faults".
func (g *ground) bring(v *visitor.Visitor, format sample, number int, good string) outcome {
	folder := g.folder("damaged")
	path := filepath.Join(folder, format.name)
	content := mutate(rand.New(rand.NewPCG(uint64(number), uint64(len(format.content)))), format.content)
	err := os.MkdirAll(folder, 0o755)
	if err == nil {
		err = os.WriteFile(path, content, 0o644)
	}
	o := outcome{Numbers: map[string]float64{}}
	if err == nil {
		o.Says, o.Numbers["longest"], err = reaction(v, path)
	}
	if thrown := v.Exceptions(); err == nil && thrown != nil {
		err = fmt.Errorf("the page threw %s", thrown[0])
	}
	const every = 10 // files, after which the page has to name a photo
	if err == nil && number%every == every-1 {
		err = answersTo(v, good)
	}
	if err != nil {
		kept := filepath.Join(g.folder("faults"), fmt.Sprintf("%d-%s", number, format.name))
		if os.MkdirAll(filepath.Dir(kept), 0o755) == nil {
			os.WriteFile(kept, content, 0o644)
		}
		o.Fault = err.Error()
	}
	return o
}

// reaction drops a file and waits until the page has changed and is at rest again.
func reaction(v *visitor.Visitor, path string) (says string, longest float64, err error) {
	if _, err := visitor.Eval[bool](v, tidy); err != nil {
		return "", 0, err
	}
	const settle = 300 * time.Millisecond // until what was tidied up is drawn
	time.Sleep(settle)
	if _, err := visitor.Eval[bool](v, "(changes = 0, longest = 0, true)"); err != nil {
		return "", 0, err
	}
	if err := v.Drop(path); err != nil {
		return "", 0, err
	}
	if err := v.WaitWithin(silence, "an answer to the file", "changes > 0 && "+atRest); err != nil {
		return "", 0, err
	}
	time.Sleep(settle)
	if err := v.WaitWithin(silence, "the page to be at rest", atRest+` && !document.querySelector("#shell")`); err != nil {
		return "", 0, err
	}
	if says, err = visitor.Eval[string](v, said); err != nil {
		return "", 0, err
	}
	longest, err = visitor.Eval[float64](v, "longest")
	return says, longest, err
}
