package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"pawgrad/app/record"
	"pawgrad/web/measure"
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
	v.until("the file "+filepath.Base(path), func() string {
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			return fmt.Sprintf("it is not there (%v)", err)
		}
		return ""
	})
}

// chooseBy presses a button that asks for files, and chooses some.
func (v *visit) chooseBy(button string, paths ...string) {
	v.t.Helper()
	asked := make(chan cdp.BackendNodeID, 1)
	listening, stop := context.WithCancel(v.Context)
	defer stop()
	chromedp.ListenTarget(listening, func(event any) {
		if e, ok := event.(*page.EventFileChooserOpened); ok {
			asked <- e.BackendNodeID
		}
	})
	v.do(page.SetInterceptFileChooserDialog(true))
	v.click(button)
	ctx, free := measure.Within(v.Context, patience)
	defer free()
	select {
	case input := <-asked:
		v.do(dom.SetFileInputFiles(paths).WithBackendNodeID(input))
	case <-ctx.Done():
		v.t.Fatalf("%s has asked for no file", button)
	}
}

// tables are the texts of the results' tables.
const tables = `["#table-1", "#results-table"].map((table) => document.querySelector(table).textContent)`

// TestExperimentsLeaveAndComeBack saves a comparison by every button, reads what came,
// and opens the experiment in another visitor's page, which shows the same results.
func TestExperimentsLeaveAndComeBack(t *testing.T) {
	v := open(t, quick+"&seeds=2")
	folder := v.downloads()
	v.startChosen()
	v.waitFor("Table 1", `document.querySelector("#compare-all") && document.querySelectorAll("#table-1 tbody tr[data-method]").length === 2`)
	v.wantCount("#results-table tbody tr", 4)
	shown := eval[[]string](v, tables)
	v.shot("table")
	saved := func(file string) string { return filepath.Join(folder, "pawgrad-"+file) }
	for button, file := range map[string]string{
		"save-json": "experiment.json", "save-csv": "tables.zip", "save-figures": "figures.zip", "save-report": "report.zip",
	} {
		v.click("#" + button)
		v.waitFile(saved(file))
	}
	experiment, err := os.ReadFile(saved("experiment.json"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(experiment)
	if err != nil || len(e.Runs) != 4 {
		t.Fatalf("%d runs, %v", len(e.Runs), err)
	}
	v.checkShown(checkTables(t, saved("tables.zip"), e))
	checkTables(t, saved("report.zip"), e)
	checkFigures(t, saved("figures.zip"))
	for _, want := range []string{"README.md", "validation-accuracy-1.svg", "box-1.png", "forest-1.png", "architecture-1.svg"} {
		if n := len(inArchive(t, saved("report.zip"), want)); n < 100 {
			t.Errorf("%s has %d bytes", want, n)
		}
	}
	inReport := inArchive(t, saved("report.zip"), "experiment.json")
	if !bytes.Equal(inReport, experiment) {
		t.Error("the report's experiment is another than the one saved alone")
	}
	v.click("#print-report")
	v.waitFor("the report", `document.querySelector("#report svg") && ![...document.querySelectorAll("#report figure")].some((f) => !f.firstChild) && document.querySelector("#report").innerText.includes("Test accuracy")`)
	v.shot("report")
	v.click("#close-report")
	v.waitGone("#report")

	other := open(t, "")
	other.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	other.chooseBy("#choose-experiment", write(t, folder, "experiment.json", inReport))
	want(other, "the tables", tables, shown)
	other.shot("opened")
	letter := filepath.Join(folder, "letter.json")
	if err := os.WriteFile(letter, []byte("Dear Sir or Madam"), 0o644); err != nil {
		t.Fatal(err)
	}
	other.choose("#open-experiment", letter)
	other.waitText("body", "letter.json cannot be opened")
}
