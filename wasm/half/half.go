// Package half gives the backend the 16-bit floats, Float16 and BFloat16, as types that numbers are kept in: what is
// computed of them is computed in Float32 and rounded to the nearest, ties to even, where a result is kept. A program
// has them by importing the package:
//
//	import _ "pawgrad/wasm/half"
//
// There is no code for them in the stages behind build: a conversion is some operations on the bits, which become part
// of the loop that reads or writes the numbers.
package half

import (
	"pawgrad/wasm/build"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

func init() {
	build.RegisterStorage(dtypes.BFloat16, build.Storage{Widen: written(widenBFloat16), Narrow: written(narrowBFloat16)})
	build.RegisterStorage(dtypes.Float16, build.Storage{Widen: written(widenFloat16), Narrow: written(narrowFloat16)})
}

// written turns a conversion that is written with a writer into one that returns an error.
func written(convert func(w writer, x compute.Value) compute.Value) func(compute.Function, compute.Value) (compute.Value, error) {
	return func(f compute.Function, x compute.Value) (result compute.Value, err error) {
		defer func() {
			if failed, ok := recover().(failure); ok {
				err = failed.error
			}
		}()
		return convert(writer{f}, x), nil
	}
}

// failure is an operation's error on its way to written.
type failure struct{ error }

// writer writes operations; an error ends the conversion.
type writer struct{ f compute.Function }

func must(v compute.Value, err error) compute.Value {
	if err != nil {
		panic(failure{err})
	}
	return v
}

func (w writer) number(v uint32) compute.Value { return must(w.f.Constant([]uint32{v})) }

func (w writer) and(x compute.Value, mask uint32) compute.Value {
	return must(w.f.BitwiseAnd(x, w.number(mask)))
}

func (w writer) left(x compute.Value, by uint32) compute.Value {
	return must(w.f.ShiftLeft(x, w.number(by)))
}

func (w writer) right(x compute.Value, by uint32) compute.Value {
	return must(w.f.ShiftRightLogical(x, w.number(by)))
}

func (w writer) plus(x compute.Value, v uint32) compute.Value {
	return must(w.f.Add(x, w.number(v)))
}

func (w writer) atLeast(x compute.Value, v uint32) compute.Value {
	return must(w.f.GreaterOrEqual(x, w.number(v)))
}

func (w writer) choose(condition, yes, no compute.Value) compute.Value {
	return must(w.f.Where(condition, yes, no))
}

// bits are the bits of a Float32.
func (w writer) bits(x compute.Value) compute.Value { return must(w.f.Bitcast(x, dtypes.Uint32)) }

// float is the Float32 of these bits.
func (w writer) float(bits compute.Value) compute.Value {
	return must(w.f.Bitcast(bits, dtypes.Float32))
}

// unpacked are the bits of a 16-bit float, as Uint32.
func (w writer) unpacked(x compute.Value) compute.Value {
	return must(w.f.ConvertDType(must(w.f.Bitcast(x, dtypes.Uint16)), dtypes.Uint32))
}

// packed is the 16-bit float of the lower 16 bits.
func (w writer) packed(bits compute.Value, d dtypes.DType) compute.Value {
	return must(w.f.Bitcast(must(w.f.ConvertDType(bits, dtypes.Uint16)), d))
}

// shiftRounded moves bits right; those that leave round the rest to the nearest, ties to even.
func (w writer) shiftRounded(x compute.Value, by uint32) compute.Value {
	odd := w.and(w.right(x, by), 1)
	return w.right(must(w.f.Add(w.plus(x, 1<<(by-1)-1), odd)), by)
}
