package say

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// piece is a part of a sentence: words as they are, a verb that an argument is written by, or a
// noun in its forms.
type piece struct {
	words string
	verb  string   // "%.4f", without index and apostrophe
	apart bool     // thousands are set apart
	forms []string // of a noun
	arg   int      // which argument, from 0; of a noun -1 if it does not say
}

// asIs reports whether a piece writes a name, which stays as it is in every language.
func (p piece) asIs() bool { return strings.HasSuffix(p.verb, "v") }

// counts reports whether a piece writes a number.
func (p piece) counts() bool {
	return p.verb != "" && strings.ContainsAny(p.verb[len(p.verb)-1:], "dfge")
}

// cut cuts a sentence into its pieces.
func cut(format string) (pieces []piece) {
	next := 0
	for format != "" {
		i := strings.IndexAny(format, "%{")
		if i < 0 {
			return bind(append(pieces, piece{words: format}))
		}
		if i > 0 {
			pieces = append(pieces, piece{words: format[:i]})
			format = format[i:]
		}
		var p piece
		switch {
		case strings.HasPrefix(format, "%%"):
			p, format = piece{words: "%"}, format[2:]
		case verbHead.MatchString(format):
			p, format = cutVerb(format, &next)
		case format[0] == '{' && nounHead.MatchString(format):
			p, format = cutNoun(format)
		default: // a percent sign or a brace that stands for itself
			p, format = piece{words: format[:1]}, format[1:]
		}
		pieces = append(pieces, p)
	}
	return bind(pieces)
}

var (
	verbHead = regexp.MustCompile(`^%(')?(?:\[(\d)\])?([-+#]?\d*(?:\.\d+)?)([a-z])`)
	nounHead = regexp.MustCompile(`^\{(?:(\d):)?([^{}]*\|[^{}]*)\}`)
)

// cutVerb takes a verb off the beginning of a sentence.
func cutVerb(format string, next *int) (p piece, rest string) {
	m := verbHead.FindStringSubmatch(format)
	if m[2] != "" {
		*next = int(m[2][0]-'0') - 1
	}
	p = piece{verb: "%" + m[3] + m[4], apart: m[1] != "", arg: *next}
	*next++
	return p, format[len(m[0]):]
}

// cutNoun takes a noun in braces off the beginning of a sentence.
func cutNoun(format string) (p piece, rest string) {
	m := nounHead.FindStringSubmatch(format)
	p = piece{forms: strings.Split(m[2], "|"), arg: -1}
	if m[1] != "" {
		p.arg = int(m[1][0]-'0') - 1
	}
	return p, format[len(m[0]):]
}

// bind finds the number of each noun that names none: the one before it, else the first.
func bind(pieces []piece) []piece {
	number := -1
	for _, p := range pieces {
		if p.counts() && number < 0 {
			number = p.arg
		}
	}
	for i, p := range pieces {
		switch {
		case p.counts():
			number = p.arg
		case p.forms != nil && p.arg < 0:
			pieces[i].arg = number
		}
	}
	return pieces
}

// write writes a sentence with its arguments.
func (c *Catalogue) write(format string, args []any) string {
	var out strings.Builder
	for _, p := range cut(format) {
		switch {
		case p.words != "":
			out.WriteString(p.words)
		case p.arg < 0 || p.arg >= len(args):
			out.WriteString("%!(MISSING)")
		case p.forms != nil:
			out.WriteString(p.forms[min(c.Language.formFor(args[p.arg]), len(p.forms)-1)])
		default:
			out.WriteString(c.argument(p, args[p.arg]))
		}
	}
	return out.String()
}

// formFor is the form that a noun has beside a number.
func (l Language) formFor(number any) int {
	v := reflect.ValueOf(number)
	switch {
	case v.CanInt():
		return l.form(int(v.Int()))
	case v.CanUint():
		return l.form(int(v.Uint()))
	}
	return l.whole // clipped to the last
}

// argument writes one argument.
func (c *Catalogue) argument(p piece, arg any) string {
	switch a := arg.(type) {
	case error:
		return c.Sentence(a.Error())
	case string:
		if p.counts() { // a number that was text already
			return a
		}
		if strings.Contains(a, " ") && !p.asIs() { // perhaps a sentence from elsewhere
			a = c.Sentence(a)
		}
		return fmt.Sprintf(strings.Replace(p.verb, "w", "v", 1), a)
	}
	text := fmt.Sprintf(p.verb, arg)
	switch v := reflect.ValueOf(arg); {
	case p.apart:
		return c.Language.grouped(text)
	case v.IsValid() && v.CanFloat():
		return c.Language.decimals(text)
	}
	return text
}
