package file

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRounded rounds outputs of very different sizes: each number by half a step at most, the step being a thousandth of
// what is usual in its output; and rounding once more changes nothing.
func TestRounded(t *testing.T) {
	const inputs, outputs = 300, 100
	random := rand.New(rand.NewPCG(1, 2))
	kernel := Tensor{Name: "dense1/kernel", Shape: []int{inputs, outputs}, Data: make([]float32, inputs*outputs)}
	for i := range kernel.Data {
		kernel.Data[i] = float32(random.NormFloat64() * math.Exp(float64(i%outputs)/3-20))
	}
	for i := range inputs {
		kernel.Data[i*outputs+7] = 0
	}
	kernel.Data[8] = math.SmallestNonzeroFloat32
	before := slices.Clone(kernel.Data)
	r := kernel.Rounded()
	if !slices.Equal(kernel.Data, before) {
		t.Error("what was given has changed")
	}
	steps := r.Grid()
	for o, squares := range kernel.squares() {
		usual := math.Sqrt(squares / inputs)
		if step := float64(steps[o]); squares > 0 && (step < usual/2048 || math.Log2(step) != math.Round(math.Log2(step))) {
			t.Errorf("output %d: multiples of %g, where %g is usual", o, step, usual)
		}
	}
	for i, x := range kernel.Data {
		o := i % outputs
		usual := math.Sqrt(kernel.squares()[o] / inputs)
		if math.Abs(float64(r.Data[i]-x)) > usual/1024/math.Sqrt2*1.001 {
			t.Fatalf("number %d is %g, rounded %g, where %g is usual", i, x, r.Data[i], usual)
		}
		if i >= 3*outputs {
			break // squares are slow
		}
	}
	if again := r.Rounded(); !slices.Equal(again.Data, r.Data) {
		t.Error("rounded once more it is another")
	}
	bias := Tensor{Shape: []int{2}, Data: []float32{1.0 / 3, 1.0 / 7}}
	if got := bias.Rounded(); !slices.Equal(got.Data, bias.Data) {
		t.Errorf("a bias became %v", got.Data)
	}
}

// TestRoundedAtTheBorder: the root mean square of these is next to another power of two than that of what they are rounded to.
func TestRoundedAtTheBorder(t *testing.T) {
	for i := range 2000 {
		x := float32(math.Sqrt2 * (1 - 1e-3 + 1e-6*float64(i)))
		kernel := Tensor{Shape: []int{3, 1}, Data: []float32{x, x * 1.0003, x * 0.9997}}
		r := kernel.Rounded()
		if again := r.Rounded(); !slices.Equal(again.Data, r.Data) {
			t.Fatalf("%v became %v, then %v", kernel.Data, r.Data, again.Data)
		}
	}
}

// TestGrid: the last binary digit counts, also of subnormal numbers.
func TestGrid(t *testing.T) {
	kernel := Tensor{Shape: []int{2, 5}, Data: []float32{0.75, -6, 0, 1.0 / 3, 3 * math.SmallestNonzeroFloat32, 2, 0, 0, 1, 0}}
	want := []float32{0.25, 2, 0, 1.0 / (1 << 25), math.SmallestNonzeroFloat32}
	if got := kernel.Grid(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
