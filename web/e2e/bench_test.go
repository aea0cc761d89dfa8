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

// watchTasks notes in longest how long the page's thread has been held at once, in milliseconds.
const watchTasks = `(() => {
	globalThis.longest = 0;
	new PerformanceObserver((list) => list.getEntries().forEach((e) => longest = Math.max(longest, e.duration))).observe({ type: "longtask" });
	return true;
})()`

// longestTask returns it, once the browser has told of all tasks so far, and begins anew.
func (v *visit) longestTask() float64 {
	const telling = 500 // milliseconds
	return eval[float64](v, fmt.Sprintf(`new Promise((done) => setTimeout(() => { done(longest); longest = 0; }, %d))`, telling))
}

// BenchmarkTenThousandRuns opens an experiment of 10,000 runs, of which 3,000 are finished, looks at
// its results and its cards and saves a report of it, and reports how long the page's thread is held
// at once meanwhile.
func BenchmarkTenThousandRuns(b *testing.B) {
	v := open(b, "")
	folder := v.downloads()
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	eval[bool](v, watchTasks)
	v.drop(manyRuns(b, 10_000, 3_000))
	v.waitText("#notice", "is open: 10000 runs")
	b.ReportMetric(v.longestTask(), "ms-opening")
	v.openTab("results")
	v.waitFor("the summary", `document.querySelectorAll("#table-1 tbody tr[data-method]").length === 5`)
	v.waitFor("the closer look", `document.querySelector("#gallery")`)
	b.ReportMetric(v.longestTask(), "ms-results")
	v.openTab("runs")
	v.waitFor("a hundred cards", `document.querySelectorAll(".card").length === 100`)
	b.ReportMetric(v.longestTask(), "ms-cards")
	v.click("#runs-above-next")
	v.waitText("#runs-above-shown", "Runs 101 to 200 of 10,000")
	b.ReportMetric(v.longestTask(), "ms-other-cards")
	v.openTab("results")
	v.click("#save-report")
	v.waitFile(filepath.Join(folder, "pawgrad-report.zip"))
	b.ReportMetric(v.longestTask(), "ms-report")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// throttled gives a browser back what those of the tests go without: it may slow down timers and
// processes of tabs that nobody looks at.
var throttled = []chromedp.ExecAllocatorOption{
	chromedp.Flag("disable-background-timer-throttling", false),
	chromedp.Flag("disable-renderer-backgrounding", false),
	chromedp.Flag("disable-backgrounding-occluded-windows", false),
}

// BenchmarkHidden trains two methods in a tab that is in view and hidden in turn, in a browser that
// slows hidden tabs down as it does for everybody, and reports which share of its speed the hidden
// one keeps: photos a second, all windows of time together, so that a busy machine is as busy for
// both.
func BenchmarkHidden(b *testing.B) {
	own, err := launch("", throttled...)
	if err != nil {
		b.Fatal(err)
	}
	v := visitIn(b, own.Context, own.Close)
	v.goTo(endless)
	v.startChosen()
	v.waitFor("both runs to train", `spiedStarts.length === 2 && spiedStarts.every((start) => start.epochs.length > 0)`)
	eval[bool](v, `(() => {
		globalThis.stepsOf = {};
		for (const worker of spiedWorkers) worker.addEventListener("message", ({ data }) => {
			const { kind, body } = JSON.parse(data.json ?? "{}");
			if (kind === "Progress") stepsOf[body.run] = body.step;
		});
		return true;
	})()`)
	const window = 5 * time.Second
	steps, seconds := map[bool]float64{}, map[bool]float64{}
	measure := func(hidden bool) {
		const now = `[Object.values(stepsOf).reduce((sum, n) => sum + n, 0), performance.now() / 1000]`
		from := eval[[]float64](v, now)
		time.Sleep(window)
		to := eval[[]float64](v, now)
		steps[hidden] += to[0] - from[0]
		seconds[hidden] += to[1] - from[1]
	}
	v.waitFor("both runs to tell how far they are", `Object.keys(stepsOf).length === 2`)
	b.ResetTimer()
	for range b.N {
		measure(false)
		show := v.hide()
		measure(true)
		show()
	}
	inView, hidden := steps[false]/seconds[false], steps[true]/seconds[true]
	const batch = 16 // of the settings
	b.ReportMetric(inView*batch, "photos/s-in-view")
	b.ReportMetric(hidden*batch, "photos/s-hidden")
	b.ReportMetric(hidden/inView, "of-its-speed-hidden")
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
	eval[bool](v, watchTasks)
	before, began := memory(), time.Now()
	b.ResetTimer()
	v.drop(path)
	for end := time.Now().Add(20 * time.Minute); !eval[bool](v, `document.querySelector("#list-again") !== null`); time.Sleep(time.Second) {
		if time.Now().After(end) {
			b.Fatalf("after 20 minutes: %s", v.text("#list-progress"))
		}
	}
	b.ReportMetric(time.Since(began).Seconds(), "s")
	b.ReportMetric(v.longestTask(), "ms-longest-task")
	b.ReportMetric(memory()-before, "MB-more")
	if got := v.text("#list-tally"); !strings.HasPrefix(got, "12,500 photos: ") {
		b.Errorf("the list says %q", got)
	}
	v.pick("#list-order", "doubt")
	v.click("#list-last")
	v.waitText("#list-rows", "12,451 to 12,500 of 12,500")
	v.click("#list-save")
	b.ReportMetric(v.longestTask(), "ms-longest-click")
	b.ReportMetric(0, "ns/op") // says nothing here
}

// median returns the middle of some numbers.
func median(numbers []float64) float64 {
	slices.Sort(numbers)
	return numbers[len(numbers)/2]
}
