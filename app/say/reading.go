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
	"unicode/utf8"
)

// reading recognises the sentences that a key makes.
type reading struct {
	key     string
	pieces  []piece      // of the key
	asIs    map[int]bool // arguments that are names, by the translation
	longest string       // of its words, of which every such sentence has at least these
	letters int          // of all its words: the more, the surer
	loose   bool         // almost anything could be of this key
	pattern func() *regexp.Regexp
}

// readings are those of all keys with arguments, the surest first.
func readings(texts map[string]string) (all []*reading) {
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if strings.ContainsAny(key, "%{") {
			all = append(all, newReading(key, texts[key]))
		}
	}
	slices.SortStableFunc(all, func(a, b *reading) int { return cmp.Compare(b.letters, a.letters) })
	return all
}

func newReading(key, translated string) *reading {
	r := &reading{key: key, pieces: cut(key), asIs: map[int]bool{}}
	for _, p := range cut(translated) {
		r.asIs[p.arg] = r.asIs[p.arg] || p.asIs()
	}
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
	r.loose = r.vague()
	r.pattern = sync.OnceValue(r.compile)
	return r
}

// Fewer letters are too few to know a key by that puts words in: as "%s and %s", or as "no %s".
const (
	fewLetters  = 8
	veryFewOnes = 4
)

// vague reports whether almost anything could be of the key.
func (r *reading) vague() bool {
	puts, marks := 0, false
	for _, p := range r.pieces {
		if p.verb != "" && !p.counts() {
			puts++
		}
		marks = marks || strings.ContainsAny(p.words, ".:;()")
	}
	return puts > 0 && r.letters < veryFewOnes && !marks || puts > 1 && r.letters < fewLetters && !marks
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

// arguments takes the arguments out of a sentence; ok is false if the key did not make it, or put sentences in
// where it does not stand around them.
func (r *reading) arguments(c *Catalogue, sentence string, how care) (args []any, ok bool) {
	if !strings.Contains(sentence, r.longest) {
		return nil, false
	}
	found := r.pattern().FindStringSubmatch(sentence)
	if found == nil {
		return nil, false
	}
	found = found[1:]
	if how == apart && slices.ContainsFunc(found, sentenceEnd.MatchString) {
		return nil, false
	}
	for _, p := range r.pieces {
		if p.verb == "" {
			continue
		}
		for len(args) <= p.arg {
			args = append(args, "")
		}
		if args[p.arg] = found[0]; !r.asIs[p.arg] {
			args[p.arg] = c.read(p, found[0])
		}
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
	return c.Sentence(text) // what an error was wrapped around, a list, or a word
}

// Sentence gives what was said in English elsewhere: by what is below the page, by trainers, or
// in a record. What the catalogue does not know stays as it is.
func (c *Catalogue) Sentence(english string) string {
	if c.texts == nil || english == "" {
		return english
	}
	for _, told := range []func(string) (string, bool){
		func(s string) (string, bool) { return c.told(s, apart) },
		func(s string) (string, bool) { return c.parts(s, sentenceEnd, apart) },
		func(s string) (string, bool) { return c.parts(s, clauseEnd, apart) },
		func(s string) (string, bool) { return c.told(s, around) },
		func(s string) (string, bool) { return c.parts(s, clauseEnd, around) },
	} {
		if text, ok := told(english); ok {
			return text
		}
	}
	if !partEnd.MatchString(english) {
		if text, ok := c.told(english, vague); ok {
			return text
		}
	}
	if end := clauseEnd.FindStringIndex(english); end != nil {
		return english[:end[1]] + c.Sentence(english[end[1]:])
	}
	return english
}

// parts tells several sentences, clauses or things of a list, each of a key of its own, of which the
// beginning is known, the longest that is.
func (c *Catalogue) parts(english string, ends *regexp.Regexp, how care) (text string, ok bool) {
	for _, end := range slices.Backward(ends.FindAllStringIndex(english, -1)) {
		mark := english[end[0]:end[1]]
		first, ok := c.told(english[:end[0]], how)
		if !ok && strings.ContainsAny(mark, ".!?") {
			first, ok = c.told(english[:end[0]+1], how)
			mark = " "
		}
		if ok {
			return first + mark + c.Sentence(english[end[1]:]), true
		}
	}
	return "", false
}

// care is how careful one is with what a key puts in.
type care int

const (
	apart  care = iota // no sentences
	around             // whatever it may be
	vague              // by keys too that almost anything could be of
)

// Where one part of what is said may end and the next begin.
var (
	sentenceEnd = regexp.MustCompile(`[.!?;] `)   // sentences, and what is set apart as one
	partEnd     = regexp.MustCompile(`[.!?;:] `)  // and what is announced
	clauseEnd   = regexp.MustCompile(`[.!?;:,] `) // and things of a list
)

// told gives what one key has made, as it is or as a sentence: with a capital at its beginning and a
// full stop.
func (c *Catalogue) told(english string, how care) (text string, ok bool) {
	if number.MatchString(english) {
		return c.Language.grouped(strings.ReplaceAll(english, ",", "")), true
	}
	if text, ok = c.known(english, how); ok {
		return text, true
	}
	clause, stopped := strings.CutSuffix(english, ".")
	if stopped {
		if text, ok = c.known(clause, how); ok {
			return text + ".", true
		}
	}
	first, n := utf8.DecodeRuneInString(clause)
	if !unicode.IsUpper(first) {
		return "", false
	}
	if text, ok = c.known(string(unicode.ToLower(first))+clause[n:], how); !ok {
		return "", false
	}
	first, n = utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[n:]
	if stopped {
		text += "."
	}
	return text, true
}

// number is a whole number with thousands set apart.
var number = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)

// known gives what one key has made.
func (c *Catalogue) known(english string, how care) (text string, ok bool) {
	if text, ok = c.texts[english]; ok {
		return text, ok
	}
	for _, r := range c.readings {
		if r.loose && how < vague {
			continue
		}
		if args, ok := r.arguments(c, english, how); ok {
			return c.F(r.key, args...), true
		}
	}
	return "", false
}
