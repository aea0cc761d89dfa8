package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// before runs a script in the page before any of the page's own.
func (v *visit) before(script string) {
	v.t.Helper()
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}

// TestSizes holds the programs to what a visitor on a slow line can wait for.
func TestSizes(t *testing.T) {
	for program, budget := range map[string]int64{ // bytes, compressed
		"page.wasm.gz":    3_300_000,
		"trainer.wasm.gz": 3_800_000, // comes after the page, while the visitor looks around
	} {
		info, err := os.Stat(filepath.Join(world.dist, program))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > budget {
			t.Errorf("%s has %d bytes, over its budget of %d", program, info.Size(), budget)
		}
	}
}

// TestOldBrowser opens the page in browsers that lack something it needs: they
// are told what, and nothing else happens.
func TestOldBrowser(t *testing.T) {
	const (
		noWasm = "delete globalThis.WebAssembly"
		noSIMD = "WebAssembly.validate = () => false"
		edge   = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0"
		iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
		mac    = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
	)
	cases := []struct{ name, script, agent, want, cure string }{
		{"no WebAssembly", noWasm, "", "This browser has no WebAssembly,", "as Edge's enhanced security and Apple's Lockdown Mode do: make an exception"},
		{"no SIMD", noSIMD, "", "This browser has no WebAssembly SIMD", "as Edge's enhanced security and Apple's Lockdown Mode do: make an exception"},
		{"Edge's enhanced security, no WebAssembly", noWasm, edge, "This browser has no WebAssembly,", "then “Enhance security for this site”, switch it off"},
		{"Edge's enhanced security, no SIMD", noSIMD, edge, "This browser has no WebAssembly SIMD", "Never use enhanced security for these sites"},
		{"Lockdown Mode of a phone", noWasm, iphone, "This browser has no WebAssembly,", "switch off Lockdown Mode for this site"},
		{"Lockdown Mode of a phone, no SIMD", noSIMD, iphone, "This browser has no WebAssembly SIMD", "open the website settings"},
		{"Lockdown Mode of a Mac", noWasm, mac, "This browser has no WebAssembly,", "in Safari's menu choose Settings for this website"},
		{"no workers", "delete globalThis.Worker", "", "This browser has no Web Workers", "current Chrome"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := newVisit(t)
			v.before(c.script)
			if c.agent != "" {
				v.do(emulation.SetUserAgentOverride(c.agent))
			}
			v.do(chromedp.Navigate(world.site.url()))
			v.waitText("#shell-status", c.want)
			v.waitText("#shell-status", c.cure)
			want(v, "the message's role, by which a screen reader says it", `document.querySelector("#shell-status").getAttribute("role")`, "alert")
			v.shot("message")
		})
	}
}

// TestFromADisk opens the page as a file, built and as it lies in the project: it says that it
// has to come from a server, and loads nothing.
func TestFromADisk(t *testing.T) {
	v := newVisit(t)
	for _, c := range []struct{ file, shows string }{
		{filepath.Join(world.dist, "index.html"), "#shell.failed #shell-status"},
		{filepath.Join(world.root, "index.html"), "#shell-served"}, // without the hash of its script, which is not run
	} {
		v.do(chromedp.Navigate("file://" + c.file))
		v.waitFor("the sentence to be seen", fmt.Sprintf(`getComputedStyle(document.querySelector(%q) ?? document.body).visibility === "visible" && document.querySelector(%[1]q)`, c.shows))
		v.waitText(c.shows, "it has to come from a web server")
		v.waitText(c.shows, "make run")
		v.shot("told")
		if eval[bool](v, `performance.getEntriesByType("resource").some(({ name }) => name.includes(".wasm"))`) {
			t.Error("a module was asked for")
		}
	}
	v.forgive("file://")
	v.forgive("Content Security Policy")
}

// TestFirstPaint looks at the page while its program is still on the way.
func TestFirstPaint(t *testing.T) {
	v := newVisit(t)
	v.before(`
		const fetched = globalThis.fetch;
		globalThis.fetch = (...args) => String(args[0]).includes("page.wasm")
			? new Promise((go) => { globalThis.letGo = () => go(fetched(...args)); })
			: fetched(...args);`)
	v.do(chromedp.Navigate(world.site.url()))
	v.waitText("#shell h1", "Pawgrad")
	v.waitText("#shell-status", "Loading")
	v.shot("loading")
	v.waitFor("the program to be asked for", "globalThis.letGo")
	eval[bool](v, "letGo(), true")
	v.waitGone("#shell")
}

// TestBrokenDownload loads the page from a server that has lost its program.
func TestBrokenDownload(t *testing.T) {
	v := newVisit(t)
	v.before(`
		const fetched = globalThis.fetch;
		globalThis.fetch = (...args) => String(args[0]).includes("page.wasm")
			? Promise.resolve(new Response("", { status: 503 })) : fetched(...args);`)
	v.do(chromedp.Navigate(world.site.url()))
	v.waitText("#shell-status", "could not be loaded")
	v.waitText("#shell-status", "503")
	v.waitText("#shell-status", "try again")
}
