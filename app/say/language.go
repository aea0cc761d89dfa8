package say

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Language is how a language writes numbers and counts things.
type Language struct {
	Tag  string // as the lang attribute has it
	Name string // as those who speak it call it

	decimal, thousands string
	// whole is how many forms a noun has beside whole numbers, form which of them it has beside
	// n: the plural categories of Unicode's CLDR in their order, from "one" to "other". Beside a
	// number with decimals it has the last.
	whole int
	form  func(n int) int
	// nouns tells that they begin with a capital within a sentence too.
	nouns bool
}

// Languages are those that the page speaks, English first.
var Languages = []Language{
	{"en", "English", ".", ",", 2, oneOrOther, false},
	{"de", "Deutsch", ",", ".", 2, oneOrOther, true},
	{"ru", "Русский", ",", "\u00a0", 3, oneFewMany, false},
}

// LanguageOf returns the language of a tag, of which only what is before the first "-" counts.
func LanguageOf(tag string) (l Language, ok bool) {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	for _, l := range Languages {
		if l.Tag == tag {
			return l, true
		}
	}
	return Languages[0], false
}

// inside is a label as it stands within a sentence.
func (l Language) inside(label string) string {
	first, n := utf8.DecodeRuneInString(label)
	if second, _ := utf8.DecodeRuneInString(label[n:]); l.nouns || !unicode.IsLower(second) {
		return label
	}
	return string(unicode.ToLower(first)) + label[n:]
}

func oneOrOther(n int) int {
	if n == 1 {
		return 0
	}
	return 1
}

// oneFewMany: 1, 21, 101; 2, 3, 4, 22; 0, 5, 11, 12, 25.
func oneFewMany(n int) int {
	n = max(n, -n)
	switch last, lastTwo := n%10, n%100; {
	case last == 1 && lastTwo != 11:
		return 0
	case last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14):
		return 1
	}
	return 2
}

// decimals writes the decimal sign of a number that fmt has written as the language does.
func (l Language) decimals(number string) string {
	return strings.Replace(number, ".", l.decimal, 1)
}

// grouped writes a whole number with thousands set apart.
func (l Language) grouped(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + l.thousands + digits[i:]
	}
	return sign + digits
}
