package record

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

func TestTheBestIsNamedByValidation(t *testing.T) {
	e := sample()
	loss := []float64{0.6}
	e.Runs = []Run{validated("run1", spec.SGD, 1, []float64{0.7}, loss), validated("run2", spec.Adam, 1, []float64{0.6}, loss)}
	e.Runs[1].Result = tested("run2", spec.Adam, 1, "1111").Result // luckier on the test photos
	if got := NewTable(e)[0].Choice(); !strings.HasPrefix(got, "By the validation photos the network of SGD is the best.") || !strings.Contains(got, "its test accuracy, 0.5000 (") || !strings.HasSuffix(got, "luckiest of 2.") {
		t.Error(got)
	}
	e.Runs[1] = validated("run2", spec.Adam, 1, []float64{0.7}, []float64{0.5})
	if got := NewTable(e)[0].Choice(); !strings.Contains(got, "of Adam is the best") {
		t.Errorf("of equals the lower loss: %s", got)
	}
	e.Runs[1] = validated("run2", spec.Adam, 1, []float64{0.9, 0.6}, []float64{0.5, 0.9})
	e.Runs[1].Spec.Patience = 1 // goes back to its first epoch
	if got := NewTable(e)[0].Choice(); !strings.Contains(got, "of Adam is the best") {
		t.Errorf("of a run that goes back: %s", got)
	}
	e.Runs[1] = validated("run2", spec.Adam, 1, []float64{0.7}, loss)
	if got := NewTable(e)[0].Choice(); got != "" {
		t.Errorf("of equals one is named: %s", got)
	}
}

// TestAChoiceByTestPhotosFlatters draws seven equal methods: the highest of their test accuracies
// is more than theirs, that of the one chosen by other photos is not.
func TestAChoiceByTestPhotosFlatters(t *testing.T) {
	const methods, photos, tables, accuracy = 7, 1000, 200, 0.75
	random := rand.New(rand.NewPCG(1, 1))
	draw := func() float64 {
		hits := 0
		for range photos {
			if random.Float64() < accuracy {
				hits++
			}
		}
		return float64(hits) / photos
	}
	byTest, byValidation := 0.0, 0.0
	for range tables {
		most, chosen, best := 0.0, 0.0, 0.0
		for range methods {
			validation, test := draw(), draw()
			most = max(most, test)
			if validation > best {
				best, chosen = validation, test
			}
		}
		byTest += most / tables
		byValidation += chosen / tables
	}
	if byTest < accuracy+0.015 || byValidation < accuracy-0.003 || byValidation > accuracy+0.003 {
		t.Errorf("of equals of %g the best by the test photos has %.4f, by others %.4f", accuracy, byTest, byValidation)
	}
}
