package main

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/site"
)

// pageWait bounds a wait for the page. It is reached only when something is broken.
const pageWait = 10 * time.Minute

// openPage opens the site of a folder with the settings of a link, on a machine of two cores, and
// waits until it shows its photos. Whoever opens it closes it.
func openPage(ctx context.Context, dist, link string) (b *chromium.Browser, closePage func(), err error) {
	at, stop, err := site.Serve("127.0.0.1:0", site.Handler(dist))
	if err != nil {
		return nil, nil, err
	}
	if b, err = chromium.Launch(ctx, ""); err != nil {
		stop()
		return nil, nil, err
	}
	closePage = func() {
		b.Close()
		stop()
	}
	err = chromedp.Run(b.Context,
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(chromium.TwoCores).Do(ctx)
			return err
		}),
		chromedp.EmulateViewport(1440, 900),
		chromedp.Navigate("http://"+at+"/#"+link),
		wait(`document.querySelector("#thumbnails img")`),
	)
	if err != nil {
		closePage()
		return nil, nil, err
	}
	return b, closePage, nil
}

// wait waits until a condition in JavaScript holds.
func wait(condition string) chromedp.Action {
	return chromedp.Poll(condition, nil, chromedp.WithPollingTimeout(pageWait), chromedp.WithPollingInterval(200*time.Millisecond))
}
