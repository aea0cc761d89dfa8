package chromium

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Environment variables by which tests look for what only a slow machine would show: each has one
// side of the page lag behind the other.
const (
	slowPage    = "PAWGRAD_SLOW_PAGE"    // how many times slower the page's thread is; its workers are as fast as ever
	lateWorkers = "PAWGRAD_LATE_WORKERS" // by how many milliseconds at most what a worker says comes later, in its order
)

// Slowed are the actions that make a new tab as slow as the environment asks for, before anything is
// loaded in it and before other scripts are put before the page's.
func Slowed() chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if rate, err := asked(slowPage); err != nil {
			return err
		} else if rate > 0 {
			if err := emulation.SetCPUThrottlingRate(rate).Do(ctx); err != nil {
				return err
			}
		}
		most, err := asked(lateWorkers)
		if err == nil && most > 0 {
			_, err = page.AddScriptToEvaluateOnNewDocument(fmt.Sprintf(late, most)).Do(ctx)
		}
		return err
	})
}

// asked is the number that an environment variable holds, 0 if it is empty.
func asked(name string) (float64, error) {
	text := os.Getenv(name)
	if text == "" {
		return 0, nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%s=%s is no number", name, text)
	}
	return number, nil
}

// late is a script by which the messages of workers come later by up to so many milliseconds.
const late = `{
	const longest = %g, later = setTimeout, Prompt = Worker;
	globalThis.Worker = class extends Prompt {
		#unheard = [];
		#last = 0; // when the last of them comes
		constructor(...args) {
			super(...args);
			this.addEventListener("message", (event) => {
				if (!event.isTrusted) return;
				event.stopImmediatePropagation();
				this.#unheard.push(event);
				const now = performance.now();
				this.#last = Math.max(this.#last, now + Math.random() * longest);
				later(() => {
					const next = this.#unheard.shift();
					if (next) this.dispatchEvent(new MessageEvent("message", { data: next.data, ports: next.ports }));
				}, this.#last - now);
			});
		}
		terminate() {
			this.#unheard = [];
			super.terminate();
		}
	};
}`
