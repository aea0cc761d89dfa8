package session

// maxPoints bounds a curve: more points than a screen has columns show nothing,
// and a run of a thousand epochs would otherwise fill the page's memory.
const maxPoints = 2000

// Curve is loss and accuracy by epoch and by time, parallel slices that only
// grow, except that [Curve.add] thins them.
type Curve struct {
	Epoch    []float64 // with its fraction
	Seconds  []float64 // of training since the start, pauses left out
	Loss     []float64 // nats
	Accuracy []float64
}

// Len is the number of points.
func (c *Curve) Len() int { return len(c.Epoch) }

// add appends a point. A full curve is first thinned to half: each pair of points
// becomes one with the means of both, at the second one's place.
func (c *Curve) add(epoch, seconds, loss, accuracy float64) {
	if c.Len() >= maxPoints {
		c.thin()
	}
	c.Epoch = append(c.Epoch, epoch)
	c.Seconds = append(c.Seconds, seconds)
	c.Loss = append(c.Loss, loss)
	c.Accuracy = append(c.Accuracy, accuracy)
}

func (c *Curve) thin() {
	half := c.Len() / 2
	for i := range half {
		c.Epoch[i], c.Seconds[i] = c.Epoch[2*i+1], c.Seconds[2*i+1]
		c.Loss[i] = (c.Loss[2*i] + c.Loss[2*i+1]) / 2
		c.Accuracy[i] = (c.Accuracy[2*i] + c.Accuracy[2*i+1]) / 2
	}
	c.Epoch, c.Seconds = c.Epoch[:half], c.Seconds[:half]
	c.Loss, c.Accuracy = c.Loss[:half], c.Accuracy[:half]
}

// cut drops the points from an epoch on: a run that goes on from its last
// checkpoint passes again through what it did after that.
func (c *Curve) cut(epoch float64) {
	n := c.Len()
	for n > 0 && c.Epoch[n-1] >= epoch {
		n--
	}
	c.Epoch, c.Seconds, c.Loss, c.Accuracy = c.Epoch[:n], c.Seconds[:n], c.Loss[:n], c.Accuracy[:n]
}
