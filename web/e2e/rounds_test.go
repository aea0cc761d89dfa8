package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// keptRounds counts the rounds in Cache Storage.
const keptRounds = `caches.keys().then((names) => names.filter((name) => name.includes(" rounds/")).length)`

// TestRoundsAreRenamedAndRemoved edits a round's name by the keyboard while its runs
// go on, reloads, and removes the round in the middle of its training.
func TestRoundsAreRenamedAndRemoved(t *testing.T) {
	v := open(t, endless)
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("sgd", "training")

	named := func(what, name string) {
		t.Helper()
		want(v, what, `document.querySelector("#round-name-1").value`, name)
	}
	v.must(v.Type("#round-name-1", "A slip"))
	v.key(kb.Escape)
	named("the old name after Escape", "CNN, 48 px")
	// What is typed stays while the card below is drawn anew.
	v.must(v.Type("#round-name-1", "Slow and steady"))
	v.waitForChange(card("sgd") + " .card-line")
	v.waitForChange(card("sgd") + " .card-line")
	named("what was typed", "Slow and steady")
	v.key(kb.Enter)
	v.shot("named")
	// No number of a card runs into the next, on a phone neither.
	v.size(390, 844, true)
	v.waitFor("a speed beside the roofline", `document.querySelector(".card .numbers").innerText.includes("×)")`)
	want(v, "what is wider than its column", `[...document.querySelectorAll(".card .numbers dd")].filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText)`, []string{})
	v.size(1280, 800, false)
	v.waitFor("the name to be kept", `(async () => {
		for (const name of await caches.keys()) {
			if (!name.includes(" rounds/")) continue;
			const cache = await caches.open(name);
			for (const request of await cache.keys())
				if (request.url.endsWith("/name")) return await (await cache.match(request)).text() === "Slow and steady";
		}
	})()`)
	v.click("#pause-all")
	v.waitStatus("sgd", "paused")

	v.reload()
	v.openTab("runs")
	v.waitFor("the round to be back", `document.querySelector("#round-name-1")`)
	named("the new name", "Slow and steady")
	v.click("#resume-all")
	v.waitStatus("adam", "training")

	v.click("#remove-round-1")
	v.waitFor("the harmless answer to have the focus", `document.activeElement.id === "remove-not"`)
	v.shot("farewell")
	v.click("#remove-not")
	v.waitGone("#farewell")
	v.click("#remove-round-1")
	v.click("#remove-really")
	v.waitGone(".card")
	v.waitFor("the start button to be back", `document.querySelector("#compare-all")`)
	v.waitFor("the store to be empty", keptRounds+".then((n) => n === 0)")
	v.reload()
	v.openTab("runs")
	v.waitFor("no round after another reload", `document.querySelector("#runs .empty") && !document.querySelector(".round")`)
}
