package metric

import (
	"fmt"
	"math"
	"slices"
)

// Novelty tells photos that are unlike those that a network learned from: by how far the pattern of
// its channels, their means scaled to the length 1, is from that of the photos it knows. The
// distance is Mahalanobis' with a diagonal covariance. The length is left out, since it only says
// how much there is to see in a photo.
type Novelty struct {
	// Mean and Spread are the mean and the standard deviation of each channel's share over known
	// photos.
	Mean   []float32 `json:"mean"`
	Spread []float32 `json:"spread"`
	// Limit is the distance from which on a photo counts as unlike them.
	Limit float64 `json:"limit"`
}

// FalseAlarms is the share of the photos it is tuned on that a [Novelty] calls unlike.
const FalseAlarms = 0.05

// NewNovelty returns the measure for known photos, given by their channels' means, its limit so
// that one in twenty of other photos of the same source is beyond.
func NewNovelty(known, others [][]float32) *Novelty {
	channels := len(known[0])
	sum, squares := make([]float64, channels), make([]float64, channels)
	for _, photo := range known {
		for i, x := range direction(photo) {
			sum[i] += x
			squares[i] += x * x
		}
	}
	n := &Novelty{Mean: make([]float32, channels), Spread: make([]float32, channels)}
	count, all := float64(len(known)), 0.0
	for i := range sum {
		mean := sum[i] / count
		squares[i] = max(0, squares[i]/count-mean*mean)
		all += squares[i] / float64(channels)
		n.Mean[i] = short(mean)
	}
	for i, variance := range squares {
		// A channel that says next to nothing of known photos is not to decide alone.
		n.Spread[i] = short(math.Sqrt(variance + 1e-3*all + 1e-12))
	}
	var distances []float64
	for _, photo := range others {
		distances = append(distances, n.Distance(photo))
	}
	slices.Sort(distances)
	n.Limit = distances[min(int(float64(len(distances))*(1-FalseAlarms)), len(distances)-1)]
	return n
}

// Distance is how far a photo is from the known ones, by its channels' means: the root of the mean
// square of the deviations, in spreads. Known photos are at about 1.
func (n *Novelty) Distance(channels []float32) float64 {
	sum := 0.0
	for i, x := range direction(channels) {
		deviation := (x - float64(n.Mean[i])) / float64(n.Spread[i])
		sum += deviation * deviation
	}
	return math.Sqrt(sum / float64(len(channels)))
}

// Unlike reports whether a photo is unlike the known ones, by its channels' means.
func (n *Novelty) Unlike(channels []float32) bool { return !(n.Distance(channels) <= n.Limit) }

// Check returns an error if this is no measure of a network with so many channels.
func (n *Novelty) Check(channels int) error {
	if len(n.Mean) != channels || len(n.Spread) != channels {
		return fmt.Errorf("its measure of what is unlike its photos is of %d and %d channels instead of %d", len(n.Mean), len(n.Spread), channels)
	}
	if !(n.Limit > 0) || slices.ContainsFunc(n.Spread, func(s float32) bool { return !(s > 0) }) {
		return fmt.Errorf("its measure of what is unlike its photos has a limit or a spread that is not positive")
	}
	return nil
}

// direction scales numbers to the length 1; none at all stay so.
func direction(channels []float32) []float64 {
	length := 0.0
	for _, x := range channels {
		length += float64(x) * float64(x)
	}
	length = max(math.Sqrt(length), 1e-9)
	scaled := make([]float64, len(channels))
	for i, x := range channels {
		scaled[i] = float64(x) / length
	}
	return scaled
}

// short rounds a number to 11 bits, so that a file need not carry digits that say nothing.
func short(x float64) float32 {
	fraction, exponent := math.Frexp(x)
	return float32(math.Ldexp(math.Round(fraction*2048)/2048, exponent))
}
