package app

import "strings"

// presents reports whether a key does something for a projected page: those of a presenter's remote
// control and the arrows lead from figure to figure, digits have a curve stand out.
func (p *page) presents(key string) bool {
	if !p.screen.Present || p.report.Covers() {
		return false
	}
	switch key {
	case "PageDown", "ArrowRight", "PageUp", "ArrowLeft", "Escape":
		return true
	}
	return len(key) == 1 && strings.Contains("0123456789", key)
}

// present does what such a key is for.
func (p *page) present(key string) {
	switch key {
	case "PageDown", "ArrowRight":
		p.curves.Next(1)
	case "PageUp", "ArrowLeft":
		p.curves.Next(-1)
	case "Escape":
		p.curves.All()
	default:
		p.curves.Light(int(key[0] - '0'))
	}
}
