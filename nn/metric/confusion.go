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

// Recall is the share of a class's images that are called right; NaN without any.
func (c Confusion) Recall(class int) float64 {
	return float64(c[class][class]) / float64(c[class][0]+c[class][1])
}

// Balanced is the balanced accuracy, the mean of both classes' recalls: 0.5 for calling every
// image the same, however unequal the classes are.
func (c Confusion) Balanced() float64 { return (c.Recall(0) + c.Recall(1)) / 2 }

// Guess is the accuracy of calling every image the class that most are of; see [Guess].
func (c Confusion) Guess() float64 { return Guess([2]int{c[0][0] + c[0][1], c[1][0] + c[1][1]}) }

// Guess is the share of the larger of two classes: the accuracy of who looks at no image. It is
// NaN without images.
func Guess(counts [2]int) float64 {
	return float64(max(counts[0], counts[1])) / float64(counts[0]+counts[1])
}

// Accuracy is the share of images called right; NaN without images.
func (c Confusion) Accuracy() float64 {
	right := c[0][0] + c[1][1]
	return float64(right) / float64(right+c[0][1]+c[1][0])
}
