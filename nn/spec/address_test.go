package spec

import (
	"strings"
	"testing"
)

func TestInQuery(t *testing.T) {
	for query, want := range map[string][2]string{
		"":                                     {"", ""},
		"size=48":                              {"size=48", ""},
		"size=48%&a=%zz&%":                     {"size=48%25&a=%25zz&%25", ""},
		"%41=%4&&b":                            {"%41=%254&b", ""},
		"utm_source=mail&size=48&fbclid=I%":    {"size=48", "utm_source=mail&fbclid=I%"},
		"utm_medium=x&gclid=1&mc_cid=2&ref=hn": {"", "utm_medium=x&gclid=1&mc_cid=2&ref=hn"},
	} {
		link, foreign := InQuery(query)
		if link != want[0] || foreign != want[1] {
			t.Errorf("%q gives %q and %q, want %q", query, link, foreign, want)
		}
		if _, problems := Decode(link); strings.Contains(strings.Join(problems, " "), "damaged") {
			t.Errorf("%q is said to be damaged: %q", query, problems)
		}
	}
	for _, s := range Settings {
		if _, foreign := InQuery(s.Key + "=1"); foreign != "" {
			t.Errorf("the setting %s is taken for a mark", s.Key)
		}
	}
}
