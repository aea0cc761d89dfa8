package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"pawgrad/web/visitor"
)

// store is a way in which a browser keeps nothing, or too little.
type store struct {
	what string
	// before is JavaScript that takes something away before the page's own scripts run.
	before string
	// preferences are the profile's own, in Chromium's form, empty for the usual ones.
	preferences string
	// room is how much the browser gives the site beyond the page itself, in bytes; 0 is no limit.
	room float64
	// during is JavaScript that takes something away while runs train.
	during string
}

// throws has a getter of the window throw, as browsers do that forbid something.
func throws(of, name string) string {
	return fmt.Sprintf(`Object.defineProperty(%s, %q, { configurable: true, get() { throw new DOMException("forbidden", "SecurityError"); } });`, of, name)
}

// lacks takes a property away.
func lacks(of, name string) string {
	return fmt.Sprintf(`Object.defineProperty(%s, %q, { configurable: true, get() { return undefined; } });`, of, name)
}

// rejects has all methods of a kind of object reject what they promise.
func rejects(class string) string {
	// An empty page, which is no secure one, may not have it.
	return fmt.Sprintf(`if (globalThis.%[1]s) for (const name of Object.getOwnPropertyNames(%[1]s.prototype)) {
		const { value } = Object.getOwnPropertyDescriptor(%[1]s.prototype, name);
		if (typeof value === "function" && name !== "constructor")
			%[1]s.prototype[name] = () => Promise.reject(new DOMException("forbidden", "SecurityError"));
	}`, class)
}

// stores are all ways in which a store is refused, full, or lost.
var stores = []store{
	{what: "all cookies are blocked", preferences: `{"profile":{"default_content_setting_values":{"cookies":2},"block_third_party_cookies":true}}`},
	{what: "localStorage throws", before: throws("window", "localStorage")},
	{what: "there is no localStorage", before: lacks("window", "localStorage")},
	{what: "caches throws", before: throws("window", "caches")},
	{what: "there is no caches", before: lacks("window", "caches")},
	{what: "caches rejects", before: rejects("CacheStorage")},
	{what: "locks throws", before: throws("Navigator.prototype", "locks")},
	{what: "there is no locks", before: lacks("Navigator.prototype", "locks")},
	{what: "locks rejects", before: rejects("LockManager")},
	{what: "there is no IndexedDB", before: lacks("window", "indexedDB")},
	{what: "navigator.storage throws", before: throws("Navigator.prototype", "storage")},
	{what: "there is no service worker", before: `delete Navigator.prototype.serviceWorker;`},
	{what: "room for nothing", room: 1},
	{what: "room for a record", room: 100e3},
	{what: "room for a run", room: 5e6},
	{what: "everything is cleared while runs train", during: `(async () => {
		localStorage.clear();
		for (const name of await caches.keys()) await caches.delete(name);
		return true;
	})()`},
}

// storage does the page's main job under each of them, twice: the second time the page is
// loaded anew.
func (g *ground) storage(options) ([]finding, error) {
	var all []finding
	for i, s := range stores {
		o, err := g.once("storage", s.what, i, func() (o outcome, err error) {
			if err := g.mainJob(s, i); err != nil {
				o.Fault = err.Error()
			}
			return o, g.ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		f := finding{what: "store: " + s.what, how: "2 visits", came: "trains, classifies, saves"}
		if o.Fault != "" {
			f.came, f.broken = o.Fault, true
		}
		all = append(all, f)
	}
	return all, nil
}

// mainJob trains two methods, has a photo named and saves the experiment, in two visits.
func (g *ground) mainJob(s store, number int) error {
	profile := fmt.Sprintf("storage-%d", number)
	folder := filepath.Join(g.folder("profiles"), g.version, profile)
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if s.preferences != "" {
		if err := os.MkdirAll(filepath.Join(folder, "Default"), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, "Default", "Preferences"), []byte(s.preferences), 0o644); err != nil {
			return err
		}
	}
	v, err := g.browse(profile, s.before)
	if err != nil {
		return err
	}
	defer v.Close()
	for visit := range 2 {
		if err := g.job(v, s); err != nil {
			return fmt.Errorf("visit %d: %w", visit+1, err)
		}
	}
	return nil
}

func (g *ground) job(v *visitor.Visitor, s store) error {
	w := walk{Visitor: v}
	// Another document each time: the address alone would change nothing but its settings.
	w.step(func() error { return v.Do(chromedp.Navigate("about:blank")) })
	w.visit(g.link("size=48&epochs=3&train-images=128&eval-images=32&batch=16&methods=sgd,adam"))
	if s.room > 0 {
		w.step(func() error {
			used, err := visitor.Eval[float64](v, `navigator.storage.estimate().then((e) => e.usage)`)
			if err != nil {
				return err
			}
			return v.Do(storage.OverrideQuotaForOrigin("http://" + g.address).WithQuotaSize(used + s.room))
		})
	}
	w.click("#start-chosen")
	if s.during != "" {
		w.do(s.during)
	}
	w.openTab("runs")
	w.wait("both runs to be done", `document.querySelector(".round")?.querySelectorAll(".card[data-status=done]").length === 2`)
	w.openTab("try-it")
	w.click("#samples .sample")
	w.wait("an answer of each network", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length >= 2`)
	w.openTab("results")
	w.save("#save-json", g.folder("saved.json"))
	return w.thrown()
}
