package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		"page.wasm.gz":    3_500_000,
		"trainer.wasm.gz": 3_700_000, // comes after the page, while the visitor looks around
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
	cases := []struct{ name, script, want string }{
		{"no WebAssembly", "delete globalThis.WebAssembly", "This browser has no WebAssembly,"},
		{"no SIMD", "WebAssembly.validate = () => false", "This browser has no WebAssembly SIMD"},
		{"no workers", "delete globalThis.Worker", "This browser has no Web Workers"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := newVisit(t)
			v.before(c.script)
			v.do(chromedp.Navigate(world.site.url()))
			v.waitText("#shell-status", c.want)
			if role := eval[string](v, `document.querySelector("#shell-status").getAttribute("role")`); role != "alert" {
				t.Errorf("the message has role %q, so a screen reader may not say it", role)
			}
			v.shot("message")
		})
	}
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
	if got := v.text("#shell-status"); !strings.Contains(got, "503") || !strings.Contains(got, "try again") {
		t.Errorf("the message is %q; want the server's answer and what to do", got)
	}
}
