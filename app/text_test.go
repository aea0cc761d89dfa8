package app

import (
	"math"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

func TestNumbersAsText(t *testing.T) {
	cases := []struct{ got, want string }{
		{whole(0), "0"},
		{whole(999), "999"},
		{whole(1400), "1,400"},
		{whole(1234567), "1,234,567"},
		{whole(-1234), "−1,234"},
		{counted(1, "photo"), "1 photo"},
		{counted(2000, "photo"), "2,000 photos"},
		{accuracy(0.73456), "0.7346"},
		{accuracy(math.NaN()), missing},
		{percent(0.934), "93 %"},
		{rate(3.25), "3.2"},
		{rate(1234.4), "1,234"},
		{megabytes(6_240_000), "6.2 MB"},
		{duration(8.24), "8.2 s"},
		{duration(59), "59 s"},
		{duration(80), "1 min 20 s"},
		{duration(7500), "2 h 5 min"},
		{duration(math.Inf(1)), missing},
		{remaining(0), ""},
		{remaining(math.NaN()), ""},
		{remaining(3), "a few seconds left"},
		{remaining(31), "about 35 s left"},
		{remaining(130), "about 2 min left"},
		{remaining(7200), "about 2.0 h left"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestEverySymbolOfEveryFormulaIsExplained(t *testing.T) {
	for _, m := range spec.Methods {
		table := symbols(m)
		for _, line := range m.Formula {
			rebuilt := ""
			for _, p := range dissect(line, table) {
				rebuilt += p.text
				if p.meaning != "" || strings.HasPrefix(p.text, "   ") {
					continue
				}
				// What is left over is punctuation, operators and digits.
				if rest := strings.Trim(p.text, " ←−+·/√()²1"); rest != "" {
					t.Errorf("%s: nothing explains %q in %q", m.Name, rest, line)
				}
			}
			if rebuilt != line {
				t.Errorf("%s: %q was taken apart into %q", m.Name, line, rebuilt)
			}
		}
	}
}

func TestASymbolWithAHatIsItsOwn(t *testing.T) {
	adam, _ := spec.MethodByID(spec.Adam)
	table := symbols(adam)
	pieces := dissect("m̂ / m", table)
	if len(pieces) != 3 || pieces[0].text != "m̂" || pieces[2].text != "m" || pieces[0].meaning == pieces[2].meaning {
		t.Errorf("pieces %+v", pieces)
	}
}
