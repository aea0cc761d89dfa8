package spec

import "strings"

// InQuery parts the query of the page's address into settings, as a link has them, and what is
// none of the page's: mail programs, networks and search engines append marks of their own. Links
// have their settings behind the "#", but people write a "?" as well. A "%" that begins no code
// stands for itself.
func InQuery(query string) (link, foreign string) {
	var settings, others []string
	for part := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(part, "=")
		switch {
		case part == "":
		case isMark(key):
			others = append(others, part)
		default:
			settings = append(settings, mended(part))
		}
	}
	return strings.Join(settings, "&"), strings.Join(others, "&")
}

// embeds is the key by which an address asks for the curves alone.
const embeds = "embed"

// Embeds reports whether the query of an address asks for the curves alone, for a frame in
// another page.
func Embeds(query string) bool {
	for part := range strings.SplitSeq(query, "&") {
		if key, _, _ := strings.Cut(part, "="); key == embeds {
			return true
		}
	}
	return false
}

// isMark reports whether a key is that of such a mark: "utm_source", "fbclid". What is embedded
// stays so.
func isMark(key string) bool {
	return strings.HasPrefix(key, "utm_") || strings.HasPrefix(key, "mc_") || strings.HasSuffix(key, "clid") || key == "ref" || key == embeds
}

// mended writes each "%" that begins no code as its own code.
func mended(text string) string {
	const percent = "%25"
	var b strings.Builder
	for i, c := range []byte(text) {
		if c == '%' && !(i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2])) {
			b.WriteString(percent)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }
