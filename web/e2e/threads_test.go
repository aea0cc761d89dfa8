package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"pawgrad/app/session/pretrained"
)

// oneForEach ends the badge's count of cores where a run has one core alone.
const oneForEach = ", one for each run"

// countLoads is a script that counts the pages loaded in the tab, as the text sessionStorage.loads.
const countLoads = `if (location.protocol === "http:" && top === self) sessionStorage.setItem("loads", 1 + Number(sessionStorage.getItem("loads")));`

// shellThatIsolates is the page with its switch on: the service worker isolates it.
func shellThatIsolates(t *testing.T) []byte {
	t.Helper()
	shell, err := os.ReadFile(filepath.Join(world.dist, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	on := strings.Replace(string(shell), `data-isolate="no"`, `data-isolate="yes"`, 1)
	if on == string(shell) {
		t.Fatal("the page has no switch")
	}
	return []byte(on)
}

// onStaticHost returns a visitor of a static host with a page that its service worker isolates. answer may answer
// requests for files, and says so.
func onStaticHost(t *testing.T, answer func(w http.ResponseWriter, file string) bool) *visit {
	t.Helper()
	shell := shellThatIsolates(t)
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		if file == "" {
			w.Header().Set("Content-Type", "text/html")
			w.Write(shell)
			return true
		}
		return answer != nil && answer(w, file)
	})
	v := newVisit(t)
	t.Cleanup(func() { world.site.answerFirst(nil) })
	v.before(countLoads)
	return v
}

// isolated has the server isolate the page for a test.
func isolated(t *testing.T) {
	world.site.isolates.Store(true)
	t.Cleanup(func() { world.site.isolates.Store(false) })
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
	v := onStaticHost(t, nil)
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
	touched := make(chan struct{})
	v := onStaticHost(t, func(_ http.ResponseWriter, file string) bool {
		if file == "sw.js" {
			<-touched
		}
		return false
	})
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
		v := onStaticHost(t, func(w http.ResponseWriter, file string) bool {
			if file == "sw.js" {
				http.Error(w, "There is none.", http.StatusNotFound)
			}
			return file == "sw.js"
		})
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
		v := onStaticHost(t, func(w http.ResponseWriter, file string) bool {
			if file == "sw.js" {
				w.Header().Set("Content-Type", "text/javascript")
				fmt.Fprint(w, plain)
			}
			return file == "sw.js"
		})
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
			v := onStaticHost(t, nil)
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
	isolated(t)
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
	v.goTo("#size=48&epochs=1000&train-images=320&eval-images=16&batch=16&methods=adam")
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

// TestOneCopyOfTheWeights has VGG19's frozen layers look at photos of 150 px on two cores: all that the browser takes for
// it fits into what one copy of the weights leaves room for.
func TestOneCopyOfTheWeights(t *testing.T) {
	const most = 700 // MB
	weights := realWeights(t)
	dir := fewPhotos(t, 40)
	isolated(t)
	own, err := launch("")
	if err != nil {
		t.Fatal(err)
	}
	v := visitIn(t, own.Context, own.Close)
	v.goTo("#model=vgg19&train=head&size=150&epochs=1&batch=8&methods=adam")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(weights)
	v.waitBase(pretrained.Ready)
	v.drop(dir)
	v.waitText("#data", "few-photos")
	v.openTab("runs")
	measured := func() int64 {
		bytes, err := own.Memory()
		if err != nil {
			t.Fatal(err)
		}
		return bytes / 1e6
	}
	before, peak := measured(), int64(0)
	v.startChosen()
	for end := time.Now().Add(2 * patience); !eval[bool](v, `spiedStarts.length > 0`); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the photos have not been looked at")
		}
		peak = max(peak, measured())
	}
	if n := eval[int](v, `spiedWorkers.length`); n != 3 {
		t.Errorf("%d workers have been at work, want the desk, one that looks at photos, and the run's", n)
	}
	t.Logf("%d MB before, at most %d MB meanwhile", before, peak)
	if peak-before > most {
		t.Errorf("looking at photos takes %d MB, more than %d", peak-before, most)
	}
	v.waitStatus("adam", "done")
}
