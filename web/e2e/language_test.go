package e2e

import "testing"

// spoken is what the page shows of its language: the root's attribute, the first tab, the large
// button's neighbour in the header.
func (v *visit) wantLanguage(tag, tab, privacy string) {
	v.t.Helper()
	v.waitFor("the page in "+tag, `document.documentElement.lang === "`+tag+`"`)
	v.waitText("#tab-results", tab)
	v.waitText("#badge-privacy", privacy)
}

// TestLanguages opens the page by a link in Russian, changes the language while nothing else
// changes, and comes back: what was chosen is kept, and the link has it.
func TestLanguages(t *testing.T) {
	v := open(t, "#v=2&lang=ru&size=80")
	v.wantLanguage("ru", "Результаты", "Ничто не покидает страницу")
	v.waitFor("the numbers of Russian", `document.body.innerText.includes("1\u00a0400")`)
	want(v, "the link's size", `document.querySelector("#field-size").value`, "80")
	v.shot("russian")

	v.pick("#language", "de")
	v.wantLanguage("de", "Ergebnisse", "Nichts verlässt diese Seite")
	v.waitFor("the link in German", `location.hash.includes("lang=de") && location.hash.includes("size=80")`)
	v.shot("german")

	// Without the link it is kept; the link of somebody else comes first.
	v.goTo("?utm_source=again")
	v.wantLanguage("de", "Ergebnisse", "Nichts verlässt diese Seite")
	v.goTo("?lang=en")
	v.wantLanguage("en", "Results", "Nothing leaves this page")
	v.waitFor("the query without a language", `!location.search.includes("lang")`)
	v.goTo("?utm_source=once-more")
	v.wantLanguage("de", "Ergebnisse", "Nichts verlässt diese Seite")
}
