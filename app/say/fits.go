package say

import (
	"fmt"
	"maps"
	"strings"
)

// Fits says what is wrong with a translation of a key into a language: it has to put in the same
// arguments by the same verbs, and each noun in all forms that the language has beside its number.
func Fits(l Language, key, translated string) error {
	want, got := verbs(key), verbs(translated)
	if !maps.Equal(want, got) {
		return fmt.Errorf("it puts in %v where the key has %v", got, want)
	}
	for _, p := range cut(translated) {
		if p.forms == nil {
			continue
		}
		forms := l.whole
		if verb := want[p.arg]; !strings.HasSuffix(verb, "d") && l.whole > 2 {
			forms++ // beside decimals
		}
		if want[p.arg] == "" {
			return fmt.Errorf("the noun %s belongs to no number", strings.Join(p.forms, "|"))
		}
		if len(p.forms) != forms {
			return fmt.Errorf("the noun %s has %d forms, want %d", strings.Join(p.forms, "|"), len(p.forms), forms)
		}
	}
	if edges(key) != edges(translated) {
		return fmt.Errorf("it does not begin and end with spaces where the key does")
	}
	return nil
}

// verbs are those of a sentence by their arguments. Names may be put in quotes of another kind,
// and thousands set apart.
func verbs(format string) map[int]string {
	by := map[int]string{}
	for _, p := range cut(format) {
		if p.verb != "" {
			by[p.arg] = strings.NewReplacer("q", "s", "w", "s", "v", "s").Replace(p.verb)
		}
	}
	return by
}

// edges tells the spaces at the ends of a text.
func edges(text string) [2]bool {
	return [2]bool{strings.HasPrefix(text, " "), strings.HasSuffix(text, " ")}
}
