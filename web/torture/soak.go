package main

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/chromedp"

	"pawgrad/web/measure"
	"pawgrad/web/visitor"
)

const (
	// warmUp is after how long memory has to have come to rest.
	warmUp = 10 * time.Minute
	// growth is how much more than then it may be at the end.
	growth = 0.05
	// window is for how long memory is looked at for either: a single reading is some percent off,
	// by what the browser has yet to free.
	window = 5 * time.Minute
)

// soak uses the page without a pause for so long, as somebody would who has much time: trains two
// methods, looks at every tab, has photos named, again and again. Rounds stay. Its memory is read
// between two rounds, when nothing trains. It is all in one piece:
// one that was interrupted begins anew. Time for which the machine slept does not count.
func (g *ground) soak(o options) ([]finding, error) {
	what := o.soak.String()
	out, err := g.once("soak", what, 0, func() (outcome, error) { return g.soaked(o.soak) })
	if err != nil {
		return nil, err
	}
	f := finding{what: "use without a pause", how: fmt.Sprintf("%v, %.0f rounds, %.0f runs", o.soak, out.Numbers["rounds"], 2*out.Numbers["rounds"])}
	first, last := out.Numbers["settled"], out.Numbers["last"]
	switch {
	case out.Fault != "":
		f.came, f.broken = out.Fault, true
	case first == 0:
		f.came = fmt.Sprintf("memory at the end %.0f MB; it was too short to tell whether it grows", last/1e6)
	default:
		f.came = fmt.Sprintf("memory after %v %.0f MB, at the end %.0f MB (%+.1f %%), at most %.0f MB; medians of %v, of the browser with all its processes",
			warmUp, first/1e6, last/1e6, 100*(last/first-1), out.Numbers["most"]/1e6, window)
		f.broken = last > (1+growth)*first
	}
	return []finding{f}, nil
}

// reading is the browser's memory at a moment.
type reading struct {
	at    time.Duration
	bytes float64
}

// soaked does it, and returns the memory of the browser's processes after the warm-up ("settled"),
// at the end ("last") and at most ("most"), in bytes. Without a warm-up none is settled.
func (g *ground) soaked(long time.Duration) (outcome, error) {
	v, err := g.browse("", "")
	if err != nil {
		return outcome{}, err
	}
	defer v.Close()
	o := outcome{Numbers: map[string]float64{}}
	if err := v.Visit(g.link("size=48&epochs=3&train-images=256&eval-images=64&batch=16&methods=sgd,adam")); err != nil {
		return o, err
	}
	clock, told := measure.NewClock(), time.Duration(0)
	defer clock.Stop()
	var read []reading
	for rounds := 1; clock.Elapsed() < long; rounds++ {
		if err := g.ctx.Err(); err != nil {
			return o, err
		}
		if err := lap(v, rounds); err != nil {
			o.Fault = fmt.Sprintf("round %d: %v", rounds, err)
			return o, g.ctx.Err()
		}
		now, err := memoryAtRest(v)
		if err != nil {
			return o, err
		}
		at := clock.Elapsed()
		read = append(read, reading{at, now})
		o.Numbers["rounds"], o.Numbers["most"] = float64(rounds), max(o.Numbers["most"], now)
		if at-told >= time.Minute {
			log.Printf("%v: %d rounds, %.0f MB", at.Round(time.Second), rounds, now/1e6)
			told = at
		}
	}
	o.Numbers["settled"], o.Numbers["last"] = between(read, warmUp, warmUp+window), between(read, long-window, 2*long)
	return o, nil
}

// between is the median of the readings from a time on and up to another, 0 of none.
func between(read []reading, from, to time.Duration) float64 {
	var bytes []float64
	for _, r := range read {
		if r.at >= from && r.at < to {
			bytes = append(bytes, r.bytes)
		}
	}
	if len(bytes) == 0 {
		return 0
	}
	slices.Sort(bytes)
	return bytes[len(bytes)/2]
}

// lap is what the visitor does again and again.
func lap(v *visitor.Visitor, round int) error {
	w := walk{Visitor: v}
	w.click("#start-chosen")
	w.openTab("runs")
	w.wait("both runs to be done", fmt.Sprintf(`document.querySelectorAll(".round[data-round='%d'] .card[data-status=done]").length === 2`, round))
	w.openTab("results")
	w.wait("the results", `document.querySelector("#results-table tbody tr")`)
	w.openTab("understand")
	w.wait("the whole panel", `document.querySelector("#understand .terms")`)
	w.openTab("try-it")
	w.click("#samples .sample")
	w.wait("an answer of each network", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length >= 2`)
	w.click("#clear-photos")
	w.openTab("runs")
	return w.thrown()
}

// memoryAtRest is the median of three readings. Before each the browser is told that memory is short:
// it collects the garbage of the page and of its workers and gives back what it holds in reserve,
// which otherwise grows for as long as nobody wants it. What is left is in use.
func memoryAtRest(v *visitor.Visitor) (float64, error) {
	const settle = time.Second // until it has done so
	var read []int64
	for range 3 {
		if err := v.Do(memory.SimulatePressureNotification(memory.PressureLevelCritical), heapprofiler.CollectGarbage(), chromedp.Sleep(settle)); err != nil {
			return 0, err
		}
		now, err := v.Memory()
		if err != nil {
			return 0, err
		}
		read = append(read, now)
	}
	slices.Sort(read)
	return float64(read[1]), nil
}
