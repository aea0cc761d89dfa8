package onefile

import (
	"math"
	"slices"
	"testing"

	"pawgrad/nn/file"
)

// TestRounding rounds a kernel of three outputs: one as fine as its root mean square says, one with a weight so large
// that the steps have to be as large as three bytes ask for, one that is zero.
func TestRounding(t *testing.T) {
	const inputs = 1000
	w := weight{shape: []int{inputs, 3}, values: make([]float32, 3*inputs)}
	for i := range inputs {
		w.values[3*i] = float32(math.Sin(float64(i)))
		w.values[3*i+1] = 1e-9 * float32(i%5)
	}
	w.values[1] = -1
	steps := w.trainedSteps()
	if want := math.Sqrt(0.5) / fineness; math.Abs(float64(steps[0])/want-1) > 1e-3 {
		t.Errorf("a sine is rounded to %g, want %g", steps[0], want)
	}
	for i, m := range w.multiples(steps) {
		if m >= 1<<(8*trainedBytes) {
			t.Fatalf("weight %d takes more than three bytes: %x", i, m)
		}
		got := float64(m / 2)
		if m%2 == 1 {
			got = -float64(m/2 + 1)
		}
		if step := float64(steps[i%3]); math.Abs(got*step-float64(w.values[i])) > step*0.501 {
			t.Errorf("weight %d is %g, but came to be %g", i, w.values[i], got*step)
		}
	}
	if steps[2] != 0 {
		t.Errorf("zeros have the step %g", steps[2])
	}
}

// TestMultiples: the sign is the lowest bit, and what is kept in 8 bits takes one byte as it is.
func TestMultiples(t *testing.T) {
	w := weight{shape: []int{3, 2}, values: []float32{0, -2, 127, 254, -127, 3}, steps: []float32{1, 2}}
	if got, want := w.multiples(w.steps), []uint32{0, 1, 254, 254, 253, 4}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if p := w.part(8); p.Each != 1 || p.Bytes != 4*2+6 {
		t.Errorf("it travels as %+v", p)
	}
}

// TestRoundedTravelsAsItIs: of a kernel that training has left rounded every bit arrives.
func TestRoundedTravelsAsItIs(t *testing.T) {
	kernel := file.Tensor{Shape: []int{500, 3}, Data: make([]float32, 1500)}
	for i := range kernel.Data {
		kernel.Data[i] = float32(math.Sin(float64(i)) * math.Exp(float64(i%3)))
	}
	w := weight{shape: kernel.Shape, values: kernel.Rounded().Data}
	steps := w.trainedSteps()
	for i, m := range w.multiples(steps) {
		if got := float32(int32(m>>1)^-int32(m&1)) * steps[i%3]; got != w.values[i] {
			t.Fatalf("weight %d is %g, but came to be %g", i, w.values[i], got)
		}
	}
}
