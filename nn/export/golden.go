package export

// Goldens is how many pictures a [Golden] has.
const Goldens = 3

// Golden are a few pictures and what the network says of each where it was trained.
type Golden struct {
	// Pixels are Goldens pictures of Size x Size, red, green and blue of each pixel together.
	Pixels []uint8
	// Probabilities of the second class, one for each.
	Probabilities []float64
}

// Pictures draws the pictures of a [Golden] for a network of photos of so many pixels a side.
// They are no photos, so they are the same wherever a network is from, and may be given away
// with it: light growing to the right, a chequered board of two colours, and spots that take
// every value.
func Pictures(size int) []uint8 {
	pixels := make([]uint8, 0, Goldens*size*size*3)
	for y := range size {
		for x := range size {
			light := uint8(255 * x / (size - 1))
			pixels = append(pixels, light, light, uint8(255*y/(size-1)))
		}
	}
	square := max(1, size/8)
	for y := range size {
		for x := range size {
			if (x/square+y/square)%2 == 0 {
				pixels = append(pixels, 200, 120, 40)
			} else {
				pixels = append(pixels, 30, 60, 160)
			}
		}
	}
	state := uint32(1)
	for range size * size * 3 {
		state = state*1664525 + 1013904223 // Numerical Recipes' generator
		pixels = append(pixels, uint8(state>>24))
	}
	return pixels
}
