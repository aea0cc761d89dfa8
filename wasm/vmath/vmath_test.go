package vmath

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pawgrad/wasm/asm"

	"github.com/tetratelabs/wazero"
)

// stride is the distance of the bit patterns of the numbers that are tried: a prime, so that all mantissas and exponents
// meet. go test ./wasm/vmath -stride 1 tries every Float32 there is, in some half an hour.
var stride = flag.Uint64("stride", 2999, "try one Float32 in so many")

var functions = []struct {
	name string
	make func(*Library) *asm.Func
	want func(float64) float64
}{
	{"exp", (*Library).Exp, math.Exp},
	{"expm1", (*Library).Expm1, math.Expm1},
	{"logistic", (*Library).Logistic, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }},
	{"tanh", (*Library).Tanh, math.Tanh},
	{"log", (*Library).Log, math.Log},
	{"log1p", (*Library).Log1p, math.Log1p},
	{"erf", (*Library).Erf, math.Erf},
}

// batch is how many numbers a call computes.
const batch = 1 << 14

// load returns a function that replaces a batch of numbers by their images. A function of two arguments finds the
// second ones in y.
func load(t *testing.T, build func(*Library) *asm.Func, args int) func(x, y []float32) {
	t.Helper()
	const bytes = 4 * batch
	m := asm.NewModule()
	m.Memory("memory", 2, 2)
	run := m.NewFunc("run", nil, nil)
	m.Export("run", run)
	g := build(New(m))
	at := run.Local(asm.I32)
	run.For(at, asm.Const(0), asm.Const(bytes), 16, func() {
		run.LocalGet(at)
		for i := range args {
			run.LocalGet(at)
			run.V128Load(uint32(i * bytes))
		}
		run.Call(g)
		run.V128Store(0)
	})
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { _ = r.Close(ctx) })
	mod, err := r.Instantiate(ctx, m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	view, _ := mod.Memory().Read(0, 2*bytes)
	return func(x, y []float32) {
		for i, v := range x {
			binary.LittleEndian.PutUint32(view[4*i:], math.Float32bits(v))
		}
		for i, v := range y {
			binary.LittleEndian.PutUint32(view[bytes+4*i:], math.Float32bits(v))
		}
		if _, err := mod.ExportedFunction("run").Call(ctx); err != nil {
			t.Fatal(err)
		}
		for i := range x {
			x[i] = math.Float32frombits(binary.LittleEndian.Uint32(view[4*i:]))
		}
	}
}

// ulps is the distance of got from want in units in the last place.
func ulps(got float32, want float64) float64 {
	rounded := float32(want)
	switch {
	case got == rounded || got != got && want != want:
		return 0
	case got != got || want != want:
		return math.Inf(1)
	case math.IsInf(float64(rounded), 0) || math.IsInf(float64(got), 0):
		// One of the two went over the edge: count from the greatest number.
		return math.Abs(float64(math.Float32bits(got)) - float64(math.Float32bits(rounded)))
	}
	const least, leastExponent = 0x1p-149, -126
	_, e := math.Frexp(float64(rounded))
	ulp := math.Ldexp(1, max(e-1, leastExponent)-mantissaBits)
	return math.Abs(float64(got)-want) / max(ulp, least)
}

// TestAccuracy compares with Go's mathematics in double precision.
func TestAccuracy(t *testing.T) {
	for _, fn := range functions {
		t.Run(fn.name, func(t *testing.T) {
			t.Parallel()
			run := load(t, fn.make, 1)
			worst, at := 0.0, float32(0)
			x, y := make([]float32, batch), make([]float32, batch)
			for bits := uint64(0); bits < 1<<32; {
				for i := range x {
					x[i] = math.Float32frombits(uint32(bits))
					bits += *stride
				}
				copy(y, x)
				run(y, nil)
				for i, got := range y {
					if e := ulps(got, fn.want(float64(x[i]))); e > worst {
						worst, at = e, x[i]
					}
				}
			}
			t.Logf("%s: greatest error %.3f ulp, at %v", fn.name, worst, at)
			if worst > Accuracy[fn.name] {
				t.Errorf("at %v the error is %.3f ulp, more than %.2f", at, worst, Accuracy[fn.name])
			}
		})
	}
}

// edges are the numbers at the edges of the type, of the functions' formulas, and of their results, with their
// neighbours.
func edges() (x []float32) {
	for _, e := range []float64{
		0, math.Inf(1), 1, 2, 0.5, math.MaxFloat32, 0x1p-126, 0x1p-149, 0x1.fffffcp-127, math.E, math.Pi,
		math.Ln2 / 2, math.Ln2, math.Sqrt2 / 2, math.Sqrt2, erfSplit, erfEnd, 20, 24, 0x1p24, 0x1p31, 0x1p32,
		88.72283, 88.72284, 89, 87.33654, 103.97207, 103.97208, 104, 200, 1e30, 1e-30, 0x1p-24, 0x1p-12,
	} {
		v := float32(e)
		for _, w := range []float32{v, math.Nextafter32(v, 0), math.Nextafter32(v, float32(math.Inf(1)))} {
			x = append(x, w, -w)
		}
	}
	return append(x, float32(math.NaN()))
}

// TestSpecial tries the numbers at the edges.
func TestSpecial(t *testing.T) {
	x := edges()
	for _, fn := range functions {
		t.Run(fn.name, func(t *testing.T) {
			y := make([]float32, batch)
			copy(y, x)
			load(t, fn.make, 1)(y, nil)
			for i, v := range x {
				want := fn.want(float64(v))
				same := math.Signbit(float64(y[i])) == math.Signbit(want) || y[i] != y[i]
				if e := ulps(y[i], want); e > Accuracy[fn.name] || !same {
					t.Errorf("of %v: %v, want %v (%.2f ulp)", v, y[i], float32(want), e)
				}
			}
		})
	}
}

// TestLanes checks that a lane's result does not depend on its neighbours.
func TestLanes(t *testing.T) {
	x := []float32{1.5, float32(math.NaN()), -0.25, float32(math.Inf(-1)), 1e-40, 100}
	for _, fn := range functions {
		run := load(t, fn.make, 1)
		first := map[string]uint32{}
		for shift := range 4 {
			y := make([]float32, batch)
			copy(y[shift:], x)
			run(y, nil)
			for i, v := range x {
				key, bits := fmt.Sprint(v), math.Float32bits(y[shift+i])
				if shift == 0 {
					first[key] = bits
				} else if first[key] != bits && y[shift+i] == y[shift+i] {
					t.Errorf("%s of %v has the bits %x in one lane, %x in another", fn.name, v, first[key], bits)
				}
			}
		}
	}
}

// TestPow compares powers with Go's in double precision: of all pairs of the numbers at the edges, and of random numbers
// whose powers are neither too large nor too small.
func TestPow(t *testing.T) {
	run := load(t, (*Library).Pow, 2)
	var x, y []float32
	more := []float32{3, -3, 5, 1.5, -0.75, 0x1p23 + 1, -0x1p24 - 2}
	for _, a := range append(edges(), more...) {
		for _, b := range append(edges(), more...) {
			x, y = append(x, a), append(y, b)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 60 * batch {
		a := float32(math.Exp(rng.NormFloat64() * 8))
		b := float32(rng.NormFloat64() * 80 / math.Log(float64(a)))
		x, y = append(x, a), append(y, b)
	}
	worst := 0.0
	for len(x) > 0 {
		n := min(batch, len(x))
		z := slices.Clone(x[:n])
		run(z, y[:n])
		for i, got := range z {
			want := math.Pow(float64(x[i]), float64(y[i]))
			e := ulps(got, want)
			worst = max(worst, e)
			if e > Accuracy["pow"] || got == got && math.Signbit(float64(got)) != math.Signbit(want) {
				t.Fatalf("%v to the power of %v is %v, want %v (%.2f ulp)", x[i], y[i], got, float32(want), e)
			}
		}
		x, y = x[n:], y[n:]
	}
	t.Logf("greatest error %.3f ulp", worst)
}
