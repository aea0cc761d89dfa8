package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/storage"
)

// TestAFullDisk trains while the browser gives the site no more room: the page says that
// what is computed is not kept, and what to do, and both runs go on to their end.
func TestAFullDisk(t *testing.T) {
	v := open(t, quick)
	v.waitFor("thumbnails", `document.querySelector("#thumbnails img")`)
	// Of what is kept already, the site's own files, nothing has to go.
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	const room = 300e3 // bytes: records fit in, a checkpoint or a network of 307,393 weights does not
	usage := eval[float64](v, `navigator.storage.estimate().then((e) => e.usage)`)
	v.do(storage.OverrideQuotaForOrigin(eval[string](v, `location.origin`)).WithQuotaSize(usage + room))
	v.startChosen()
	v.openTab("runs")
	v.waitText("#notice", "no more room on the disk")
	v.waitText("#notice", "free some space")
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	const results = `document.querySelectorAll("#results-table tbody tr").length === 2`
	v.openTab("results")
	v.waitFor("both results", results)
	v.waitText("#notice", "networks trained now are gone")
	v.waitText("#notice", "curves and results are kept")
	v.shot("results")

	// It is as the page says.
	v.waitKept()
	v.reload()
	v.waitFor("both results", results)
	v.openTab("try-it")
	v.waitFor("test photos to try", `document.querySelector("#samples .sample")`)
	v.click("#samples .sample")
	v.waitFor("an answer of the ready-made network", `document.querySelector(".photo .answer[data-run^=ready]")`)
	if v.count(".photo .answer:not([data-run^=ready])") > 0 {
		t.Error("networks answer that are said to be gone")
	}
}

// TestTheOldestFeaturesMakeRoom trains where two folders of features fill the disk: the
// older goes to make room for the runs, the newer stays, and the page says so.
func TestTheOldestFeaturesMakeRoom(t *testing.T) {
	v := open(t, quick)
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	const (
		folder = `"pawgrad-kept " + new URL(".", document.baseURI).href + " features/"`
		large  = 30e6  // bytes: one folder's room is enough for all that the runs keep
		room   = 100e3 // bytes: a record fits in, a checkpoint does not
	)
	// That the caches are held is what a page does that has just written features.
	eval[bool](v, fmt.Sprintf(`(async () => {
		globalThis.held = [];
		for (const key of ["older", "newer"]) {
			const cache = await caches.open(%s + key);
			await cache.put("kept/features/" + key + "/000000.rows", new Response(new Uint8Array(%d)));
			held.push(cache);
		}
		return true;
	})()`, folder, int(large)))
	usage := eval[float64](v, `navigator.storage.estimate().then((e) => e.usage)`)
	v.do(storage.OverrideQuotaForOrigin(eval[string](v, `location.origin`)).WithQuotaSize(usage + room))
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	v.waitText("#notice", "The disk is full. What VGG19's frozen layers have seen in photos was removed")
	if notice := v.text("#notice"); strings.Contains(notice, "no more room") {
		t.Errorf("the page says %q although there is room", notice)
	}
	for key, kept := range map[string]bool{"older": false, "newer": true} {
		want(v, "whether the "+key+" features are kept", fmt.Sprintf(`caches.has(%s + %q)`, folder, key), kept)
	}
	v.shot("notice")
}
