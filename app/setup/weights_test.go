package setup

import (
	"strings"
	"testing"

	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestVariedCost checks the figure in the sentence against one worked out by hand. At
// 96 pixels a photo takes 0.94e9 multiply-adds to train block 5 (of its four
// convolutions of 85e6 each the first has two passes and the others three) and the head,
// 2.4e6 numbers; the 12 convolutions below take 3.24e9 more, and for the head alone all
// 16 do, 3.58e9.
func TestVariedCost(t *testing.T) {
	for _, c := range []struct {
		train spec.Train
		size  string
		want  string
		room  string // of 8 variants of the 1,400 photos
	}{
		{spec.TrainBlock5, "96", "about 4 times the work", "206.4 MB"},
		{spec.TrainBlock5, "150", "about 5 times the work", "464.5 MB"},
		{spec.TrainHead, "96", "about 760 times the work", "51.6 MB"},
		{spec.TrainHead, "150", "about 1,000 times the work", "91.8 MB"},
	} {
		in, s, _ := stand()
		s.Form.ChooseModel(spec.VGG19)
		for key, value := range map[string]string{spec.KeyTrain: string(c.train), spec.KeyImageSize: c.size, spec.KeyRotate: "10"} {
			s.Form.Edit(form.Field{Key: key}, value)
		}
		if got := in.variedCost(); !strings.Contains(got, c.want) {
			t.Errorf("%s at %s px: %q, want %q", c.train, c.size, got, c.want)
		}
		if page := ui.HTMLString(in.Render()); !strings.Contains(page, c.want) {
			t.Errorf("%s at %s px: the page does not say %q", c.train, c.size, c.want)
		}
		s.Form.Edit(form.Field{Key: spec.KeyVariants}, "8")
		if got := in.variedCost(); !strings.Contains(got, "in 8 variants, each once") || !strings.Contains(got, c.room) || !strings.Contains(ui.HTMLString(in.Render()), c.room) {
			t.Errorf("%s at %s px in variants: %q, want that and %q, there and in the page", c.train, c.size, got, c.room)
		}
	}
}
