package main

import (
	"os"
	"regexp"
	"testing"

	"pawgrad/nn/spec"
)

// TestLinksOfTheReadme: each link that README gives can be read whole and says something.
func TestLinksOfTheReadme(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile("`(#v=[^`]*)`").FindAllSubmatch(text, -1)
	if len(links) < 5 {
		t.Errorf("README has %d links, want five at least", len(links))
	}
	for _, link := range links {
		e, problems := spec.Decode(string(link[1]))
		if problems != nil || len(e.Runs()) < 2 {
			t.Errorf("%s: %d runs, problems %q", link[1], len(e.Runs()), problems)
		}
	}
}
