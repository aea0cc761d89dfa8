package setup

import (
	"testing"

	"pawgrad/assets/plan"
)

func TestReadMost(t *testing.T) {
	if leastMost != plan.MinForShares {
		t.Errorf("%d photos are asked for, and splits need %d", leastMost, plan.MinForShares)
	}
	for text, want := range map[string]struct {
		most int
		ok   bool
	}{"": {0, true}, " ": {0, true}, "500": {500, true}, "12,500": {12500, true}, "3": {3, true}, "2": {2, false}, "many": {0, false}, "-5": {-5, false}, "1.5": {0, false}} {
		if most, ok := readMost(text); ok != want.ok || ok && most != want.most {
			t.Errorf("%q: %d, %v; want %d, %v", text, most, ok, want.most, want.ok)
		}
	}
}
