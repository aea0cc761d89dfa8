package roofline

import "testing"

// TestMeasure only asks for a possible figure: what it is depends on the machine.
func TestMeasure(t *testing.T) {
	gflops, err := Measure(false) // wazero has no relaxed SIMD
	if err != nil {
		t.Fatal(err)
	}
	if !(gflops > 0.1 && gflops < 10_000) {
		t.Errorf("%v GFLOP/s is no processor's speed", gflops)
	}
}
