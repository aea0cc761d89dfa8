package spec

import "testing"

func TestLinkLanguage(t *testing.T) {
	for _, c := range []struct{ link, tag, without, inGerman string }{
		{"", "", "", "lang=de"},
		{"lang=ru", "ru", "", "lang=de"},
		{"v=2&size=64&lang=ru&batch=8", "ru", "v=2&size=64&batch=8", "v=2&size=64&batch=8&lang=de"},
		{"v=2&language=ru", "", "v=2&language=ru", "v=2&language=ru&lang=de"},
	} {
		if got := LinkLanguage(c.link); got != c.tag {
			t.Errorf("%q asks for %q, want %q", c.link, got, c.tag)
		}
		if got := InLanguage(c.link, ""); got != c.without {
			t.Errorf("%q without its language is %q, want %q", c.link, got, c.without)
		}
		if got := InLanguage(c.link, "de"); got != c.inGerman {
			t.Errorf("%q in German is %q, want %q", c.link, got, c.inGerman)
		}
	}
}

// TestALanguageIsNoSetting: with it a link means what it means without.
func TestALanguageIsNoSetting(t *testing.T) {
	for _, link := range []string{"", "size=48", "v=2&size=48"} {
		plain, _ := Decode(link)
		e, problems := Decode(InLanguage(link, "ru"))
		if len(problems) > 0 || e.Encode() != plain.Encode() {
			t.Errorf("%q in Russian: %q, %v", link, e.Encode(), problems)
		}
	}
}
