// Package printable makes text of other people's files fit to be printed by a command: a
// file's name may hold what a terminal obeys, such as colours, or the order to overwrite
// the line above.
package printable

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text shows control characters, line breaks, what is no UTF-8 and invisible characters,
// such as those that turn the direction of writing, by their escapes in Go: "a\x1b[31m.jpg".
// All else stays as it is.
func Text(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			quoted := strconv.Quote(text[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(text[:size])
		}
		text = text[size:]
	}
	return b.String()
}

// Lines is [Text] of each line.
func Lines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Text(line)
	}
	return strings.Join(lines, "\n")
}
