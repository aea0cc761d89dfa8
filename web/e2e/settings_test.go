package e2e

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// TestSettingsAreChecked types nonsense into fields: a sentence under the field
// says what it takes, nothing can be started meanwhile, and a right value clears
// it.
func TestSettingsAreChecked(t *testing.T) {
	v := open(t, "#methods=sgd")
	v.click("#more-sgd")
	cases := []struct{ field, text, want string }{
		{"#field-sgd-lr", "-1", "above 0"},
		{"#field-sgd-lr", "fast", "a number"},
		{"#field-batch", "0", "from 1 to 512"},
		{"#field-batch", "2.5", "a whole number"},
		{"#field-epochs", "", "a whole number"},
	}
	good := map[string]string{"#field-sgd-lr": "0.05", "#field-batch": "32", "#field-epochs": "3"}
	for _, c := range cases {
		v.enter(c.field, c.text)
		v.waitText(c.field+"-problem", c.want)
		want(v, "whether "+c.field+" is invalid", `document.querySelector("`+c.field+`").getAttribute("aria-invalid")`, "true")
		v.shot("refused")
		v.enter(c.field, good[c.field])
		v.waitFor("the complaint to go", `!document.querySelector("`+c.field+`-problem").innerText`)
	}
}

// TestLink reproduces settings from a link, keeps the link in step with the
// form, and says what it could not read.
func TestLink(t *testing.T) {
	v := open(t, "#epochs=7&methods=momentum,adam&adam.lr=0.0007&batch=zebra")
	want(v, "the link's epochs", `document.querySelector("#field-epochs").value`, "7")
	v.waitText("#notice", "zebra")
	v.enter("#field-epochs", "9")
	v.waitFor("the link to follow", `location.hash.includes("epochs=9")`)
	hash := eval[string](v, "location.hash")
	for _, want := range []string{"methods=momentum,adam", "adam.lr=0.0007"} {
		if !strings.Contains(hash, want) {
			t.Errorf("the link lost %q: %s", want, hash)
		}
	}
}

// clipboard returns the text that a visitor would paste now.
func (v *visit) clipboard() string {
	v.t.Helper()
	origin := eval[string](v, "location.origin")
	v.do(emulation.SetFocusEmulationEnabled(true), chromedp.ActionFunc(func(ctx context.Context) error {
		info, err := target.GetTargetInfo().Do(ctx)
		if err != nil {
			return err
		}
		whole := cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		return browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-read"}, browser.PermissionSettingGranted).
			WithOrigin(origin).WithBrowserContextID(info.BrowserContextID).Do(whole)
	}))
	return eval[string](v, "navigator.clipboard.readText()")
}

// waitResults waits until so many runs are tested and none is under way, and returns the
// table of results without its times.
func (v *visit) waitResults(runs int) string {
	v.t.Helper()
	v.openTab("results")
	v.waitFor("the results", `document.querySelector("#compare-all") && document.querySelectorAll("#results-table tbody tr").length === `+strconv.Itoa(runs))
	return eval[string](v, `(() => {
		const rows = [...document.querySelectorAll("#results-table tr")];
		const timed = [...rows[0].cells].map((head) => /^(Time|Images)/.test(head.innerText.trim()));
		return rows.map((row) => [...row.cells].filter((_, column) => !timed[column]).map((cell) => cell.innerText).join(" | ")).join("\n");
	})()`)
}

// TestACopiedLinkReproduces sets an experiment up by hand, opens the link that the page
// copies in another visitor's page, and trains in both: they come to the same results,
// and to others with another seed.
func TestACopiedLinkReproduces(t *testing.T) {
	v := open(t, "#size=48&train-images=64&eval-images=32&methods=sgd,adam")
	v.enter("#field-epochs", "2")
	v.enter("#field-batch", "16")
	v.enter("#field-seed", "11")
	v.click("#more-adam")
	v.enter("#field-adam-lr", "0.0021")
	v.click("#more-settings summary")
	v.click("#field-flip")
	v.click("#copy-link")
	v.waitText("#copy-link", "Link copied")
	v.shot("copied")
	link := v.clipboard()
	if !strings.HasPrefix(link, world.site.url()+"#") {
		t.Fatalf("the copied link is %q", link)
	}
	other := open(t, strings.TrimPrefix(link, world.site.url()))
	v.startChosen()
	other.startChosen()
	want, got := v.waitResults(2), other.waitResults(2)
	if got != want {
		t.Errorf("by the link %s:\n%s\nby hand:\n%s", link, got, want)
	}
	// The table is rounded, and tells little of networks that have learned little.
	v.waitKept()
	other.waitKept()
	if byHand := v.outcomes(); len(byHand) != 2 || !reflect.DeepEqual(byHand, other.outcomes()) {
		t.Errorf("by the link %s:\n%+v\nby hand:\n%+v", link, other.outcomes(), byHand)
	}

	v.enter("#field-seed", "12")
	v.startChosen()
	v.waitFor("the round of the other seed", `document.querySelector("#results-table [data-run=run3]")`)
	if got := v.waitResults(2); got == want {
		t.Errorf("another seed gives the same results:\n%s", got)
	}
}

// TestPresent looks at the page as a class and as a phone's owner do.
func TestPresent(t *testing.T) {
	v := open(t, "")
	v.waitFor("thumbnails", `document.querySelectorAll("#thumbnails img").length >= 8`)
	v.shot("wide")
	v.click("#theme")
	v.shot("other-theme")
	v.click("#present")
	v.waitFor("the rail to make room", `document.querySelector("#setup")?.getBoundingClientRect().width !== 0 ? getComputedStyle(document.querySelector("#setup")).display === "none" : true`)
	v.shot("present")
	v.click("#present")
	v.size(390, 844, true)
	v.shot("phone")
	v.waitFor("the page to be no wider than the phone", "document.documentElement.scrollWidth <= 390")
}
