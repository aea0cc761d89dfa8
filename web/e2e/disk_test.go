package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/storage"
)

// TestAFullDisk trains while the browser gives the site no more room: the page says that
// what is computed is not kept, and what to do, and both runs go on to their end.
func TestAFullDisk(t *testing.T) {
	v := open(t, quick)
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	const room = 100e3 // bytes: a record fits in, a checkpoint does not
	origin := eval[string](v, `location.origin`)
	v.do(storage.OverrideQuotaForOrigin(origin).WithQuotaSize(room))
	v.startChosen()
	v.openTab("runs")
	v.waitText("#notice", "no more room on the disk")
	v.waitText("#notice", "free some space")
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	v.openTab("results")
	v.waitFor("both results", `document.querySelectorAll("#results-table tbody tr").length === 2`)
	v.shot("results")
}
