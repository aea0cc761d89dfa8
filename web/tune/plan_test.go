package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

func TestPlan(t *testing.T) {
	cases := []struct {
		methods, rates string
		seeds          int
		want           []string // method, rate, seed
	}{
		{"sgd", "0.1", 1, []string{"sgd 0.1 1"}},
		{"sgd,adam:0.003", "0.1,0.2", 1, []string{"sgd 0.1 1", "sgd 0.2 1", "adam 0.003 1"}},
		{"adam:0.01/0.02", "", 2, []string{"adam 0.01 1", "adam 0.01 2", "adam 0.02 1", "adam 0.02 2"}},
	}
	for _, c := range cases {
		runs, err := plan(spec.CNN, c.methods, c.rates, "epochs=7&flip=true", c.seeds)
		if err != nil {
			t.Fatalf("%s: %v", c.methods, err)
		}
		var got []string
		for _, r := range runs {
			got = append(got, fmt.Sprintf("%s %g %d", r.Method, r.Hyper.LearningRate, r.Seed))
			if r.Epochs != 7 || !r.Augment.Flip {
				t.Errorf("%s: the settings are not in %+v", c.methods, r)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s with %q: %v, want %v", c.methods, c.rates, got, c.want)
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	for _, c := range []struct{ methods, rates, settings, want string }{
		{"magic", "", "", "magic"},
		{"sgd", "fast", "", "fast"},
		{"sgd", "", "", "no rates for SGD"},
		{"sgd:-1", "", "", "Learning rate"},
		{"sgd", "0.1", "colour=red", "colour"},
		{"sgd", "0.1", "seeds=3", "seeds"},
		{"sgd", "0.1", "epochs=none", "none"},
	} {
		if _, err := plan(spec.CNN, c.methods, c.rates, c.settings, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v", c, err)
		}
	}
}
