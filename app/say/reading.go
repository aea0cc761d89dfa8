package say

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// reading recognises the sentences that a key makes.
type reading struct {
	key     string
	pieces  []piece // of the key
	longest string  // of its words, of which every such sentence has at least these
	letters int     // of all its words: the more, the surer
	pattern func() *regexp.Regexp
}

// readings are those of all keys with arguments, the surest first.
func readings(texts map[string]string) (all []*reading) {
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if strings.ContainsAny(key, "%{") {
			all = append(all, newReading(key))
		}
	}
	slices.SortStableFunc(all, func(a, b *reading) int { return cmp.Compare(b.letters, a.letters) })
	return all
}

func newReading(key string) *reading {
	r := &reading{key: key, pieces: cut(key)}
	for _, p := range r.pieces {
		for _, letter := range p.words {
			if unicode.IsLetter(letter) {
				r.letters++
			}
		}
		if len(p.words) > len(r.longest) {
			r.longest = p.words
		}
	}
	r.pattern = sync.OnceValue(r.compile)
	return r
}

// compile makes the pattern of what the key can be.
func (r *reading) compile() *regexp.Regexp {
	var p strings.Builder
	p.WriteString("^(?s:")
	for _, piece := range r.pieces {
		switch {
		case piece.words != "":
			p.WriteString(regexp.QuoteMeta(piece.words))
		case piece.forms != nil:
			forms := make([]string, len(piece.forms))
			for i, form := range piece.forms {
				forms[i] = regexp.QuoteMeta(form)
			}
			p.WriteString("(?:" + strings.Join(forms, "|") + ")")
		case piece.counts():
			p.WriteString(`([-−+]?[\d.,]*\d(?:e[-+]\d+)?)`)
		case strings.HasSuffix(piece.verb, "q"):
			p.WriteString(`("(?:[^"\\]|\\.)*")`)
		default:
			p.WriteString("(.+?)")
		}
	}
	p.WriteString(")$")
	return regexp.MustCompile(p.String())
}

// arguments takes the arguments out of a sentence; ok is false if the key did not make it.
func (r *reading) arguments(c *Catalogue, sentence string) (args []any, ok bool) {
	if !strings.Contains(sentence, r.longest) {
		return nil, false
	}
	found := r.pattern().FindStringSubmatch(sentence)
	if found == nil {
		return nil, false
	}
	found = found[1:]
	for _, p := range r.pieces {
		if p.verb == "" {
			continue
		}
		for len(args) <= p.arg {
			args = append(args, "")
		}
		args[p.arg] = c.read(p, found[0])
		found = found[1:]
	}
	return args, true
}

// read makes an argument of what stood in its place.
func (c *Catalogue) read(p piece, text string) any {
	switch p.verb[len(p.verb)-1] {
	case 'd':
		if n, err := strconv.Atoi(strings.NewReplacer(",", "", "−", "-").Replace(text)); err == nil {
			return n
		}
	case 'f', 'g', 'e':
		return c.Language.decimals(text)
	case 'q':
		if name, err := strconv.Unquote(text); err == nil {
			return name
		}
	}
	if strings.Contains(text, " ") { // what an error was wrapped around, or a list
		return c.Sentence(text)
	}
	return c.Text(text)
}

// Sentence gives what was said in English elsewhere: by what is below the page, by trainers, or
// in a record. What the catalogue does not know stays as it is.
func (c *Catalogue) Sentence(english string) string {
	if text, ok := c.known(english); ok {
		return text
	}
	// Several sentences, each of a key of its own, or as many as there are words for.
	ends := sentenceEnd.FindAllStringIndex(english, -1)
	for _, end := range slices.Backward(ends) {
		if first, ok := c.known(english[:end[0]+1]); ok {
			return first + " " + c.Sentence(english[end[1]:])
		}
	}
	if len(ends) > 0 {
		return english[:ends[0][1]] + c.Sentence(english[ends[0][1]:])
	}
	return english
}

// known gives what one key has made.
func (c *Catalogue) known(english string) (text string, ok bool) {
	if text, ok = c.texts[english]; ok || c.texts == nil {
		return text, ok
	}
	for _, r := range c.readings {
		if args, ok := r.arguments(c, english); ok {
			return c.F(r.key, args...), true
		}
	}
	return "", false
}

// sentenceEnd is where one sentence may end and the next begin.
var sentenceEnd = regexp.MustCompile(`[.!?] `)
