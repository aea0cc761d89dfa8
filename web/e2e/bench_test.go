package e2e

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

// BenchmarkList names 12,500 photos of an archive, as many as Kaggle's test set has: how long it
// takes and how long the page's thread is held at once meanwhile, and what a new order of all of
// them and a file of them take then.
func BenchmarkList(b *testing.B) {
	const photos = 12500
	path := filepath.Join(b.TempDir(), "test1.zip")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := zip.NewWriter(file)
	sources := append(realPhotos(b, "test", "cats", 500), realPhotos(b, "test", "dogs", 500)...)
	for i := range photos {
		content, err := os.ReadFile(sources[i%len(sources)])
		if err != nil {
			b.Fatal(err)
		}
		entry, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("test1/%d.jpg", i+1), Method: zip.Store})
		if err == nil {
			_, err = entry.Write(content)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), file.Close()); err != nil {
		b.Fatal(err)
	}
	v := open(b, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.waitFor("the network that came with the page", `document.querySelector("#badge")`)
	memory := func() float64 { return eval[float64](v, `performance.memory.usedJSHeapSize / 1e6`) }
	eval[bool](v, `(() => {
		window.longest = 0;
		new PerformanceObserver((list) => list.getEntries().forEach((e) => window.longest = Math.max(window.longest, e.duration))).observe({ type: "longtask" });
		return true;
	})()`)
	before, began := memory(), time.Now()
	b.ResetTimer()
	v.drop(path)
	for end := time.Now().Add(20 * time.Minute); !eval[bool](v, `document.querySelector("#list-again") !== null`); time.Sleep(time.Second) {
		if time.Now().After(end) {
			b.Fatalf("after 20 minutes: %s", v.text("#list-progress"))
		}
	}
	b.ReportMetric(time.Since(began).Seconds(), "s")
	b.ReportMetric(eval[float64](v, "window.longest"), "ms-longest-task")
	b.ReportMetric(memory()-before, "MB-more")
	if got := v.text("#list-tally"); !strings.HasPrefix(got, "12,500 photos: ") {
		b.Errorf("the list says %q", got)
	}
	eval[bool](v, "(window.longest = 0, true)")
	v.pick("#list-order", "doubt")
	v.click("#list-last")
	v.waitText("#list-rows", "12,451 to 12,500 of 12,500")
	v.click("#list-save")
	v.waitFor("the tasks to be told", `new Promise((done) => setTimeout(() => done(true), 500))`)
	b.ReportMetric(eval[float64](v, "window.longest"), "ms-longest-click")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// median returns the middle of some numbers.
func median(numbers []float64) float64 {
	slices.Sort(numbers)
	return numbers[len(numbers)/2]
}
