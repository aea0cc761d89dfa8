package metric

// Confusion counts images by true class (first index) and called class (second
// index).
type Confusion [2][2]int

// Confuse counts how images are called when class 1 is called from the
// probability threshold on.
func Confuse(probabilities []float32, labels []int, threshold float64) Confusion {
	sameLength(len(probabilities), len(labels))
	var c Confusion
	for i, p := range probabilities {
		called := 0
		if float64(p) >= threshold {
			called = 1
		}
		c[labels[i]][called]++
	}
	return c
}

// Accuracy is the share of images called right; NaN without images.
func (c Confusion) Accuracy() float64 {
	right := c[0][0] + c[1][1]
	return float64(right) / float64(right+c[0][1]+c[1][0])
}
