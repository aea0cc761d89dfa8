package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// oneForEach ends the badge's count of cores where a run has one core alone.
const oneForEach = ", one for each run"

// countLoads is a script that counts the pages loaded in the tab, as the text sessionStorage.loads.
const countLoads = `if (location.protocol === "http:" && top === self) sessionStorage.setItem("loads", 1 + Number(sessionStorage.getItem("loads")));`

// onPlainHost returns a visitor of a host that sends no headers of its own, as static hosts do.
func onPlainHost(t *testing.T) *visit {
	t.Helper()
	world.site.plain.Store(true)
	v := newVisit(t)
	t.Cleanup(func() { world.site.plain.Store(false) })
	v.before(countLoads)
	return v
}

// wantLoads checks how many pages have been loaded in the tab.
func (v *visit) wantLoads(want int) {
	v.t.Helper()
	if n := eval[int](v, `Number(sessionStorage.getItem("loads"))`); n != want {
		v.t.Errorf("the page was loaded %d times, want %d", n, want)
	}
}

// waitControlled waits until the service worker answers for the page.
func (v *visit) waitControlled() {
	v.t.Helper()
	v.waitFor("the service worker", `navigator.serviceWorker.controller?.state === "activated"`)
}

// waitBadge waits for the badge's words on cores, which end with one for each run or do not, and for a part of what it
// says on hover.
func (v *visit) waitBadge(alone bool, why string) {
	v.t.Helper()
	v.waitFor("the badge", fmt.Sprintf(`document.querySelector("#badge-workers")?.textContent.endsWith(%q) === %v && document.querySelector("#badge-workers").title.includes(%q)`, oneForEach, alone, why))
}

// TestAFirstVisitIsIsolated: on a static host the page is loaded once more when the service worker has come, then it is
// isolated, and stays so without a network and when it is loaded again.
func TestAFirstVisitIsIsolated(t *testing.T) {
	v := onPlainHost(t)
	v.goTo("")
	v.waitFor("an isolated page", `globalThis.crossOriginIsolated && !document.querySelector("#shell")`)
	v.waitBadge(false, "and on those that no other run needs")
	v.wantLoads(2)
	v.do(chromedp.Reload())
	v.waitGone("#shell")
	v.waitFor("an isolated page", `globalThis.crossOriginIsolated`)
	v.wantLoads(3)
	world.site.goDown(true)
	defer world.site.goDown(false)
	v.do(chromedp.Reload())
	v.waitGone("#shell")
	v.waitFor("an isolated page", `globalThis.crossOriginIsolated`)
	v.forgive("net::ERR") // the browser reports what the service worker could not fetch
	v.goTo("?again" + single)
	v.waitFor("an isolated page", `globalThis.crossOriginIsolated`)
	v.trainsAndNames()
}

// TestATouchedPageIsNotReloaded: who has begun to use the page keeps it as it is; the next time it is isolated.
func TestATouchedPageIsNotReloaded(t *testing.T) {
	v := onPlainHost(t)
	touched := make(chan struct{})
	world.site.answerFirst(func(_ http.ResponseWriter, file string) bool {
		if file == "sw.js" {
			<-touched
		}
		return false
	})
	defer world.site.answerFirst(nil)
	v.goTo("")
	v.waitBadge(true, "reload the page, and a run can use several")
	v.openTab("runs")
	close(touched)
	v.waitControlled()
	v.waitBadge(true, "reload the page, and a run can use several")
	v.wantLoads(1)
	v.do(chromedp.Reload())
	v.waitGone("#shell")
	v.waitBadge(false, "and on those that no other run needs")
	v.wantLoads(2)
}

// TestIsolationThatCannotBeHad: the page says so, works, and is not loaded again and again.
func TestIsolationThatCannotBeHad(t *testing.T) {
	const refused = "does not let a run use several"
	t.Run("no service worker", func(t *testing.T) {
		v := onPlainHost(t)
		world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
			if file == "sw.js" {
				http.Error(w, "There is none.", http.StatusNotFound)
			}
			return file == "sw.js"
		})
		defer world.site.answerFirst(nil)
		v.goTo(single)
		v.waitBadge(true, refused)
		v.trainsAndNames()
		v.wantLoads(1)
		v.forgive("404")
		v.forgive("sw.js")
		v.shot("badge")
	})
	t.Run("a service worker in vain", func(t *testing.T) {
		own, err := os.ReadFile(filepath.Join(world.dist, "sw.js"))
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.ReplaceAll(string(own), "Cross-Origin-", "X-Cross-Origin-")
		if plain == string(own) {
			t.Fatal("the service worker adds no headers")
		}
		v := onPlainHost(t)
		world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
			if file == "sw.js" {
				w.Header().Set("Content-Type", "text/javascript")
				fmt.Fprint(w, plain)
			}
			return file == "sw.js"
		})
		defer world.site.answerFirst(nil)
		v.goTo(single)
		v.waitFor("a second load", `sessionStorage.getItem("loads") === "2" && !document.querySelector("#shell")`)
		v.waitControlled()
		v.waitBadge(true, refused)
		v.trainsAndNames()
		v.wantLoads(2)
	})
	for _, c := range []struct{ tag, alone, why string }{
		{"ru", ", по одному на запуск", "не позволяет запуску занять несколько ядер"},
		{"de", ", einer für jeden Lauf", "lässt einen Lauf nicht mehrere benutzen"},
	} {
		t.Run("in "+c.tag, func(t *testing.T) {
			v := onPlainHost(t)
			v.before(`Object.defineProperty(navigator, "serviceWorker", { get() { throw new DOMException("It is forbidden.", "SecurityError"); } });`)
			v.goTo("?lang=" + c.tag)
			v.waitFor("the badge", fmt.Sprintf(`document.querySelector("#badge-workers")?.textContent.endsWith(%q) && document.querySelector("#badge-workers").title.includes(%q)`, c.alone, c.why))
			v.wantLoads(1)
			v.shot("badge")
		})
	}
}

// TestAThreadThatDies ends the second thread of a run from outside, without a word to the others: the run goes on from
// its checkpoint, on one core, with the same bits as one that nothing happened to.
func TestAThreadThatDies(t *testing.T) {
	v := newVisit(t)
	// In a trainer that the page has armed, the first thread that takes part vanishes when an epoch is over.
	v.beforeWorkers(`
		const threads = [], post = self.postMessage;
		let armed = false;
		new BroadcastChannel("threads are to die").onmessage = () => { armed = true; };
		globalThis.Worker = class extends Worker {
			constructor(...args) {
				super(...args);
				this.addEventListener("message", () => threads.push(this), { once: true });
			}
		};
		self.postMessage = (message, ...rest) => {
			post.call(self, message, ...rest);
			if (!armed || !message.json?.includes('"kind":"EpochPoint"') || threads.length === 0) return;
			armed = false;
			for (const thread of threads) thread.terminate();
		};`)
	v.goTo(strings.Replace(endless, "methods=sgd,adam", "methods=adam", 1))
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.openTab("runs")
	// trained stops the latest run when it has been trained for so many epochs.
	trained := func(starts, epochs int) {
		t.Helper()
		v.waitFor("epochs", fmt.Sprintf(`spiedStarts.length === %d && spiedStarts.at(-1).epochs.at(-1) >= %d`, starts, epochs))
		v.click(card("adam") + ":not([data-status=done]):not([data-status=stopped]) [data-do=stop]")
		v.waitFor("its test", fmt.Sprintf(`spiedStarts[%d].done`, starts-1))
	}
	v.startChosen()
	v.waitFor("a first epoch", `spiedStarts[0]?.epochs.length > 0`)
	eval[bool](v, `(new BroadcastChannel("threads are to die").postMessage(""), true)`)
	v.waitFor("the run to go on", `spiedStarts.length === 2 && spiedStarts[1].epochs.length > 1`)
	resumed := eval[int](v, `spiedStarts[1].epochs[0]`)
	trained(2, resumed+1)
	v.checkWentOn(1)
	v.startChosen()
	trained(3, resumed+1)
	v.waitKept()
	runs := v.outcomes()
	first, second := runs["run1"].TrainLoss, runs["run2"].TrainLoss
	if len(first) <= resumed || len(second) <= resumed || !slices.Equal(first[:resumed+1], second[:resumed+1]) {
		t.Errorf("interrupted before epoch %d\n%v\nuninterrupted\n%v", resumed, first, second)
	}
	if said := v.text("#notice"); said != "" {
		t.Errorf("the page says %q", said)
	}
}
