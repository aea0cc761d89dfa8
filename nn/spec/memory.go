package spec

// What a run occupies beside its weights and its batch: the program and Go's heap,
// and at most so much for the photos of the set.
const (
	programBytes   = 120e6
	mostPhotoBytes = 256e6
)

// copies is how many numbers a run keeps for each that it trains: the weight, its
// gradient, a copy to go back to, the two that Adam remembers, the weight again as the
// kernels want it, and at an epoch's end weights and memory once more on their way to a
// checkpoint.
const copies = 9

// MemoryBytes estimates the memory that training takes on a set of images, on the
// safe side: it is there to decide how many runs may be alive side by side.
func (r Run) MemoryBytes(images int) int64 {
	network := r.Network()
	activations, perImage := 0, 3*r.ImageSize*r.ImageSize
	if network.cached {
		perImage = r.FeatureBytes()
	}
	for _, l := range network.Layers(r.ImageSize) {
		if !l.Frozen || !network.cached {
			activations += outputs(l)
		}
	}
	photos := min(float64(images*perImage), mostPhotoBytes)
	return int64(programBytes + photos + 4*float64(copies*network.Params(r.ImageSize)+r.BatchSize*activations))
}

// FeatureBytes is what is kept of an image of VGG19's when the run's frozen layers have seen
// it: a byte for each number that the last of them puts out.
func (r Run) FeatureBytes() int {
	bytes := 0
	for _, l := range r.Network().Layers(r.ImageSize) {
		if l.Frozen {
			bytes = outputs(l)
		}
	}
	return bytes
}

// outputs is how many numbers a layer puts out for an image.
func outputs(l Layer) int { return max(1, l.Height*l.Width) * l.Channels }
