package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pawgrad/nn/spec"
)

// TestAnyAddress opens the page at addresses as people mistype them and mail programs
// break them. Each starts the page, and what cannot be read is named.
func TestAnyAddress(t *testing.T) {
	v := newVisit(t)
	for _, c := range []struct{ address, says string }{
		{"#%", `no setting "%"`},
		{"#size=48%", `"48%"`},
		{"#a=%zz", `no setting "a"`},
		{"#size=48&epochs=%E0%A4", "Epochs cannot be"},
		{"#%00%ff=%0a", "no setting"},
		{"#methods=sgd;adam", "link is damaged"},
		{"##size=48", ""},
		{"#&&==&#?", "no setting"},
		{"?%", `no setting "%"`},
		{"?size=48%", `"48%"`},
		{"?sise=48&utm_source=mail", `no setting "sise"`},
		{"?a=%zz&utm_source=mail#size=48", `no setting "a"`},
		{"?utm_source=mail", ""},
		{"?#%25", `no setting "%"`},
	} {
		v.must(v.Navigate("about:blank"))
		v.must(v.Navigate(world.site.url() + c.address))
		v.waitGone("#shell")
		if c.says != "" {
			v.waitText("#notice", c.says)
		}
	}
	v.shot("named")
	v.openTab("runs") // the page lives

	// A query is read as a hash is, and then leaves the address, in which the hash takes its place.
	v.must(v.Navigate("about:blank"))
	v.must(v.Navigate(world.site.url() + "?v=2&epochs=7&utm_source=mail#v=2&size=64"))
	v.waitGone("#shell")
	await(v, "the address in its new form", `location.search + location.hash`, func(got string) bool {
		return got == "?utm_source=mail#v=2&size=64&epochs=7" || got == "?utm_source=mail#v=2&epochs=7&size=64"
	})
	if said := v.text("#notice"); said != "" {
		t.Errorf("of an address that can be read the page says %q", said)
	}
}

// TestAnyChangeOfAddress gives every setting odd values, and random ones, while the page
// is open, as somebody does who edits the address.
func TestAnyChangeOfAddress(t *testing.T) {
	odd := []string{"", "%", "%%", "%2", "%zz", "48%", "%00", "%ff", "%C0%80", "%F0%9F%90%B1", "🐱", "+", "+48", "-1", "--1", "0", "00", "-0", "0x10", "1e3",
		"1e-9", "1e999", "-1e999", "NaN", "Infinity", "-Infinity", "999999999999999999999999", "9007199254740993", "0.1.2", "1,5", "1;5", "1&", "&", "=", "==", "#",
		"?", "/", "\\", "'", "%22", "<b>", "null", "undefined", "true", "false", "on", "sgd", "vgg19", "adam,adam,,x", " 48 ", "%20", "%0A", "\u202e48", strings.Repeat("9", 5000)}
	keys := []string{"model", "methods", "adam.lr", "nobody.lr", ".", "%"}
	for _, s := range spec.Settings {
		keys = append(keys, s.Key)
	}
	// All settings at once have every value, each alone those that addresses or numbers choke on.
	var hashes []string
	for _, value := range odd {
		var all []string
		for _, key := range keys {
			all = append(all, key+"="+value)
		}
		hashes = append(hashes, strings.Join(all, "&"))
	}
	for _, key := range keys {
		for _, value := range []string{"", "%zz", "48%", "-1", "NaN", "1e999", "🐱"} {
			hashes = append(hashes, key+"="+value)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		text := make([]byte, random.IntN(40))
		for i := range text {
			text[i] = byte(random.UintN(256))
		}
		hashes = append(hashes, string(text), url.QueryEscape(string(text)))
	}
	v := open(t, "")
	const atOnce = 100 // far fewer than would take as long as a wait may
	for some := range slices.Chunk(hashes, atOnce) {
		list, err := json.Marshal(some)
		if err != nil {
			t.Fatal(err)
		}
		// The program hears of a change before its event is over; what stops the page shows its
		// first picture again.
		if stopped := eval[string](v, fmt.Sprintf(`(async () => {
			for (const hash of %s) {
				const before = location.href;
				const heard = new Promise((over) => addEventListener("hashchange", over, { once: true }));
				location.hash = hash;
				if (location.href !== before) await heard;
				await new Promise((over) => setTimeout(over));
				if (document.getElementById("shell")) return JSON.stringify(hash);
			}
			return "";
		})()`, list)); stopped != "" {
			t.Fatalf("the page has stopped at #%s", stopped)
		}
	}
	t.Logf("%d addresses", len(hashes))
	// A change is heard of when the page may have put the address right once more already.
	v.do(chromedp.Evaluate(`dispatchEvent(new HashChangeEvent("hashchange", { newURL: location.href.split("#")[0] + "#size=48%" }))`, nil))
	v.waitText("#notice", `"48%"`)
	v.openTab("runs")
}
