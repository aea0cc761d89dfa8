package e2e

import (
	"testing"
)

// TestADamagedRecordIsNamed spoils all copies of one run's record in the browser's store:
// the next visit says which run is lost, and has the other.
func TestADamagedRecordIsNamed(t *testing.T) {
	v := open(t, "#epochs=1&train-images=64&methods=sgd,adam")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "done")
	v.waitStatus("adam", "done")
	v.waitKept()
	if n := eval[int](v, `(async () => {
		let n = 0;
		for (const name of (await caches.keys()).filter((name) => name.includes(" rounds/"))) {
			const cache = await caches.open(name);
			for (const request of await cache.keys()) {
				if (!request.url.endsWith("run1.json")) continue;
				await cache.put(request, new Response('{"format":'));
				n++;
			}
		}
		return n;
	})()`); n == 0 {
		t.Fatal("there is no record of run 1")
	}
	v.reload()
	v.waitText("#notice", "(run 1)")
	v.waitText("#notice", "is damaged")
	v.shot("named")
	v.openTab("runs")
	v.waitFor("the other run", `document.querySelectorAll('.card[data-status="done"]').length === 1`)
}
