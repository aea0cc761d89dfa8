package e2e

import (
	"archive/zip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// downloads has the visit's downloads written into a folder, which it returns.
func (v *visit) downloads() string {
	v.t.Helper()
	folder := v.t.TempDir()
	v.do(chromedp.ActionFunc(func(ctx context.Context) error {
		info, err := target.GetTargetInfo().Do(ctx)
		if err != nil {
			return err
		}
		// A profile's downloads are the browser's to allow, not the tab's.
		whole := cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		return browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(folder).
			WithBrowserContextID(info.BrowserContextID).Do(whole)
	}))
	return folder
}

// waitFile waits until a download is complete.
func (v *visit) waitFile(path string) {
	v.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			return
		}
	}
	v.t.Fatalf("waited %v in vain for the file %s", patience, filepath.Base(path))
}

// TestExperimentsLeaveAndComeBack saves a comparison by every button, looks at what came,
// and opens the experiment in another visitor's page, which shows the same results.
func TestExperimentsLeaveAndComeBack(t *testing.T) {
	v := open(t, quick+"&seeds=2")
	folder := v.downloads()
	v.startChosen()
	v.waitFor("Table 1", `document.querySelector("#compare-all") && document.querySelectorAll("#table-1 tbody tr[data-method]").length === 2`)
	table := v.text("#table-1")
	v.shot("table")
	for button, file := range map[string]string{
		"save-json": "pawgrad-experiment.json", "save-csv": "pawgrad-tables.zip", "save-figures": "pawgrad-figures.zip", "save-report": "pawgrad-report.zip",
	} {
		v.click("#" + button)
		v.waitFile(filepath.Join(folder, file))
	}
	checkFigures(t, filepath.Join(folder, "pawgrad-figures.zip"))
	archive, err := zip.OpenReader(filepath.Join(folder, "pawgrad-report.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		if f.UncompressedSize64 < 100 {
			t.Errorf("%s has %d bytes", f.Name, f.UncompressedSize64)
		}
	}
	for _, want := range []string{"README.md", "experiment.json", "results.csv", "validation-accuracy-1.svg", "box-1.png", "forest-1.png", "architecture-1.svg"} {
		if !strings.Contains(strings.Join(names, " "), want) {
			t.Errorf("the report has no %s, only %v", want, names)
		}
	}
	v.click("#print-report")
	v.waitFor("the report", `document.querySelector("#report svg") && document.querySelector("#report").innerText.includes("Test accuracy")`)
	v.shot("report")
	v.click("#close-report")
	v.waitGone("#report")

	other := open(t, "")
	other.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	other.choose("#open-experiment", filepath.Join(folder, "pawgrad-experiment.json"))
	other.waitFor("the same table", `document.querySelector("#table-1")`)
	if got := other.text("#table-1"); got != table {
		t.Errorf("opened elsewhere the table reads\n%s\nand before\n%s", got, table)
	}
	other.shot("opened")
	letter := filepath.Join(folder, "letter.json")
	if err := os.WriteFile(letter, []byte("Dear Sir or Madam"), 0o644); err != nil {
		t.Fatal(err)
	}
	other.choose("#open-experiment", letter)
	other.waitText("body", "letter.json cannot be opened")
}

// TestFindRates searches for learning rates and takes them over.
func TestFindRates(t *testing.T) {
	v := open(t, "#size=48&train-images=32&eval-images=16&batch=16&methods=sgd,adam&sgd.lr=30")
	v.waitFor("photos to search with", `document.querySelector("#sweep:not([disabled])")`)
	v.click("#sweep")
	v.waitFor("the search to end", `document.querySelector("#use-rates:not([disabled])")`)
	v.shot("rates")
	v.click("#use-rates")
	v.waitFor("another rate than one that explodes", `!location.hash.includes("sgd.lr=30&") && !location.hash.endsWith("sgd.lr=30")`)
}
