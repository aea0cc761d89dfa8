package spec

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestVariants tells for each kind of augmentation whether features are read, of how many
// variants beside the photos themselves, and which runs share them.
func TestVariants(t *testing.T) {
	varied := Augment{Shift: 0.1, Rotate: 12.5, Zoom: 0.15}
	in := func(a Augment, variants int, flip bool) Augment {
		a.Variants, a.Flip = variants, flip
		return a
	}
	for _, c := range []struct {
		model    ModelID
		augment  Augment
		cached   bool
		variants int
		key      string
	}{
		{VGG19, Augment{}, true, 0, ""},
		{VGG19, Augment{Variants: 8}, true, 0, ""},
		{VGG19, Augment{Flip: true}, true, 1, "mirrored"},
		{VGG19, Augment{Flip: true, Variants: 8}, true, 1, "mirrored"},
		{VGG19, varied, false, 0, ""},
		{VGG19, in(varied, 0, true), false, 0, ""},
		{VGG19, in(varied, 8, false), true, 8, "8forms-0.1-12.5-0.15"},
		{VGG19, in(varied, 1, true), true, 1, "1forms-0.1-12.5-0.15-flip"},
		{CNN, in(varied, 8, true), false, 0, ""},
	} {
		run := DefaultRunOf(c.model, Adam)
		run.Augment = c.augment
		if run.Cached() != c.cached || run.Variants() != c.variants || run.VariantsKey() != c.key {
			t.Errorf("%s with %+v: cached %v, %d variants, key %q; want %v, %d, %q",
				c.model, c.augment, run.Cached(), run.Variants(), run.VariantsKey(), c.cached, c.variants, c.key)
		}
	}
}

// TestOldKeysOfVariants reads links and files of before 2026-11-29, which say "forms".
func TestOldKeysOfVariants(t *testing.T) {
	old, problems := Decode("#model=vgg19&size=150&flip=true&rotate=10&forms=8")
	if problems != nil || old.Shared.Augment.Variants != 8 {
		t.Errorf("the old link reads as %+v, %v", old.Shared.Augment, problems)
	}
	if link := old.Encode(); !strings.Contains(link, "variants=8") || strings.Contains(link, "forms") {
		t.Errorf("it is written again as %s", link)
	}
	for text, want := range map[string]int{`{"rotate":10,"forms":8}`: 8, `{"rotate":10,"variants":3}`: 3, `{"rotate":10}`: 0} {
		var a Augment
		if err := json.Unmarshal([]byte(text), &a); err != nil || a.Rotate != 10 || a.Variants != want {
			t.Errorf("%s reads as %+v, %v", text, a, err)
		}
		if text, err := json.Marshal(a); err != nil || strings.Contains(string(text), "forms") {
			t.Errorf("it is written again as %s, %v", text, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"forms":"many"}`), &Augment{}); err == nil {
		t.Error("a word was read as a number of variants")
	}
}
