package kernel

import (
	"fmt"
	"math"
	"testing"
)

func TestGemm(t *testing.T) {
	sizes := []Gemm{
		{Batch: 1, M: 1, N: 1, K: 1}, {Batch: 3, M: 2, N: 3, K: 5}, {Batch: 1, M: 7, N: 8, K: 4}, {Batch: 2, M: 13, N: 17, K: 19},
		{Batch: 1, M: 6, N: 4, K: 257}, {Batch: 1, M: 32, N: 24, K: 300}, {Batch: 1, M: 101, N: 11, K: 33}, {Batch: 1, M: 5, N: 150, K: 521},
		{Batch: 1, M: 53, N: 137, K: 7},
	}
	for _, s := range sizes {
		for _, mode := range []Gemm{{}, {TransA: true}, {TransB: true, Bias: true}, {TransA: true, TransB: true, Bias: true, ReLU: true}, {Accumulate: true}, {ReLU: true}} {
			k := mode
			k.Batch, k.M, k.N, k.K = s.Batch, s.M, s.N, s.K
			t.Run(fmt.Sprintf("%+v", k), func(t *testing.T) { testGemm(t, k) })
		}
	}
}

func testGemm(t *testing.T, k Gemm) {
	rng := rngOf(t)
	a, b, bias, c := random(rng, k.Batch*k.M*k.K), random(rng, k.Batch*k.K*k.N), random(rng, k.N), random(rng, k.Batch*k.M*k.N)
	want := newSums(len(c))
	for i := range want.v {
		n, row, col := i/(k.M*k.N), i/k.N%k.M, i%k.N
		if k.Bias {
			want.add(i, float64(bias[col]))
		}
		if k.Accumulate {
			want.add(i, float64(c[i]))
		}
		for j := range k.K {
			ai, bi := row*k.K+j, j*k.N+col
			if k.TransA {
				ai = j*k.M + row
			}
			if k.TransB {
				bi = col*k.K + j
			}
			want.add(i, float64(a[n*k.M*k.K+ai])*float64(b[n*k.K*k.N+bi]))
		}
		if k.ReLU {
			want.v[i] = math.Max(want.v[i], 0)
		}
	}
	r := newRig(t)
	aAt, bAt, biasAt := r.floats(a), r.floats(b), r.floats(bias)
	cAt := r.alloc(len(c)*floatBytes, nil)
	if k.Accumulate {
		cAt = r.floats(c)
	}
	scratch := r.alloc(k.Scratch(), nil)
	r.run(call(k.Emit(r.m, Target{}), aAt, bAt, biasAt, cAt, scratch))
	want.check(t, "c", r.read(cAt, len(c)))
}
