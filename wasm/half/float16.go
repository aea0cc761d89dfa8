package half

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// A Float16 has 5 bits of exponent and 10 of mantissa, a Float32 8 and 23; their exponents are biased by 15 and 127.
const (
	sign16      = 1 << 15
	infinity16  = 0x7c00
	quiet16     = 0x200      // makes infinity's bits a quiet not-a-number
	mantissas   = 23 - 10    // how far the mantissas are apart
	rebias      = 127 - 15   // added to the exponent of a Float16
	infinity32  = 0x7f800000 // bits of Float32
	overflow32  = 0x477ff000 // 65520, the least number that rounds to infinity
	normal32    = 0x38800000 // 2^-14, the least number that is normal as a Float16
	half32      = 0x3f000000 // 1/2, whose last place is that of Float16's denormals: 2^-24
	exponents32 = 23         // where the exponent begins
)

// widenFloat16 multiplies what a Float32 with these exponent and mantissa bits would be by 2^112: that is right for
// denormal numbers, too.
func widenFloat16(w writer, x compute.Value) compute.Value {
	bits := w.unpacked(x)
	sign := w.left(w.and(bits, sign16), 16)
	size := w.left(w.and(bits, sign16-1), mantissas)
	scale := w.float(w.number((127 + rebias) << exponents32))
	finite := w.bits(must(w.f.Mul(w.float(size), scale)))
	other := must(w.f.BitwiseOr(size, w.number(infinity32)))
	all := w.choose(w.atLeast(size, infinity16<<mantissas), other, finite)
	return w.float(must(w.f.BitwiseOr(sign, all)))
}

func narrowFloat16(w writer, x compute.Value) compute.Value {
	bits := w.bits(x)
	sign := w.and(w.right(bits, 16), sign16)
	size := w.and(bits, 1<<31-1)
	normal := w.shiftRounded(must(w.f.Sub(size, w.number(rebias<<exponents32))), mantissas)
	// The addition leaves a denormal number in the last places of 1/2, rounded.
	denormal := must(w.f.Sub(w.bits(must(w.f.Add(w.float(size), w.float(w.number(half32))))), w.number(half32)))
	nan := must(w.f.BitwiseOr(w.and(w.right(size, mantissas), quiet16-1), w.number(infinity16|quiet16)))
	all := w.choose(w.atLeast(size, normal32), normal, denormal)
	all = w.choose(w.atLeast(size, overflow32), w.number(infinity16), all)
	all = w.choose(w.atLeast(size, infinity32+1), nan, all)
	return w.packed(must(w.f.BitwiseOr(sign, all)), dtypes.Float16)
}
