package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pawgrad/web/chromium"
)

// patience bounds every wait for something to appear. It is no measure of speed:
// it is only reached when something is broken.
const patience = 5 * time.Minute

// visit is one visitor with a tab and a fresh profile of their own.
type visit struct {
	t   testing.TB
	ctx context.Context

	mu     sync.Mutex
	errors []string // that the console showed
	// forgiven are texts of errors that are provoked on purpose.
	forgiven []string
	shots    int
}

// open opens the page at a link's settings, such as "#size=48&epochs=2", and
// waits until it can be used. The test fails at its end if the page complained
// in the console or asked another host.
func open(t testing.TB, settings string) *visit {
	t.Helper()
	v := newVisit(t)
	v.goTo(settings)
	return v
}

// goTo opens the page in a tab and waits until it can be used.
func (v *visit) goTo(settings string) {
	v.t.Helper()
	v.do(chromedp.Navigate(world.site.url() + settings))
	v.waitGone("#shell")
}

// newVisit starts a tab on which nothing is loaded yet.
func newVisit(t testing.TB) *visit {
	t.Helper()
	world.site.take()
	ctx, leave, err := newTab()
	if err != nil {
		t.Fatal(err)
	}
	return visitIn(t, ctx, leave)
}

// visitIn makes a visitor of a tab, which leave closes.
func visitIn(t testing.TB, ctx context.Context, leave func()) *visit {
	t.Helper()
	v := &visit{t: t, ctx: ctx}
	t.Cleanup(func() {
		if t.Failed() {
			v.shot("failed")
		}
		leave()
		v.checkManners()
	})
	v.attach()
	return v
}

// attach begins to listen to the tab, before anything is loaded in it.
func (v *visit) attach() {
	v.t.Helper()
	chromedp.ListenTarget(v.ctx, v.hear)
	v.do(
		runtime.Enable(),
		log.Enable(),
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(chromium.SpyOnWorkers + chromium.TwoCores).Do(ctx)
			return err
		}),
	)
}

// newTab opens a window with a profile of its own. leave closes both.
//
// chromedp has an option for it, but Chromium's new headless mode refuses a tab
// in a profile that has no window yet.
func newTab() (ctx context.Context, leave func(), err error) {
	browser := cdp.WithExecutor(world.browser, chromedp.FromContext(world.browser).Browser)
	profile, err := target.CreateBrowserContext().Do(browser)
	if err != nil {
		return nil, nil, fmt.Errorf("make a fresh profile: %w", err)
	}
	tab, err := target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(browser)
	if err != nil {
		return nil, nil, fmt.Errorf("open a window: %w", err)
	}
	ctx, cancel := chromedp.NewContext(world.browser, chromedp.WithTargetID(tab))
	return ctx, func() {
		cancel()
		// The profile's going away closes its window; nothing is left to fail but the test's end.
		_ = target.DisposeBrowserContext(profile).Do(browser)
	}, nil
}

// hear notes what the console reports as an error.
func (v *visit) hear(event any) {
	note := func(format string, args ...any) {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.errors = append(v.errors, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
			var parts []string
			for _, arg := range e.Args {
				parts = append(parts, string(arg.Value)+arg.Description)
			}
			note("console.%s: %s", e.Type, strings.Join(parts, " "))
		}
	case *runtime.EventExceptionThrown:
		note("exception: %s", e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			note("log: %s (%s)", e.Entry.Text, e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		// A dialog would hold the page up for ever; leaving is always confirmed.
		go chromedp.Run(v.ctx, page.HandleJavaScriptDialog(true))
	}
}

// checkManners fails the test if the page complained or asked another host.
func (v *visit) checkManners() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, e := range v.errors {
		if !slices.ContainsFunc(v.forgiven, func(text string) bool { return strings.Contains(e, text) }) {
			v.t.Errorf("the console showed an error: %s", e)
		}
	}
	strays, unserved := world.site.take()
	for _, s := range strays {
		v.t.Errorf("another host was asked: %s", s)
	}
	for _, u := range unserved {
		v.t.Errorf("a file outside of the site's folder was asked for: %s", u)
	}
}

// forgive has the console's errors that hold a text count for nothing, those to come too: a test
// provokes one on purpose, of which the console may tell twice.
func (v *visit) forgive(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forgiven = append(v.forgiven, text)
}

// do carries out browser actions within the patience.
func (v *visit) do(actions ...chromedp.Action) {
	v.t.Helper()
	if err := v.try(actions...); err != nil {
		v.t.Fatal(err)
	}
}

// try carries out browser actions that may fail.
func (v *visit) try(actions ...chromedp.Action) error {
	// chromedp ties a tab's life to the context of its first use, so that one
	// must not be a context that ends with this call.
	if err := chromedp.Run(v.ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// eval evaluates JavaScript into a value of type T.
func eval[T any](v *visit, script string) T {
	v.t.Helper()
	var value T
	v.do(evaluation(script, &value))
	return value
}

// evaluation evaluates JavaScript into a value, which may be promised.
func evaluation(script string, value any) chromedp.Action {
	return chromedp.Evaluate(script, value, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	})
}

// waitFor waits until a condition in JavaScript holds, and says what it waited
// for if it never does. The page may be left for another meanwhile.
func (v *visit) waitFor(what, condition string) {
	v.t.Helper()
	const interval = 100 * time.Millisecond
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(interval) {
		// A condition may be a promise, which is true in itself.
		holds := false
		if err := v.try(evaluation("(async () => Boolean(await ("+condition+")))()", &holds)); err != nil && !chromium.Navigating(err) {
			v.t.Fatal(err)
		}
		if holds {
			return
		}
	}
	v.t.Fatalf("waited %v for %s: %s", patience, what, condition)
}

// waitText waits until the first element of a selector shows a text.
func (v *visit) waitText(selector, text string) {
	v.t.Helper()
	v.waitFor(fmt.Sprintf("%q in %s", text, selector),
		fmt.Sprintf("(document.querySelector(%q)?.innerText ?? '').includes(%q)", selector, text))
}

// waitGone waits until no element of a selector is left.
func (v *visit) waitGone(selector string) {
	v.t.Helper()
	v.waitFor(selector+" to go", fmt.Sprintf("!document.querySelector(%q)", selector))
}

// text returns what the first element of a selector shows.
func (v *visit) text(selector string) string {
	v.t.Helper()
	return eval[string](v, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// click clicks the middle of an element with the mouse, once it stands still. Where the
// page moves it away under the mouse all the same, as a slow one does, nothing else gets
// the click, and it is aimed anew.
func (v *visit) click(selector string) {
	v.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		v.waitFor(selector+" to stand still", fmt.Sprintf(`new Promise((answer) => {
			const place = () => JSON.stringify(document.querySelector(%q)?.getBoundingClientRect() ?? null);
			const before = place();
			setTimeout(() => answer(before !== "null" && place() === before), 50);
		})`, selector))
		v.do(chromedp.ScrollIntoView(selector, chromedp.ByQuery))
		eval[bool](v, fmt.Sprintf(`(globalThis.struck = "nothing", globalThis.aimed?.abort(), globalThis.aimed = new AbortController(), addEventListener("click", (event) => {
			const target = document.querySelector(%q);
			const hit = target?.contains(event.target) || event.target.closest("label")?.control === target;
			struck = hit ? "" : event.target.outerHTML.slice(0, 200);
			if (!hit) event.preventDefault(), event.stopImmediatePropagation();
		}, { capture: true, once: true, signal: aimed.signal }), true)`, selector))
		v.do(chromedp.Click(selector, chromedp.ByQuery))
		// Where a click leads away from the page, nothing is left of this.
		missed := eval[string](v, `globalThis.aimed?.abort(), globalThis.struck ?? ""`)
		if missed == "" {
			return
		}
		v.t.Logf("aimed at %s, the mouse struck %s", selector, missed)
	}
	v.t.Fatalf("%s cannot be clicked", selector)
}

// hold has the page hear nothing more of a worker once it has sent a message for which a
// condition in JavaScript holds, of the message's kind and the start of the worker's run:
// see [chromium.SpyOnWorkers]. What is held already stays so.
func (v *visit) hold(condition string) {
	v.t.Helper()
	eval[bool](v, "(globalThis.spiedHold = (kind, start) => "+condition+", true)")
}

// release lets the page hear everything again.
func (v *visit) release() {
	v.t.Helper()
	eval[bool](v, "(spiedRelease(), true)")
}

// waitHeld waits until so many runs are held.
func (v *visit) waitHeld(runs int) {
	v.t.Helper()
	v.waitFor(fmt.Sprintf("%d runs to be held", runs), fmt.Sprintf(`spiedStarts.filter((start) => start.held).length === %d`, runs))
}

// enter replaces the content of a field by typing, and leaves it with the Tab key. Where what
// was typed did not all arrive, it is typed anew.
func (v *visit) enter(selector, text string) {
	v.t.Helper()
	keys := text
	if keys == "" {
		keys = kb.Backspace
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		v.do(
			chromedp.ScrollIntoView(selector, chromedp.ByQuery),
			chromedp.Focus(selector, chromedp.ByQuery),
			chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).select()", selector), nil),
			chromedp.KeyEvent(keys),
		)
		typed := eval[string](v, fmt.Sprintf("document.querySelector(%q).value", selector))
		if typed == text {
			v.do(chromedp.KeyEvent("\t"))
			return
		}
		v.t.Logf("of %q typed into %s, %q arrived", text, selector, typed)
	}
	v.t.Fatalf("nothing can be typed into %s", selector)
}

// drop drops files from the disk onto the middle of the window, as from a file
// manager.
func (v *visit) drop(paths ...string) {
	v.t.Helper()
	data := &input.DragData{Files: paths, DragOperationsMask: 1}
	middle := eval[[]float64](v, "[innerWidth / 2, innerHeight / 2]")
	for _, step := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
		v.do(input.DispatchDragEvent(step, middle[0], middle[1], data))
	}
}

// choose gives files to a file input.
func (v *visit) choose(selector string, paths ...string) {
	v.t.Helper()
	v.do(chromedp.SetUploadFiles(selector, paths, chromedp.ByQuery))
}

// size sets the window's size in CSS pixels.
func (v *visit) size(width, height int64, mobile bool) {
	v.t.Helper()
	v.do(emulation.SetDeviceMetricsOverride(width, height, 1, mobile))
}

// shot keeps a picture of what the visitor sees.
func (v *visit) shot(name string) {
	v.t.Helper()
	var picture []byte
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&picture)); err != nil {
		v.t.Logf("no screenshot of %s: %v", name, err)
		return
	}
	dir := filepath.Join(world.root, "artifacts")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		v.t.Fatal(err)
	}
	v.shots++
	file := fmt.Sprintf("%s-%d-%s.png", strings.ReplaceAll(v.t.Name(), "/", "-"), v.shots, name)
	if err := os.WriteFile(filepath.Join(dir, file), picture, 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// canvasHash sums up a canvas's pixels: it changes when the picture does.
func (v *visit) canvasHash(selector string) float64 {
	v.t.Helper()
	return eval[float64](v, canvasHashScript(selector))
}

// canvasHashScript is the expression that does it.
func canvasHashScript(selector string) string {
	return fmt.Sprintf(`(() => {
		const c = document.querySelector(%q);
		const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
		let h = 0;
		for (let i = 0; i < d.length; i++) h = (h * 31 + d[i]) %% 4294967291;
		return h;
	})()`, selector)
}

// count counts the elements of a selector.
func (v *visit) count(selector string) int {
	v.t.Helper()
	var nodes []*cdp.Node
	v.do(chromedp.Nodes(selector, &nodes, chromedp.ByQueryAll, chromedp.AtLeast(0)))
	return len(nodes)
}
