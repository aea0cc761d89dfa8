package pack

import (
	"strings"
	"testing"
)

// TestUnequal: a warning from more than three to one, whichever class it is.
func TestUnequal(t *testing.T) {
	for _, c := range []struct {
		counts [2]int
		says   string
	}{
		{[2]int{100, 100}, ""},
		{[2]int{100, 300}, ""},
		{[2]int{100, 301}, "3.0 times as many photos of dog as of cat (301 and 100), so a network that always says dog is right on 75 %"},
		{[2]int{900, 100}, "9.0 times as many photos of cat as of dog (900 and 100), so a network that always says cat is right on 90 %"},
		{[2]int{0, 5}, ""},
	} {
		got := Unequal([]string{"cat", "dog"}, c.counts[:])
		if (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%v: %q, want %q", c.counts, got, c.says)
		}
	}
}
