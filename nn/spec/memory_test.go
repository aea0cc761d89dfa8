package spec

import "testing"

// TestMemoryBytes holds the estimate for 4,000 photos and batches of 32 between what
// the arrays that a run cannot do without take, and twice as much.
func TestMemoryBytes(t *testing.T) {
	cases := []struct {
		model          ModelID
		size           int
		lowest, utmost int64
	}{
		{CNN, 64, 130e6, 300e6},
		{CNN, 150, 300e6, 800e6},
		{VGG19, 150, 500e6, 1e9},
	}
	for _, c := range cases {
		r := DefaultRunOf(c.model, Adam)
		r.ImageSize = c.size
		if got := r.MemoryBytes(4000); got < c.lowest || got > c.utmost {
			t.Errorf("%s at %d px: %d MB, want %d to %d", c.model, c.size, got/1e6, c.lowest/1e6, c.utmost/1e6)
		}
		if few, many := r.MemoryBytes(10), r.MemoryBytes(4000); few >= many {
			t.Errorf("%s at %d px: 10 photos take %d bytes, 4,000 take %d", c.model, c.size, few, many)
		}
	}
}

func TestFeatureBytes(t *testing.T) {
	for _, c := range []struct {
		train Train
		size  int
		want  int
	}{
		{TrainBlock5, 150, 9 * 9 * 512}, {TrainHead, 150, 4 * 4 * 512},
		{TrainBlock5, 64, 4 * 4 * 512}, {TrainHead, 64, 2 * 2 * 512},
	} {
		r := DefaultRunOf(VGG19, Adam)
		r.Train, r.ImageSize = c.train, c.size
		if got := r.FeatureBytes(); got != c.want {
			t.Errorf("%s at %d px: %d bytes, want %d", c.train, c.size, got, c.want)
		}
	}
}
