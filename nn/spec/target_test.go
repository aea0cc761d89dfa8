package spec

import (
	"math"
	"slices"
	"testing"
)

func TestTargets(t *testing.T) {
	s, _ := SettingByKey(KeyTargets)
	for text, want := range map[string]string{
		"0.7 0.6": "0.6 0.7", "0,65; 0,7": "0.65 0.7", "0.7, 0.8": "0.7 0.8", "": "", " ": "", "0.7 0.7": "0.7", "1": "1",
	} {
		e := DefaultExperiment()
		if err := s.SetIn(&e, "", text); err != nil || string(e.Targets) != want {
			t.Errorf("%q becomes %q, %v; want %q", text, e.Targets, err, want)
		}
		back, problems := Decode(e.Encode())
		if back.Targets != e.Targets || problems != nil {
			t.Errorf("%q: the link brings %q back, %v", text, back.Targets, problems)
		}
	}
	for _, text := range []string{"0", "70", "1.1", "soon", "-0.5", "NaN", "0.1 0.2 0.3 0.4 0.5 0.6"} {
		e := DefaultExperiment()
		e.Targets = "0.7"
		if err := s.SetIn(&e, "", text); err == nil || e.Targets != "0.7" {
			t.Errorf("%q is taken: %q", text, e.Targets)
		}
	}
}

func TestProposedTargets(t *testing.T) {
	for _, c := range []struct {
		model       ModelID
		guess, best float64
		want        []float64
	}{
		{CNN, 0.5, math.NaN(), []float64{0.6, 0.65, 0.7}},
		{VGG19, 0.5, math.NaN(), []float64{0.8, 0.85, 0.9}},
		{CNN, 0.8, math.NaN(), []float64{0.84, 0.86, 0.88}},
		{CNN, 0.5, 0.74, []float64{0.62, 0.68, 0.72}},
		{CNN, 0.5, 0.51, []float64{0.6, 0.65, 0.7}},
		{CNN, 0.95, 0.97, []float64{0.96, 0.97}},
	} {
		targets := ProposeTargets(c.model, c.guess, c.best)
		if got, err := targets.Values(); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("from %g to %g: %v, %v; want %v", c.guess, c.best, got, err, c.want)
		}
	}
}
