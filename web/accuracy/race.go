package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// What the first race is held against, beside its mark, which the worst method's test
// accuracy has to reach.
const (
	bestOfRace = 0.73
	raceTime   = 60 * time.Second
)

// lap is what the page says of one method when the race is over.
type lap struct {
	Method   spec.MethodID
	Accuracy float64
	Remark   string // such as that it calls every photo a cat
}

// firstRace does what a visitor does first: opens the page, with the photos that come with
// it and its own defaults, and presses the large button. The page finds two cores.
func firstRace(b *bench, r row) (result, error) {
	res := result{Row: r.id, What: r.what, Run: r.run, ofTheMoment: true}
	if err := res.countBundled(b.dist); err != nil {
		return res, err
	}
	o, err := race(b.ctx, b.dist, "")
	if err != nil {
		return res, err
	}
	res.Engine, res.Browser, res.Seconds = o.engine, o.browser, o.took.Seconds()
	res.newRace(o.laps, o.took)
	return res, nil
}

// countBundled fills in how many photos come with the page.
func (r *result) countBundled(dist string) error {
	set, file, err := pack.OpenFile(filepath.Join(dist, bundled.FileName))
	if err != nil {
		return err
	}
	defer file.Close()
	r.Train, r.Validation, r.Test = len(set.Split(pack.Train)), len(set.Split(pack.Validation)), len(set.Split(pack.Test))
	return nil
}

// outcome is what came of a race.
type outcome struct {
	laps            []lap
	engine, browser string
	took            time.Duration // from the press to the last test
}

// newRace fills in the accuracies of a race and what of it is not as it should be.
func (r *result) newRace(laps []lap, took time.Duration) {
	best := 0.0
	var all []string
	for i, l := range laps {
		if i == 0 || l.Accuracy < r.Value {
			r.Value = l.Accuracy
		}
		best = max(best, l.Accuracy)
		all = append(all, fmt.Sprintf("%s %.4f", l.Method, l.Accuracy))
		if l.Remark != "" {
			r.Broken = append(r.Broken, fmt.Sprintf("%s %s", l.Method, l.Remark))
		}
	}
	r.Text = fmt.Sprintf("test accuracies %s; %.0f s from the press to the last test", strings.Join(all, ", "), took.Seconds())
	if best < bestOfRace {
		r.Broken = append(r.Broken, fmt.Sprintf("the best has %.4f, less than %g", best, bestOfRace))
	}
	if took > raceTime {
		r.Broken = append(r.Broken, fmt.Sprintf("it took %.0f s, more than %.0f s", took.Seconds(), raceTime.Seconds()))
	}
}

// race opens the site of a folder with the settings of a link and compares all methods.
func race(ctx context.Context, dist, link string) (o outcome, err error) {
	b, closePage, err := openPage(ctx, dist, link)
	if err != nil {
		return o, err
	}
	defer closePage()
	o.browser = b.Name
	var began time.Time
	const methods = 6
	err = chromedp.Run(b.Context,
		chromedp.ActionFunc(func(context.Context) error { began = time.Now(); return nil }),
		chromedp.Click("#compare-all", chromedp.ByQuery),
		wait(fmt.Sprintf(`document.querySelectorAll("#results-table tbody tr").length === %d`, methods)),
		chromedp.ActionFunc(func(context.Context) error { o.took = time.Since(began); return nil }),
		chromedp.Evaluate(`[...document.querySelectorAll("#results-table tbody tr")].map((row) => ({
			Method: row.dataset.method, Accuracy: parseFloat(row.querySelector(".accuracy").innerText),
			Remark: row.querySelector(".remark")?.innerText ?? "",
		}))`, &o.laps),
		chromedp.Evaluate(`document.querySelector("#badge-workers").title.match(/What computes: (.*?)\. /)[1]`, &o.engine),
	)
	if err != nil {
		return o, fmt.Errorf("compare all methods: %w", err)
	}
	return o, nil
}
