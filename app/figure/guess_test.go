package figure

import (
	"strings"
	"testing"
)

// TestGuess: what the larger class alone is worth is a dotted line where it is in the range of
// the values, and said in any case.
func TestGuess(t *testing.T) {
	line := func(guess float64) Figure {
		l := accuracyChart() // from 0.5 to 0.8
		l.Guess = guess
		return l
	}
	rows := func(guess float64) Figure {
		return Forest{Title: "Test accuracy", X: Axis{Label: "Accuracy", Value: Fixed(4)}, Guess: guess,
			Rows: []ForestRow{{Name: "SGD", Style: MethodStyle("sgd"), Value: 0.7, Low: 0.5, High: 0.8, Reference: 0.6}}}
	}
	boxes := func(guess float64) Figure {
		return Box{Title: "Test accuracy", X: Axis{Label: "Accuracy", Value: Fixed(4)}, Guess: guess,
			Groups: []Group{{Name: "SGD", Style: MethodStyle("sgd"), Values: []float64{0.5, 0.55, 0.6, 0.7, 0.8}}}}
	}
	for name, make := range map[string]func(float64) Figure{"line": line, "forest": rows, "box": boxes} {
		for _, c := range []struct {
			guess       float64
			drawn, said bool
		}{{0, false, false}, {0.6, true, true}, {0.1, false, true}} {
			f := make(c.guess)
			svg := string(ToSVG(f, 600, 300, Light()))
			if drawn := strings.Contains(svg, ">guessing</text>"); drawn != c.drawn {
				t.Errorf("%s, guess %v: drawn %v, want %v", name, c.guess, drawn, c.drawn)
			}
			if said := strings.Contains(f.(interface{ Describe() string }).Describe(), "Guessing, always the larger class: 0."); said != c.said {
				t.Errorf("%s, guess %v: said %v, want %v", name, c.guess, said, c.said)
			}
		}
	}
}
