package floats

import (
	"fmt"
	"io"
)

const (
	// MaxElements bounds an array, 4 GB as float32, so that sizes cannot overflow.
	MaxElements = 1 << 30
	// MaxRank bounds the number of dimensions.
	MaxRank = 8
)

// Len is the number of elements of an array.
func Len(shape []int) int {
	n := 1
	for _, side := range shape {
		n *= side
	}
	return n
}

// CheckShape refuses shapes beyond the bounds.
func CheckShape(shape []int) error {
	if len(shape) > MaxRank {
		return fmt.Errorf("%d dimensions, expected %d at most", len(shape), MaxRank)
	}
	n := 1
	for _, side := range shape {
		if side < 0 || side > MaxElements || n*side > MaxElements {
			return fmt.Errorf("shape %v, expected %d elements at most", shape, MaxElements)
		}
		n *= side
	}
	return nil
}

// ReadArray fills dst with all elements of an array, in row-major order.
func ReadArray(dst []float32, name string, shape []int, r io.ReaderAt, off int64, size int, decode Decode) error {
	if len(dst) != Len(shape) {
		panic(fmt.Sprintf("floats: %d elements for %s of shape %v", len(dst), name, shape))
	}
	if err := Read(dst, r, off, size, decode); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}
