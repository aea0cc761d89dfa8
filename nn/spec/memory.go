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
	for _, l := range network.Layers(r.ImageSize) {
		out := max(1, l.Height*l.Width) * l.Channels
		if l.Frozen && network.cached {
			perImage = out // the features, a byte each, that are read instead
			continue
		}
		activations += out
	}
	photos := min(float64(images*perImage), mostPhotoBytes)
	return int64(programBytes + photos + 4*float64(copies*network.Params(r.ImageSize)+r.BatchSize*activations))
}
