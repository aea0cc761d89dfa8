package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"pawgrad/app/record"
)

// single are settings under which there is one run, which is over at once.
const single = "#size=48&epochs=1&train-images=32&eval-images=16&batch=16&methods=sgd"

// keepsNothing is what the page says where it may keep nothing.
const keepsNothing = "lets the page keep nothing"

// trainsAndNames does the page's main job, up to an answer for a photo.
func (v *visit) trainsAndNames() {
	v.t.Helper()
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.openTab("try-it")
	v.waitFor("test photos to try", `document.querySelector("#samples .sample")`)
	v.click("#samples .sample")
	v.waitFor("an answer", `document.querySelector(".photo .answer:not([data-run^=ready])")`)
}

// exports saves the experiment, which must have a run, in a folder for downloads.
func (v *visit) exports(folder string) {
	v.t.Helper()
	v.openTab("results")
	v.click("#save-json")
	file := filepath.Join(folder, "pawgrad-experiment.json")
	v.waitFile(file)
	content, err := os.ReadFile(file)
	if err != nil {
		v.t.Fatal(err)
	}
	if e, err := record.Decode(content); err != nil || len(e.Runs) == 0 {
		v.t.Errorf("what was saved has %d runs, %v", len(e.Runs), err)
	}
	if err := os.Remove(file); err != nil {
		v.t.Fatal(err)
	}
}

// Scripts that take a part of the browser away, in a page or a worker.
const (
	forbid = `const forbid = (owner, name) => Object.defineProperty(owner, name, { configurable: true, get() { throw new DOMException("It is forbidden.", "SecurityError"); } });`
	remove = `const remove = (owner, name, value) => Object.defineProperty(owner, name, { configurable: true, value });`
	throws = `const throws = (kind, ...names) => { for (const name of names) if (globalThis[kind]) globalThis[kind].prototype[name] = () => { throw new DOMException("It is forbidden.", "SecurityError"); }; };`
	refuse = `const refuse = (kind, ...names) => { for (const name of names) if (globalThis[kind]) globalThis[kind].prototype[name] = () => Promise.reject(new DOMException("It is forbidden.", "SecurityError")); };`
)

// TestForbiddenStorage takes what a page could keep things in away in all forms in which browsers
// do, one by one and together: the page starts and does its whole job, says that nothing
// is kept where that is so, and does it again when it is reloaded.
func TestForbiddenStorage(t *testing.T) {
	const never, atOnce, onWriting = 0, 1, 2
	for _, c := range []struct {
		name, script string
		told         int // when the page says that nothing is kept
	}{
		{"localStorage throws", `forbid(globalThis, "localStorage")`, never},
		{"localStorage is null", `remove(globalThis, "localStorage", null)`, never},
		{"localStorage refuses", `throws("Storage", "getItem", "setItem", "removeItem", "key")`, never},
		{"sessionStorage throws", `forbid(globalThis, "sessionStorage")`, never},
		{"IndexedDB is missing", `remove(globalThis, "indexedDB")`, never},
		{"IndexedDB throws", `forbid(globalThis, "indexedDB"); throws("IDBFactory", "open")`, never},
		{"service workers throw", `forbid(navigator, "serviceWorker")`, never},
		{"caches are missing", `remove(globalThis, "caches")`, atOnce},
		{"caches throw", `forbid(globalThis, "caches")`, atOnce},
		{"caches throw when asked", `throws("CacheStorage", "open", "has", "keys", "match", "delete")`, atOnce},
		{"caches refuse", `refuse("CacheStorage", "open", "has", "keys", "match", "delete")`, atOnce},
		{"caches refuse to be written to", `refuse("Cache", "put")`, onWriting},
		{"locks are missing", `remove(navigator, "locks")`, atOnce},
		{"locks throw", `forbid(navigator, "locks")`, atOnce},
		{"locks throw when asked", `throws("LockManager", "request", "query")`, atOnce},
		{"locks refuse", `refuse("LockManager", "request", "query")`, atOnce},
		{"all together", `for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) forbid(globalThis, name); for (const name of ["locks", "serviceWorker", "storage"]) forbid(navigator, name)`, atOnce},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVisit(t)
			script := "{" + forbid + remove + throws + refuse + c.script + "}\n"
			v.before(script)
			v.beforeWorkers(script)
			v.goTo(single)
			told := func(when int) {
				t.Helper()
				if c.told == when && when != never {
					v.waitText("#notice", keepsNothing)
				}
			}
			told(atOnce)
			v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
			v.reload()
			told(atOnce)
			folder := v.downloads()
			v.trainsAndNames()
			told(onWriting)
			v.exports(folder)
			if said := v.text("#notice"); c.told == never && said != "" {
				t.Errorf("all is kept, but the page says %q", said)
			}
		})
	}
}

// beforeWorkers runs a script in every worker before its own.
func (v *visit) beforeWorkers(script string) {
	v.t.Helper()
	own, err := os.ReadFile(filepath.Join(world.dist, "worker.js"))
	if err != nil {
		v.t.Fatal(err)
	}
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		if file == "worker.js" {
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprintf(w, "%s%s", script, own)
		}
		return file == "worker.js"
	})
	v.t.Cleanup(func() { world.site.answerFirst(nil) })
}

// TestCachesThatNeverAnswer: the page waits for them for seconds, and then starts without.
func TestCachesThatNeverAnswer(t *testing.T) {
	const patienceOfThePage = 25_000 // milliseconds
	v := newVisit(t)
	v.before(untilTold(patienceOfThePage) + `CacheStorage.prototype.has = CacheStorage.prototype.open = () => new Promise(() => {});`)
	v.do(chromedp.Navigate(world.site.url() + single))
	v.waitText("#shell-status", "Starting")
	v.waitFor("the page to give up", `(globalThis.timesUp?.(), !document.querySelector("#shell"))`)
	v.waitText("#notice", keepsNothing)
	v.trainsAndNames()
}

// TestAllCookiesBlocked visits the page in a real Chromium whose user has blocked all cookies,
// and with them all that a page could keep. A trainer that vanishes is missed all the same.
func TestAllCookiesBlocked(t *testing.T) {
	profile := t.TempDir()
	if err := os.Mkdir(filepath.Join(profile, "Default"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(profile, "Default"), "Preferences", []byte(`{"profile":{"default_content_setting_values":{"cookies":2}}}`))
	own, err := launch(profile)
	if err != nil {
		t.Fatal(err)
	}
	v := visitIn(t, own.Context, own.Close)
	v.goTo(single)
	v.waitText("#notice", keepsNothing)
	v.shot("told")
	if eval[bool](v, `(() => { try { document.cookie = "a=b"; return document.cookie !== ""; } catch { return false; } })()`) {
		t.Fatal("cookies are not blocked")
	}
	v.trainsAndNames()
	v.reload()
	v.waitText("#notice", keepsNothing)
	folder := t.TempDir()
	v.do(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(folder))
	v.trainsAndNames()
	v.exports(folder)
}

// TestAWorkerIsMissed ends a run's worker from outside in a browser with locks, and in one that refuses
// them.
func TestAWorkerIsMissed(t *testing.T) {
	const oneRun = "#size=48&epochs=3&train-images=64&eval-images=16&batch=16&methods=sgd"
	for _, c := range []struct{ name, script, notice string }{
		{"by its lock", "", ""},
		{"by its silence", `Object.defineProperty(navigator, "locks", { value: undefined });
			const real = setInterval, pings = [];
			globalThis.setInterval = (f, ms, ...rest) => ms === 15000 ? (pings.push(f), 0) : real(f, ms, ...rest);
			globalThis.Worker = class extends Worker {
				constructor(...args) {
					super(...args); // what listens first hears what the page keeps to itself
					this.addEventListener("message", ({ data }) => { if (data.worker === "pong" && this === spiedWorkers[0]) answered(); });
				}
			};
			globalThis.askAll = () => new Promise((heard) => { // until the desk answers
				globalThis.answered = heard;
				for (const f of pings) f();
			});`,
			`(async () => { for (let i = 0; i <= 20; i++) await askAll(); return true; })()`},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVisit(t)
			v.before(c.script)
			v.goTo(oneRun)
			v.hold(`kind === "EpochPoint"`)
			v.startChosen()
			v.waitHeld(1)
			v.openTab("runs")
			v.waitStatus("sgd", "training")
			eval[bool](v, `(Worker.prototype.terminate.call(spiedWorkers[1]), true)`)
			if c.notice != "" {
				eval[bool](v, c.notice)
			}
			v.waitStatus("sgd", "failed")
			v.waitText(card("sgd")+" .problem", "It stopped working")
			v.release()
			v.click(card("sgd") + " [data-do=retry]")
			v.waitStatus("sgd", "done")
		})
	}
}

// frame opens the page in a frame of another site's page that gives it the right to run scripts,
// and nothing else, and returns a visitor within the frame.
func frame(t *testing.T, settings string) *visit {
	t.Helper()
	outer := fmt.Sprintf(`<!doctype html><title>Another site</title><iframe sandbox="allow-scripts" width="1200" height="700" src="%s"></iframe>`, world.site.url()+settings)
	world.site.elsewhere.Store(&outer)
	v := newVisit(t)
	t.Cleanup(func() { world.site.elsewhere.Store(nil) }) // before the visit is left
	_, port, _ := strings.Cut(world.site.address, ":")
	v.do(chromedp.Navigate("http://localhost:" + port + "/"))
	within := &visit{t: t}
	v.until("the frame", func() string {
		targets, err := chromedp.Targets(v.Context)
		v.must(err)
		for _, info := range targets {
			if info.Type == "iframe" && strings.HasPrefix(info.URL, world.site.url()) {
				ctx, cancel := chromedp.NewContext(world.browser, chromedp.WithTargetID(info.TargetID))
				t.Cleanup(cancel)
				within.Context = ctx
				return ""
			}
		}
		return fmt.Sprintf("it is none of %d targets", len(targets))
	})
	return within
}

// tap clicks an element by script, as the mouse is the outer page's.
func (v *visit) tap(selector string) {
	v.t.Helper()
	v.waitFor(selector, fmt.Sprintf(`document.querySelector('%s:not([disabled])')`, selector))
	eval[bool](v, fmt.Sprintf(`(document.querySelector('%s').click(), true)`, selector))
}

// TestInASandboxedFrame does the page's job in a frame of another site that is kept apart
// from all, its own site too: its origin is opaque. Such a frame may not save files unless
// it is told so, so what would be saved is looked at.
func TestInASandboxedFrame(t *testing.T) {
	v := frame(t, single)
	for _, visit := range []string{"first", "again"} {
		v.waitGone("#shell")
		if origin := eval[string](v, `origin`); origin != "null" {
			t.Fatalf("the frame's origin is %q", origin)
		}
		v.waitText("#notice", keepsNothing)
		v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
		v.tap("#start-chosen")
		v.tap("#tab-runs")
		v.waitStatus("sgd", "done")
		v.tap("#tab-try-it")
		v.tap("#samples .sample")
		v.waitFor("an answer", `document.querySelector(".photo .answer:not([data-run^=ready])")`)
		v.tap("#tab-results")
		eval[bool](v, `(HTMLAnchorElement.prototype.click = function () { globalThis.saved = fetch(this.href).then((file) => file.text()); }, true)`)
		v.tap("#save-json")
		v.waitFor("a file", `globalThis.saved`)
		if e, err := record.Decode([]byte(eval[string](v, `saved`))); err != nil || len(e.Runs) != 1 {
			t.Errorf("what would be saved has %d runs, %v", len(e.Runs), err)
		}
		if visit == "first" {
			eval[bool](v, `(location.reload(), true)`)
			v.waitFor("another page", `!globalThis.saved`)
		}
	}
}

// TestAFrameWithoutItsFiles: a server may keep the page's files from pages of other sites, as the
// one in a sandboxed frame is. The page says where it can be opened.
func TestAFrameWithoutItsFiles(t *testing.T) {
	program, err := os.ReadFile(filepath.Join(world.dist, "page.wasm.gz"))
	if err != nil {
		t.Fatal(err)
	}
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		if file == "page.wasm.gz" {
			w.Write(program)
		}
		return file == "page.wasm.gz"
	})
	defer world.site.answerFirst(nil)
	v := frame(t, "")
	v.waitText("#shell.failed #shell-status", "Open it in a tab of its own: "+world.site.url())
}

// TestStorageIsClearedUnderThePage clears all that the site has kept while a run is under way: it goes on,
// another starts, and what comes after is kept again.
func TestStorageIsClearedUnderThePage(t *testing.T) {
	v := open(t, "#size=48&epochs=4&train-images=64&eval-images=16&batch=16&methods=sgd")
	v.startHeld(1, 2)
	v.do(storage.ClearDataForOrigin(eval[string](v, `location.origin`), "all"))
	v.waitFor("an empty store", `caches.keys().then((names) => names.every((name) => !name.includes(" rounds/")))`)
	v.release()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.startChosen()
	v.waitFor("the second run to be done", `document.querySelectorAll('.card[data-method="sgd"][data-status="done"]').length === 2`)
	v.waitKept()
	if said := v.text("#notice"); said != "" {
		t.Errorf("the page says %q", said)
	}
	v.reload()
	v.openTab("runs")
	v.waitFor("both runs", `document.querySelectorAll('.card[data-method="sgd"][data-status="done"]').length === 2`)
}

// TestASecondTabTakesOver trains in two tabs of one visitor. The first keeps its experiments; when it is
// closed the second does, and then all are there.
func TestASecondTabTakesOver(t *testing.T) {
	first := open(t, single)
	first.trainsAndNames()
	first.waitKept()
	_, profile := first.whose()
	second := tabOf(t, profile)
	second.goTo(single)
	second.waitText("#notice", "open in another tab too")
	second.trainsAndNames()
	want(second, "how many rounds are kept, that of the first tab alone", keptRounds, 1)
	first.do(chromedp.Navigate("about:blank")) // the browser may keep the page in memory, to come back to
	second.waitText("#notice", "has been closed")
	second.waitFor("both rounds to be kept", keptRounds+".then((n) => n === 2)")
	second.waitKept()
	second.reload()
	second.openTab("runs")
	second.waitFor("both rounds", `document.querySelectorAll('.card[data-status="done"]').length === 2 && document.querySelectorAll(".round").length === 2`)

	// Who comes back to the first page finds that the other keeps the experiments now.
	first.do(chromedp.NavigateBack())
	first.waitGone("#shell")
	first.waitText("#notice", "open in another tab too")
}

// TestADeadDeskBlamesNoRun ends the worker that reads photos, from outside.
func TestADeadDeskBlamesNoRun(t *testing.T) {
	v := open(t, single)
	v.trainsAndNames()
	eval[bool](v, `(Worker.prototype.terminate.call(spiedWorkers[0]), true)`)
	v.waitText("#notice", "was started again")
	if said := v.text("#notice"); strings.Contains(said, "the run") {
		t.Errorf("no run has failed, but the page says %q", said)
	}
	v.openTab("try-it")
	v.click("#clear-photos")
	v.waitGone(".photo")
	v.click("#samples .sample")
	v.waitFor("an answer of the new one", `document.querySelector(".photo .answer:not([data-run^=ready])")`)
}

// TestRoundsKeepTheirOrderWhateverTheClockSays sets the machine's clock back between two rounds.
func TestRoundsKeepTheirOrderWhateverTheClockSays(t *testing.T) {
	v := newVisit(t)
	v.before(`{
		const Real = Date;
		globalThis.setBack = 0; // days
		globalThis.Date = class extends Real {
			constructor(...args) { if (args.length) super(...args); else super(Real.now() - setBack * 86_400_000); }
			static now() { return Real.now() - setBack * 86_400_000; }
		};
	}`)
	v.goTo(single)
	v.trainsAndNames()
	eval[bool](v, `(setBack = 400, true)`)
	v.openTab("runs")
	v.startChosen()
	v.waitFor("two rounds", `document.querySelectorAll('.card[data-status="done"]').length === 2`)
	v.waitKept()
	order := `[...document.querySelectorAll(".round")].map((round) => round.dataset.round).join()`
	before := eval[string](v, order)
	newest := eval[string](v, `document.querySelector('.round[data-round="2"] .card').id`)
	v.reload()
	v.openTab("runs")
	v.waitFor("both rounds", `document.querySelectorAll('.card[data-status="done"]').length === 2`)
	want(v, "the order of the rounds after a reload", order, before)
	want(v, "the run of round 2", `document.querySelector('.round[data-round="2"] .card').id`, newest)
}
