package chromium

import (
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// TestNavigating asks a page for what it will never say, and has it go to another meanwhile.
func TestNavigating(t *testing.T) {
	b, err := Launch(t.Context(), "")
	if err != nil {
		t.Skip("NOT TESTED, as there is no Chromium: ", err)
	}
	defer b.Close()
	never := func(script string) error {
		return chromedp.Run(b.Context, chromedp.Evaluate(script, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	}
	if err := chromedp.Run(b.Context, chromedp.Navigate("data:text/html,one")); err != nil {
		t.Fatal(err)
	}
	if err := never(`location.href = "about:blank", new Promise(() => {})`); !Navigating(err) {
		t.Errorf("asked while it left: %v", err)
	}
	if err := never(`Promise.reject(new Error("no"))`); err == nil || Navigating(err) {
		t.Errorf("an error of the page's own is taken for one of its leaving: %v", err)
	}
}
