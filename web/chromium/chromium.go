// Package chromium starts the browser in which the page is tested and measured.
package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Find returns the path of the browser: the one that the environment variable
// CHROMIUM names, else one of those that are commonly installed.
func Find() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome", "chrome"}
	if named := os.Getenv("CHROMIUM"); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium found (looked for %s); install it, or name it in the environment variable CHROMIUM", strings.Join(names, ", "))
}

// Browser is a headless browser with one page open.
type Browser struct {
	Tab // the page
	// Name is the browser's own name and version: "HeadlessChrome/156.0.0.0".
	Name string

	stop []func()
}

// Launch starts the browser that [Find] finds. It keeps its profile in a folder or, if that
// is "", in one that goes when it ends. Whoever starts a browser closes it; it also ends
// when the context is done.
func Launch(ctx context.Context, profile string, extra ...chromedp.ExecAllocatorOption) (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	b := &Browser{}
	if err := b.launch(ctx, path, profile, extra); err != nil {
		b.Close()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return b, nil
}

func (b *Browser) launch(ctx context.Context, path, profile string, extra []chromedp.ExecAllocatorOption) (err error) {
	if profile == "" {
		if profile, err = os.MkdirTemp("", "pawgrad-chromium-"); err != nil {
			return err
		}
		b.stop = append(b.stop, func() { os.RemoveAll(profile) })
	}
	allocator, stop := chromedp.NewExecAllocator(ctx, append(options(path, profile), extra...)...)
	page, closePage := chromedp.NewContext(allocator, chromedp.WithBrowserOption(chromedp.WithDialTimeout(startTimeout)))
	// Cancel is the browser's own way out, on which it writes its profile.
	b.stop = append(b.stop, stop, closePage, func() { chromedp.Cancel(page) })
	b.Context = page
	var agent string
	err = chromedp.Run(page, chromedp.Evaluate(`navigator.userAgent`, &agent))
	b.Name = shortName(agent)
	return err
}

// startTimeout is how long a browser is waited for to say where it listens, and then to listen:
// chromedp's own 20 and 10 seconds are too few where other programs have all cores.
const startTimeout = 5 * time.Minute

// Kill ends the browser as the system would, in the midst of whatever it does, and returns when
// it is gone.
func (b *Browser) Kill() error {
	err := chromedp.FromContext(b.Context).Browser.Process().Kill()
	b.stop = b.stop[:len(b.stop)-1] // its own way out: who is dead does not answer
	b.Close()
	return err
}

// Close ends the browser.
func (b *Browser) Close() {
	for _, stop := range slices.Backward(b.stop) {
		stop()
	}
	b.stop = nil
}

// shortName takes the browser's name and version out of its user agent.
func shortName(agent string) string {
	for word := range strings.FieldsSeq(agent) {
		if strings.Contains(word, "Chrome/") {
			return word
		}
	}
	return agent
}

// options are those of a headless browser that does nothing on its own account and
// treats a page that nobody looks at like any other.
func options(path, profile string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.WSURLReadTimeout(startTimeout),
		chromedp.NoSandbox, // the tests may run as root, in a container
		chromedp.DisableGPU,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		// Among these, the address bar's list is a page in a process of its own, for each window.
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,CertificateTransparencyComponentUpdater,NetworkTimeServiceQuerying,WebUIOmniboxPopup,WebUIOmniboxAimPopup"),
		chromedp.WindowSize(1280, 800),
	)
}
