package spec

import "testing"

func TestStudy(t *testing.T) {
	for _, withVGG19 := range []bool{false, true} {
		runs, byModel := 0, map[ModelID]int{}
		for _, part := range Study(withVGG19) {
			for _, r := range part.Runs() {
				if err := r.Validate(); err != nil {
					t.Error(err)
				}
				if r.Init != Glorot || r.Pixels != ZeroToOne {
					t.Errorf("%s by %s starts from %q and %q, the study from Glorot's weights and 0 to 1", r.Model, r.Method, r.Init, r.Pixels)
				}
				runs++
				byModel[r.Model]++
			}
		}
		want := 4 * len(Methods) // three seeds at the small size, one at the study's
		if byModel[CNN] != want || (byModel[VGG19] == len(Methods)) != withVGG19 {
			t.Errorf("with VGG19 %v: %d runs, %v", withVGG19, runs, byModel)
		}
	}
}
