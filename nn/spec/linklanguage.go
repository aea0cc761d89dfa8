package spec

import "strings"

// keyLanguage is the key of the language that a link's page is shown in. It is no part of the
// experiment.
const keyLanguage = "lang"

// LinkLanguage is the language that a link asks for, by its tag; empty if it asks for none.
func LinkLanguage(link string) string {
	for part := range strings.SplitSeq(strings.TrimLeft(link, "?#"), "&") {
		if tag, ok := strings.CutPrefix(part, keyLanguage+"="); ok {
			return tag
		}
	}
	return ""
}

// InLanguage is a link that asks for a language, or for none if tag is empty.
func InLanguage(link, tag string) string {
	var parts []string
	for part := range strings.SplitSeq(link, "&") {
		if part != "" && !strings.HasPrefix(part, keyLanguage+"=") {
			parts = append(parts, part)
		}
	}
	if tag != "" {
		parts = append(parts, keyLanguage+"="+tag)
	}
	return strings.Join(parts, "&")
}
