package e2e

import (
	"slices"
	"testing"
)

// TestTabs opens every tab by a click: the tab shows itself as chosen in an earlier
// frame than its panel comes in, and the panel then fills up to its last part.
func TestTabs(t *testing.T) {
	v := open(t, "")
	for _, c := range []struct{ tab, whole string }{
		{"understand", `document.querySelectorAll("#understand .method-card").length === 7 && document.querySelector("#figure-architecture") && document.querySelector("#understand .terms")`},
		{"try-it", `document.querySelector("#samples img")`},
		{"runs", `document.querySelector("#panel-runs").children.length > 1`},
		{"results", `document.querySelector("#panel-results").children.length > 1`},
	} {
		// What is seen at the end of each frame: is the tab chosen, is its panel there?
		seen := eval[[]string](v, `new Promise((done) => {
			const tab = document.querySelector("#tab-`+c.tab+`");
			const seen = [];
			const look = () => {
				const chosen = tab.getAttribute("aria-selected") === "true";
				const there = Boolean(document.querySelector("#panel-`+c.tab+`"));
				seen.push((chosen ? "chosen" : "waiting") + (there ? " with panel" : ""));
				if (chosen && there) done(seen); else requestAnimationFrame(look);
			};
			tab.click();
			requestAnimationFrame(look);
		})`)
		if !slices.Contains(seen, "chosen") {
			t.Errorf("tab %s: no frame showed it as chosen before its panel came: %v", c.tab, seen)
		}
		if slices.Contains(seen, "waiting with panel") {
			t.Errorf("tab %s: the panel came before the tab showed itself as chosen: %v", c.tab, seen)
		}
		v.waitFor("the whole panel of "+c.tab, c.whole)
		v.wantCount("[role=tabpanel]", 1)
	}
	// Clicks that come faster than panels are drawn: the last one counts.
	eval[bool](v, `(() => { for (const tab of ["understand", "runs", "understand", "try-it"]) document.querySelector("#tab-" + tab).click(); return true; })()`)
	v.waitFor("the last of four tabs", `document.querySelector("#samples img") && document.querySelectorAll("[aria-selected=true]").length === 1`)
	// A button elsewhere that leads to a part of a panel waits for that part.
	v.click("#show-layers")
	v.waitFor("the figure of the layers in sight", `(() => {
		const box = document.querySelector("#figure-architecture")?.getBoundingClientRect();
		return box && box.top < innerHeight && box.bottom > 0;
	})()`)
}
