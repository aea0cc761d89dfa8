// Package floats reads arrays of numbers from files into float32, a piece at a
// time, so that a large array is never in memory twice.
package floats

import (
	"encoding/binary"
	"io"
	"math"
)

// pieceBytes is what is read at once: few calls, which are slow over a
// browser's Blob, for little memory. A multiple of every element size.
const pieceBytes = 256 << 10

// Decode turns the bytes of one element into its value.
type Decode func(b []byte) float32

// Float32, Float16 and BFloat16 decode little-endian numbers of 4, 2 and 2
// bytes. Every value of the short ones is exact in float32.
func Float32(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }

// BFloat16 is the upper half of a float32.
func BFloat16(b []byte) float32 {
	return math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16)
}

// Float16 is IEEE 754 binary16: 1 sign bit, 5 of the exponent, 10 of the
// fraction.
func Float16(b []byte) float32 {
	bits := binary.LittleEndian.Uint16(b)
	exponent, fraction := int(bits>>10&31), int(bits&1023)
	var v float64
	switch exponent {
	case 0:
		v = math.Ldexp(float64(fraction), -24)
	case 31:
		v = math.Inf(1)
		if fraction != 0 {
			v = math.NaN()
		}
	default:
		v = math.Ldexp(float64(1024+fraction), exponent-25)
	}
	if bits>>15 != 0 {
		v = -v
	}
	return float32(v)
}

// Read fills dst with the elements of the given size that begin at off.
func Read(dst []float32, r io.ReaderAt, off int64, size int, decode Decode) error {
	piece := make([]byte, min(pieceBytes, len(dst)*size))
	for len(dst) > 0 {
		n := min(len(dst), pieceBytes/size)
		if err := Full(r, piece[:n*size], off); err != nil {
			return err
		}
		for i := range n {
			dst[i] = decode(piece[i*size : (i+1)*size])
		}
		dst, off = dst[n:], off+int64(n*size)
	}
	return nil
}

// Full fills b with what begins at off. io.ReaderAt may return io.EOF together
// with the last byte, which is no error here.
func Full(r io.ReaderAt, b []byte, off int64) error {
	n, err := r.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
