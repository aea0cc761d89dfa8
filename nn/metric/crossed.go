package metric

import "math"

// Crossed is the mean of what several seeds say of the same photos, where other seeds as well
// as other photos might have been drawn: a network's hits, or the differences of two methods'.
type Crossed struct {
	// Mean is over all seeds and photos, and Error its standard error.
	Mean, Error float64
	// Freedom is the degrees of freedom of the Error in Student's t.
	Freedom float64
}

// NewCrossed analyses values[s][i] of seed s and photo i, of two seeds and two photos at
// least.
//
// A value is taken for the sum of a mean, an effect of its seed, one of its photo, and a rest,
// all but the first drawn at random (two-way analysis of variance without repetition). The
// variance of the mean is estimated from the mean squares between seeds S, between photos P
// and of the rest R, as (S + P - R) / (seeds · photos). It is how readers and cases are both
// counted as chance in diagnostic radiology, where the difference of two methods is tested so
// (Dorfman, Berbaum & Metz, 1992; the degrees of freedom are Hillis', 2007). Effects have no
// variance below nothing, so S and P count for no less than R: seeds that happen to agree do
// not make a method certain.
func NewCrossed(values [][]float64) Crossed {
	seeds, photos := float64(len(values)), float64(len(values[0]))
	if len(values) < 2 || len(values[0]) < 2 {
		panic("metric: crossed values of one seed or photo")
	}
	all := 0.0
	ofSeed, ofPhoto := make([]float64, len(values)), make([]float64, len(values[0]))
	for s, row := range values {
		sameLength(len(row), len(ofPhoto))
		for i, v := range row {
			all += v
			ofSeed[s] += v / photos
			ofPhoto[i] += v / seeds
		}
	}
	mean := all / (seeds * photos)
	betweenSeeds, betweenPhotos, rest := 0.0, 0.0, 0.0
	for s, row := range values {
		betweenSeeds += (ofSeed[s] - mean) * (ofSeed[s] - mean) * photos / (seeds - 1)
		for i, v := range row {
			r := v - ofSeed[s] - ofPhoto[i] + mean
			rest += r * r / ((seeds - 1) * (photos - 1))
		}
	}
	for _, m := range ofPhoto {
		betweenPhotos += (m - mean) * (m - mean) * seeds / (photos - 1)
	}
	betweenSeeds = max(betweenSeeds, rest)
	byPhotos := max(betweenPhotos-rest, 0)
	sum := betweenSeeds + byPhotos
	return Crossed{
		Mean:    mean,
		Error:   math.Sqrt(sum / (seeds * photos)),
		Freedom: sum * sum / (betweenSeeds*betweenSeeds/(seeds-1) + byPhotos*byPhotos/(photos-1)),
	}
}

// P is the two-sided p-value of the hypothesis that the mean over all seeds and photos that
// might be drawn is zero.
func (c Crossed) P() float64 {
	switch {
	case c.Mean == 0:
		return 1
	case c.Error == 0:
		return 0
	}
	return StudentP(c.Mean/c.Error, c.Freedom)
}

// Interval is the 95 % confidence interval of that mean.
func (c Crossed) Interval() (low, high float64) {
	if c.Error == 0 {
		return c.Mean, c.Mean
	}
	half := StudentQuantile(0.05, c.Freedom) * c.Error
	return c.Mean - half, c.Mean + half
}
