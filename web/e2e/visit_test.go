package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/measure"
)

// patience bounds every wait of a test.
const patience = chromium.Patience

// visit is one visitor with a tab and a fresh profile of their own. What a visit does and looks
// for is waited for, as [chromium.Tab] says, and the test ends where it does not come.
type visit struct {
	chromium.Tab
	t testing.TB

	mu     sync.Mutex
	errors []string // that the console showed
	// forgiven are texts of errors that are provoked on purpose.
	forgiven []string
	shots    int
	ended    bool // the page's program has said why it ends; by hear alone
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
	v.must(v.Navigate(world.site.url() + settings))
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
	v := &visit{t: t, Tab: chromium.Tab{Context: ctx}}
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
	chromedp.ListenTarget(v.Context, v.hear)
	v.do(
		chromium.Slowed(),
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
		var parts []string
		for _, arg := range e.Args {
			parts = append(parts, string(arg.Value)+arg.Description)
		}
		said := strings.Join(parts, " ")
		// Go's program tells line by line of what ends it, and of where.
		v.ended = v.ended || strings.Contains(said, "panic: ") || strings.Contains(said, "fatal error: ")
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert || v.ended {
			note("console.%s: %s", e.Type, said)
		}
	case *runtime.EventExceptionThrown:
		note("exception: %s", e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			note("log: %s (%s)", e.Entry.Text, e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		// A dialog would hold the page up for ever; leaving is always confirmed.
		go chromedp.Run(v.Context, page.HandleJavaScriptDialog(true))
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

// must ends the test at an error.
func (v *visit) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// do carries out browser actions.
func (v *visit) do(actions ...chromedp.Action) {
	v.t.Helper()
	v.must(v.Do(actions...))
}

// eval evaluates JavaScript into a value of type T, once: it is for what the test itself does in the page, and for what
// cannot come later. What the page brings is awaited.
func eval[T any](v *visit, script string) T {
	v.t.Helper()
	value, err := chromium.Eval[T](v.Tab, script)
	v.must(err)
	return value
}

// await evaluates JavaScript until what comes of it is good, and returns that.
func await[T any](v *visit, what, script string, good func(T) bool) T {
	v.t.Helper()
	value, err := chromium.Await(v.Tab, what, script, good)
	v.must(err)
	return value
}

// want waits until what JavaScript says is as wanted.
func want[T any](v *visit, what, script string, wanted T) {
	v.t.Helper()
	await(v, fmt.Sprintf("%s to be %#v", what, wanted), script, func(got T) bool { return reflect.DeepEqual(got, wanted) })
}

// wantCount waits until there are so many elements of a selector.
func (v *visit) wantCount(selector string, count int) {
	v.t.Helper()
	want(v, "the count of "+selector, fmt.Sprintf("document.querySelectorAll(%q).length", selector), count)
}

// until looks again and again until nothing is to be complained of, and ends the test with what is then.
func (v *visit) until(what string, complaint func() string) {
	v.t.Helper()
	ctx, free := measure.Within(v.Context, patience)
	defer free()
	const interval = 50 * time.Millisecond
	for ; ; time.Sleep(interval) {
		said := complaint()
		if said == "" {
			return
		}
		if ctx.Err() != nil {
			v.t.Fatalf("waited %v for %s: %s", patience, what, said)
		}
	}
}

// waitFor waits until a condition in JavaScript holds, and says what it waited
// for if it never does. The page may be left for another meanwhile.
func (v *visit) waitFor(what, condition string) {
	v.t.Helper()
	v.must(v.Wait(what, condition))
}

// waitText waits until the first element of a selector shows a text.
func (v *visit) waitText(selector, text string) {
	v.t.Helper()
	v.waitFor(fmt.Sprintf("%q in %s", text, selector), fmt.Sprintf("document.querySelector(%q).innerText.includes(%q)", selector, text))
}

// waitGone waits until no element of a selector is left.
func (v *visit) waitGone(selector string) {
	v.t.Helper()
	v.waitFor(selector+" to go", fmt.Sprintf("!document.querySelector(%q)", selector))
}

// text returns what the first element of a selector shows, which is for what must not be there or
// has been awaited.
func (v *visit) text(selector string) string {
	v.t.Helper()
	return eval[string](v, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// reload loads the page anew and waits until it can be used.
func (v *visit) reload() {
	v.t.Helper()
	v.must(v.Reload())
	v.waitGone("#shell")
}

// click clicks the middle of an element with the mouse.
func (v *visit) click(selector string) {
	v.t.Helper()
	v.must(v.Click(selector))
}

// press puts the focus on an element and presses a key there.
func (v *visit) press(selector, key string) {
	v.t.Helper()
	v.must(v.Press(selector, key))
}

// key presses a key where the focus is.
func (v *visit) key(key string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(key))
}

// focus puts the focus on an element.
func (v *visit) focus(selector string) {
	v.t.Helper()
	v.must(v.Focus(selector))
}

// enter replaces the content of a field by typing, and leaves it with the Tab key.
func (v *visit) enter(selector, text string) {
	v.t.Helper()
	v.must(v.Enter(selector, text))
}

// pick chooses an option of a list by its value.
func (v *visit) pick(selector, value string) {
	v.t.Helper()
	v.must(v.Pick(selector, value))
}

// choose gives files to a file input.
func (v *visit) choose(selector string, paths ...string) {
	v.t.Helper()
	v.must(v.Choose(selector, paths...))
}

// drop drops files from the disk onto the middle of the window, as from a file manager.
func (v *visit) drop(paths ...string) {
	v.t.Helper()
	v.must(v.Drop(paths...))
}

// hold has the page hear nothing more of a worker once it has sent a message for which a
// condition in JavaScript holds, of the message's kind and the start of the worker's run:
// see [chromium.SpyOnWorkers]. What is held already stays so.
func (v *visit) hold(condition string) {
	v.t.Helper()
	eval[bool](v, "(globalThis.spiedHold = (kind, start) => "+condition+", true)")
}

// holdNext lets the page hear what was held, up to where another condition holds.
func (v *visit) holdNext(condition string) {
	v.t.Helper()
	eval[bool](v, "(spiedRelease((kind, start) => "+condition+"), true)")
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

// size sets the window's size in CSS pixels.
func (v *visit) size(width, height int64, mobile bool) {
	v.t.Helper()
	v.do(emulation.SetDeviceMetricsOverride(width, height, 1, mobile))
}

// shot keeps a picture of what the visitor sees.
func (v *visit) shot(name string) {
	v.t.Helper()
	var picture []byte
	if err := v.Do(chromedp.CaptureScreenshot(&picture)); err != nil {
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

// canvasHash sums up a canvas's pixels, once they stay as they are for some frames: it changes when
// the picture does. What is said of a figure, in words or beside it, may come earlier or later than its picture.
func (v *visit) canvasHash(selector string) float64 {
	v.t.Helper()
	const frames = 6
	return await(v, "the picture of "+selector, fmt.Sprintf(`(async () => {
		let last;
		for (let same = 0; same < %d; ) {
			const now = %s;
			same = now === last ? same + 1 : 0;
			last = now;
			await new Promise((over) => requestAnimationFrame(over));
		}
		return last;
	})()`, frames, canvasHashScript(selector)), func(float64) bool { return true })
}

// canvasHashScript is the expression that does it, for the picture as it is now.
func canvasHashScript(selector string) string {
	return fmt.Sprintf(`(() => {
		const c = document.querySelector(%q);
		const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
		let h = 0;
		for (let i = 0; i < d.length; i++) h = (h * 31 + d[i]) %% 4294967291;
		return h;
	})()`, selector)
}

// count counts the elements of a selector, once: see [eval].
func (v *visit) count(selector string) int {
	v.t.Helper()
	return eval[int](v, fmt.Sprintf("document.querySelectorAll(%q).length", selector))
}
