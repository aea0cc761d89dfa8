package half

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// quietBFloat16 makes the bits of a BFloat16 with all exponent bits a quiet not-a-number.
const quietBFloat16 = 0x40

// widenBFloat16: a BFloat16 is the upper half of a Float32.
func widenBFloat16(w writer, x compute.Value) compute.Value {
	return w.float(w.left(w.unpacked(x), 16))
}

func narrowBFloat16(w writer, x compute.Value) compute.Value {
	bits := w.bits(x)
	nan := must(w.f.BitwiseOr(w.right(bits, 16), w.number(quietBFloat16)))
	return w.packed(w.choose(must(w.f.IsNaN(x)), nan, w.shiftRounded(bits, 16)), dtypes.BFloat16)
}
