package e2e

import (
	"testing"
)

// TestOffline opens the page, takes the network away, opens it again, and trains.
func TestOffline(t *testing.T) {
	v := open(t, quick)
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	world.site.goDown(true)
	defer world.site.goDown(false)
	v.reload()
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "done")
	v.forgive("net::ERR") // the browser reports what the service worker could not fetch
	v.shot("trained")
}
