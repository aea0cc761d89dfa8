package widget

import (
	"pawgrad/nn/spec"
	"slices"
	"strings"
	"testing"
)

func TestEverySymbolOfEveryFormulaIsExplained(t *testing.T) {
	for _, m := range spec.Methods {
		table := Symbols(m)
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
	table := Symbols(adam)
	pieces := dissect("m̂ / m", table)
	if len(pieces) != 3 || pieces[0].text != "m̂" || pieces[2].text != "m" || pieces[0].meaning == pieces[2].meaning {
		t.Errorf("pieces %+v", pieces)
	}
}

func TestSymbolsOfAFormula(t *testing.T) {
	cases := map[spec.MethodID][]string{
		spec.GD:       {"θ", "δ", "g"},
		spec.Momentum: {"v", "γ", "δ", "g", "θ"},
		spec.Nesterov: {"v", "γ", "δ", "g", "θ"},
		spec.Adagrad:  {"G", "g", "θ", "δ", "ε"},
		spec.RMSprop:  {"E", "ρ", "g", "θ", "δ", "ε"},
		spec.Adam:     {"m", "β₁", "g", "v", "β₂", "θ", "δ", "m̂", "v̂", "ε"},
	}
	for id, want := range cases {
		m, _ := spec.MethodByID(id)
		if got := SymbolsIn(m, Symbols(m)); !slices.Equal(got, want) {
			t.Errorf("%s: symbols %v, want %v", m.Name, got, want)
		}
	}
}
