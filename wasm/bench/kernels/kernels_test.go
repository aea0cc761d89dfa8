package main

import (
	"testing"

	"pawgrad/wasm/kernel"
)

// TestRelaxedAgrees runs every kernel with relaxed SIMD in Chromium, at small sizes, and compares with baseline SIMD, whose
// results the kernels' own tests compare with plain Go.
func TestRelaxedAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED with -short: relaxed SIMD")
	}
	b, err := openBrowser()
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	same := func(oc, ic, size int) kernel.Conv {
		return kernel.Conv{Batch: 3, InH: size, InW: size, InC: ic, OutC: oc, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	}
	strided := kernel.Conv{Batch: 2, InH: 11, InW: 14, InC: 5, OutC: 7, KH: 3, KW: 2, StrideH: 2, StrideW: 3, PadLeft: 1}
	var cs []benchCase
	for _, l := range []layer{
		{"first layer", kernel.Conv{Batch: 2, InH: 13, InW: 20, InC: 3, OutC: 12, KH: 3, KW: 3}, true},
		{"strided", strided, false},
		{"tiles of 4", same(20, 16, 13), true},
		{"tiles of 3", same(20, 16, 9), false},
		{"one block of tiles", same(20, 16, 8), false},
		{"five channels", same(6, 5, 9), true},
	} {
		cs = append(cs, forwardCase(l), gradInputCase(l), gradKernelCase(l))
		cs = append(cs, freshCases(l)...)
		if l.pool {
			cs = append(cs, poolGradInputCase(l), poolGradKernelCase(l))
		}
	}
	for _, g := range []kernel.Gemm{
		{M: 13, N: 21, K: 30, Bias: true, ReLU: true}, {M: 7, N: 300, K: 261, TransA: true}, {M: 32, N: 9, K: 19, TransB: true, Accumulate: true},
	} {
		g.Batch = 2
		cs = append(cs, gemmCase("", g))
	}
	for _, c := range cs {
		relaxed, err := b.measure(c.build(kernel.Target{Relaxed: true}), 0)
		if err != nil {
			t.Fatalf("%s, relaxed: %v", c.name, err)
		}
		base, err := b.measure(c.build(kernel.Target{}), 0)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if d := maxDiff(relaxed.out, base.out); !(d <= c.tolerance) {
			t.Errorf("%s: results differ by %.1e of the largest, allowed %.1e", c.name, d, c.tolerance)
		}
		if zeros(base.out) {
			t.Errorf("%s: all results are zero", c.name)
		}
	}
}

func zeros(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}
