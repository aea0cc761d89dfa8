package protocol

import "testing"

func TestPlural(t *testing.T) {
	for name, want := range map[string]string{"cat": "cats", "horse": "horses", "dogs": "dogs", "кошки": "кошки", "猫": "猫", "class 1": "class 1"} {
		set := DataLoaded{Classes: []string{name, "x"}}
		if got := set.Plural(0); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
