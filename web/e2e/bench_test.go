package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkOpen measures, in milliseconds since the visitor asked for the page,
// when it first paints and when it can be used: the bundled images are there and
// the large button answers.
func BenchmarkOpen(b *testing.B) {
	var painted, usable []float64
	for range b.N {
		v := newVisit(b)
		v.do(chromedp.Navigate(world.site.url()))
		v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]') && document.querySelector("#compare-all")`)
		painted = append(painted, eval[float64](v, `performance.getEntriesByName("first-paint")[0].startTime`))
		usable = append(usable, eval[float64](v, `performance.getEntriesByName("pawgrad-ready")[0].startTime`))
	}
	b.ReportMetric(median(painted), "ms-to-first-paint")
	b.ReportMetric(median(usable), "ms-to-use")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// BenchmarkClick measures how long a click waits for its answer, in milliseconds
// from the click to the frame that shows it, while every core trains.
func BenchmarkClick(b *testing.B) {
	v := open(b, "#size=64&epochs=1000&methods=sgd,adam")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "training")
	v.waitStatus("adam", "training")
	var waits []float64
	tabs := []string{"#tab-results", "#tab-runs", "#tab-try-it", "#tab-understand"}
	b.ResetTimer()
	for i := range b.N {
		waits = append(waits, eval[float64](v, `new Promise((done) => {
			const tab = document.querySelector("`+tabs[i%len(tabs)]+`");
			const start = performance.now();
			const look = () => tab.getAttribute("aria-selected") === "true"
				? done(performance.now() - start) : requestAnimationFrame(look);
			tab.click();
			requestAnimationFrame(look);
		})`))
	}
	slices.Sort(waits)
	b.ReportMetric(median(waits), "ms-median")
	b.ReportMetric(waits[len(waits)-1], "ms-longest")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// median returns the middle of some numbers.
func median(numbers []float64) float64 {
	slices.Sort(numbers)
	return numbers[len(numbers)/2]
}
