package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// keptSums are the SHA-256 of all that the service worker keeps, by file name.
const keptSums = `(async () => {
	const sums = {};
	for (const name of (await caches.keys()).filter((name) => name.startsWith("pawgrad http"))) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			const content = await (await cache.match(request)).arrayBuffer();
			const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
			sums[new URL(request.url).pathname.split("/").pop()] = Array.from(digest).join();
		}
	}
	return sums;
})()`

// damageKept cuts every other kept file short and alters a byte in the rest. The page
// itself is asked of the network first.
const damageKept = `(async () => {
	let n = 0;
	for (const name of (await caches.keys()).filter((name) => name.startsWith("pawgrad http"))) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			if (request.url.endsWith("/")) continue;
			const response = await cache.match(request);
			let content = new Uint8Array(await response.arrayBuffer());
			if (n++ % 2) content = content.slice(0, content.length >> 1); else content[content.length >> 1] ^= 1;
			await cache.put(request, new Response(content, { headers: { "Content-Type": response.headers.get("Content-Type") } }));
		}
	}
	return n;
})()`

// TestDamagedCopies damages all that was kept for offline use. The next visit takes no
// notice, all is whole again after it, and then works without a network.
func TestDamagedCopies(t *testing.T) {
	v := open(t, "#epochs=1&train-images=64&methods=adam")
	const kept = `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`
	v.waitFor("the site to be kept", kept)
	const least = 8 // files are kept
	before := await(v, "the site's files to be kept", keptSums, func(sums map[string]string) bool { return len(sums) > least })
	if n := eval[int](v, damageKept); n < least {
		t.Fatalf("%d files are kept, want more", n)
	}
	v.reload()
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "done") // page, pack and trainer were whole
	// What the page has not asked for, as an icon, is looked at when it is.
	eval[bool](v, `(async () => {
		for (const name of await caches.keys()) {
			for (const { url } of await (await caches.open(name)).keys()) await (await fetch(url)).arrayBuffer();
		}
		return true;
	})()`)
	for name, sum := range before {
		if name != "" { // the page itself
			v.waitFor(name+" to be whole again", `(async () => (await `+keptSums+`)["`+name+`"] === "`+sum+`")()`)
		}
	}
	world.site.goDown(true)
	defer world.site.goDown(false)
	v.reload()
	v.forgive("net::ERR") // the browser reports what the service worker could not fetch
}

// TestDamagedDownload has the page's program arrive damaged. A copy that the browser may
// have kept is fetched anew; a server that has no better one gets the blame, not the
// connection.
func TestDamagedDownload(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(world.dist, "page.wasm.gz"))
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(content)
	altered[len(altered)/2] ^= 1
	bad := make(chan int, 100) // as many answers are damaged as are in it
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		if file != "page.wasm.gz" {
			return false
		}
		select {
		case <-bad:
			w.Write(altered)
			return true
		default:
			return false
		}
	})
	defer world.site.answerFirst(nil)
	bad <- 1
	v := open(t, "")
	if len(bad) > 0 {
		t.Error("the program did not come damaged")
	}

	v = newVisit(t)
	bad <- 1
	bad <- 2
	v.do(chromedp.Navigate(world.site.url() + "#v=2&size=64"))
	v.waitText("#shell.failed #shell-status", "its program is damaged")
	v.shot("damaged")
	if strings.Contains(v.text("#shell-status"), "connection") {
		t.Error("the connection gets the blame")
	}
	v.click("#shell-again")
	v.waitGone("#shell")
	want(v, "the settings", "location.hash", "#v=2&size=64")
}

// TestScriptsThatDoNotCome has the server without one of the scripts for a while.
func TestScriptsThatDoNotCome(t *testing.T) {
	for _, name := range []string{"boot.js", "wasm_exec.js", "storage.js"} {
		world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
			if file == name {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			return file == name
		})
		v := newVisit(t)
		v.do(chromedp.Navigate(world.site.url()))
		v.waitText("#shell.failed #shell-status", name+" did not come")
		world.site.answerFirst(nil)
		v.click("#shell-again")
		v.waitGone("#shell")
		v.awaitComplaint("503")
	}
}

// TestScriptsThatAreDamaged cuts each of the shell's scripts short: the page says which, does not
// blame the connection, and is there when it is tried again.
func TestScriptsThatAreDamaged(t *testing.T) {
	for _, name := range []string{"boot.js", "wasm_exec.js", "storage.js"} {
		content, err := os.ReadFile(filepath.Join(world.dist, name))
		if err != nil {
			t.Fatal(err)
		}
		world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
			if file == name {
				w.Header().Set("Content-Type", "text/javascript")
				w.Write(content[:len(content)*3/4])
			}
			return file == name
		})
		v := newVisit(t)
		v.do(chromedp.Navigate(world.site.url()))
		v.waitText("#shell.failed #shell-status", name+" is damaged")
		if strings.Contains(v.text("#shell-status"), "connection") {
			t.Errorf("of a damaged %s the connection gets the blame", name)
		}
		world.site.answerFirst(nil)
		v.click("#shell-again")
		v.waitGone("#shell")
		v.awaitComplaint("SyntaxError")
	}
}

// awaitComplaint waits until the console has shown an error that is provoked here, and
// forgives it.
func (v *visit) awaitComplaint(text string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the console to show an error with %q", text), func() string {
		v.mu.Lock()
		defer v.mu.Unlock()
		if all := strings.Join(v.errors, "\n"); !strings.Contains(all, text) {
			return fmt.Sprintf("it has shown %q", all)
		}
		return ""
	})
	v.forgive(text)
}

// untilTold has a page wait where it waits so many milliseconds until the test tells it, by
// timesUp(), that they are over: a slow machine is no stalled download. waits() is how often it waits so.
func untilTold(milliseconds int) string {
	return fmt.Sprintf(`{
		const real = setTimeout, clear = clearTimeout, waits = new Map();
		globalThis.setTimeout = (f, ms, ...rest) => {
			const id = real(ms === %d ? () => {} : f, ms, ...rest);
			if (ms === %[1]d) waits.set(id, f);
			return id;
		};
		globalThis.clearTimeout = (id) => { waits.delete(id); clear(id); };
		globalThis.waits = () => waits.size;
		globalThis.timesUp = () => {
			if (waits.size !== 1) return false;
			for (const [id, f] of [...waits]) {
				waits.delete(id);
				f();
			}
			return true;
		};
	}`, milliseconds)
}

// TestStalledDownloads has each file of a first visit begin to come and then stay away.
// The page says so after a bounded time and offers to try again.
func TestStalledDownloads(t *testing.T) {
	for _, c := range []struct {
		file, selector, says string
		patience             int // of the page, in milliseconds
	}{
		{"boot.js", "#shell.failed #shell-status", "slow to come", 20000},
		{"page.wasm.gz", "#shell.failed #shell-status", "nothing has come for 30 seconds", 30000},
		{"cats-and-dogs-32.pack", "#data", "nothing has come for 30 seconds", 30000},
	} {
		content, err := os.ReadFile(filepath.Join(world.dist, c.file))
		if err != nil {
			t.Fatal(err)
		}
		stalled, over := make(chan struct{}, 100), make(chan struct{})
		world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
			if file != c.file {
				return false
			}
			w.Write(content[:len(content)/2])
			w.(http.Flusher).Flush()
			stalled <- struct{}{}
			<-over
			panic(http.ErrAbortHandler)
		})
		v := newVisit(t)
		var script page.ScriptIdentifier
		v.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
			script, err = page.AddScriptToEvaluateOnNewDocument(untilTold(c.patience)).Do(ctx)
			return err
		}))
		v.do(chromedp.ActionFunc(func(ctx context.Context) error {
			_, _, _, _, err := page.Navigate(world.site.url()).Do(ctx) // without waiting for all of it
			return err
		}))
		v.until(c.file+" to be asked for", func() string {
			select {
			case <-stalled:
				return ""
			default:
				return "nobody has"
			}
		})
		v.waitFor(fmt.Sprintf("%q once nothing else is on its way", c.says), fmt.Sprintf(
			`(globalThis.timesUp?.(), (document.querySelector(%q)?.innerText ?? "").includes(%q))`, c.selector, c.says))
		v.shot(c.file)
		world.site.answerFirst(nil)
		v.do(chromedp.ActionFunc(func(ctx context.Context) error {
			return page.RemoveScriptToEvaluateOnNewDocument(script).Do(ctx)
		}))
		close(over)
		if c.selector == "#data" {
			v.reload()
		} else {
			v.click("#shell-again")
		}
		v.waitGone("#shell")
		v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
		v.forgive("net::ERR")
	}
}
