package widget

import (
	"pawgrad/app/browser/fake"
	"testing"
)

func TestThemeIsKept(t *testing.T) {
	b := fake.NewBrowser()
	s := NewScreen(b)
	s.ChooseTheme(true)
	if b.Texts[keyTheme] != "dark" || b.Marks["data-theme"] != "dark" || !s.Theme().Dark {
		t.Errorf("stored %q, marked %q", b.Texts[keyTheme], b.Marks["data-theme"])
	}
	plain := s.Theme().Small
	s.SetPresent(true)
	if s.Theme().Small <= plain || b.Marks["data-present"] == "" {
		t.Error("present mode is no larger")
	}
}

// TestSettled waits for a block that is still being drawn part by part.
func TestSettled(t *testing.T) {
	b := fake.NewBrowser()
	s := NewScreen(b)
	settled := false
	s.unfinished++
	s.Settled(func() { settled = true })
	for range 10 {
		b.NextFrame()
	}
	if settled {
		t.Error("settled before all of the block was there")
	}
	s.unfinished--
	b.NextFrame()
	if !settled {
		t.Error("all of the block is there, but nobody was told")
	}
}

// TestFocus has what is to take the focus become usable long after it was asked to, as where a
// busy browser shows frames before the page has rendered.
func TestFocus(t *testing.T) {
	b := fake.NewBrowser()
	s := NewScreen(b)
	b.Inert = map[string]bool{"report": true}
	s.Focus("report")
	for range 100 {
		b.NextFrame()
	}
	if b.Focused != "" {
		t.Fatalf("%s has the focus, which it cannot take", b.Focused)
	}
	b.Inert = nil
	b.NextFrame()
	if b.Focused != "report" {
		t.Errorf("%q has the focus, not the report", b.Focused)
	}
	b.Focused = ""
	b.NextFrame()
	if b.Focused != "" {
		t.Error("the focus was taken twice")
	}
}
