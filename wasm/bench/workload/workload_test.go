package workload

import "testing"

// TestMultiplications counts by hand what a small network multiplies: 10 px, whose first
// convolution has 8x8 places and whose second, after pooling, 2x2; then a pixel of 5 channels to 2 and 1 outputs.
func TestMultiplications(t *testing.T) {
	c := CNN{Size: 10, Batch: 2, Hidden: 2, Channels: []int{4, 5}}
	const (
		first  = 8 * 8 * 9 * 3 * 4
		second = 2 * 2 * 9 * 4 * 5
		dense  = 1*1*5*2 + 2
	)
	if got, want := c.Inference(), 2*(first+second+dense); got != want {
		t.Errorf("inference: %d, want %d", got, want)
	}
	if got, want := c.multiplications(), 2*(2*first+3*second+3*dense); got != want {
		t.Errorf("training: %d, want %d", got, want)
	}
}
