package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// channelsAround are photos whose channels are in about the proportions given, of any strength.
func channelsAround(random *rand.Rand, count int, proportions ...float32) [][]float32 {
	var photos [][]float32
	for range count {
		strength := float32(0.5 + 3*random.Float64())
		photo := make([]float32, len(proportions))
		for i, p := range proportions {
			photo[i] = strength * p * float32(1+0.1*random.NormFloat64())
		}
		photos = append(photos, photo)
	}
	return photos
}

func TestNovelty(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kind := []float32{1, 2, 3, 0}
	n := NewNovelty(channelsAround(random, 400, kind...), channelsAround(random, 200, kind...))
	if err := n.Check(4); err != nil {
		t.Fatal(err)
	}
	share := func(photos [][]float32) float64 {
		unlike := 0
		for _, photo := range photos {
			if n.Unlike(photo) {
				unlike++
			}
		}
		return float64(unlike) / float64(len(photos))
	}
	if got := share(channelsAround(random, 2000, kind...)); math.Abs(got-FalseAlarms) > 0.03 {
		t.Errorf("%.3f of like photos are called unlike, want about %.2f", got, FalseAlarms)
	}
	if got := share(channelsAround(random, 200, 3, 2, 1, 0)); got < 0.99 {
		t.Errorf("%.3f of photos of other proportions are called unlike", got)
	}
	// What shows nothing at all, or no numbers, is like none of them.
	nan := float32(math.NaN())
	if !n.Unlike(make([]float32, 4)) || !n.Unlike([]float32{nan, nan, nan, nan}) {
		t.Error("a photo of which nothing is known counts as known")
	}
}

func TestNoveltyThatIsNone(t *testing.T) {
	good := Novelty{Mean: []float32{1, 0}, Spread: []float32{1, 1}, Limit: 2}
	if err := good.Check(2); err != nil {
		t.Error(err)
	}
	for name, n := range map[string]Novelty{
		"no limit":      {Mean: good.Mean, Spread: good.Spread},
		"no spread":     {Mean: good.Mean, Spread: []float32{1, 0}, Limit: 2},
		"fewer spreads": {Mean: good.Mean, Spread: []float32{1}, Limit: 2},
		"empty":         {Limit: 2},
	} {
		if n.Check(2) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
