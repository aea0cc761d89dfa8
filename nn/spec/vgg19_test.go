package spec

import "testing"

// TestForms tells for each kind of augmentation whether features are read, of how many
// forms beside the photos themselves, and which runs share them.
func TestForms(t *testing.T) {
	varied := Augment{Shift: 0.1, Rotate: 12.5, Zoom: 0.15}
	in := func(a Augment, forms int, flip bool) Augment {
		a.Forms, a.Flip = forms, flip
		return a
	}
	for _, c := range []struct {
		model   ModelID
		augment Augment
		cached  bool
		forms   int
		key     string
	}{
		{VGG19, Augment{}, true, 0, ""},
		{VGG19, Augment{Forms: 8}, true, 0, ""},
		{VGG19, Augment{Flip: true}, true, 1, "mirrored"},
		{VGG19, Augment{Flip: true, Forms: 8}, true, 1, "mirrored"},
		{VGG19, varied, false, 0, ""},
		{VGG19, in(varied, 0, true), false, 0, ""},
		{VGG19, in(varied, 8, false), true, 8, "8forms-0.1-12.5-0.15"},
		{VGG19, in(varied, 1, true), true, 1, "1forms-0.1-12.5-0.15-flip"},
		{CNN, in(varied, 8, true), false, 0, ""},
	} {
		run := DefaultRunOf(c.model, Adam)
		run.Augment = c.augment
		if run.Cached() != c.cached || run.Forms() != c.forms || run.FormsKey() != c.key {
			t.Errorf("%s with %+v: cached %v, %d forms, key %q; want %v, %d, %q",
				c.model, c.augment, run.Cached(), run.Forms(), run.FormsKey(), c.cached, c.forms, c.key)
		}
	}
}
