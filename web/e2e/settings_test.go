package e2e

import (
	"strings"
	"testing"
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
		if invalid := eval[string](v, `document.querySelector("`+c.field+`").getAttribute("aria-invalid")`); invalid != "true" {
			t.Errorf("%s with %q has aria-invalid %q", c.field, c.text, invalid)
		}
		v.shot("refused")
		v.enter(c.field, good[c.field])
		v.waitFor("the complaint to go", `!document.querySelector("`+c.field+`-problem").innerText`)
	}
}

// TestLink reproduces settings from a link, keeps the link in step with the
// form, and says what it could not read.
func TestLink(t *testing.T) {
	v := open(t, "#epochs=7&methods=momentum,adam&adam.lr=0.0007&batch=zebra")
	if got := eval[string](v, `document.querySelector("#field-epochs").value`); got != "7" {
		t.Errorf("the link's epochs=7 shows as %q", got)
	}
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
	if wide := eval[float64](v, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("on a phone 390 px wide the page is %v px wide", wide)
	}
}
