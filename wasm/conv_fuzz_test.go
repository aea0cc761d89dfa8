package wasm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
)

// drawConvolution makes a convolution of random geometry, sometimes with bias, ReLU and max-pooling behind it: the same
// seed makes the same.
func drawConvolution(seed uint64) layer {
	rng := rand.New(rand.NewPCG(seed, 2))
	pick := func(of ...int) int { return of[rng.IntN(len(of))] }
	// Groups of channels, or of photos, or (mostly) none.
	channelGroups, batchGroups := 1, 1
	switch rng.IntN(4) {
	case 0:
		channelGroups = pick(2, 3, 4)
	case 1:
		batchGroups = pick(2, 3, 4)
	}
	in, out := channelGroups*pick(1, 2, 3, 4, 5, 8, 13), channelGroups*batchGroups*pick(1, 2, 3, 4, 7, 8, 16)
	batch := batchGroups * pick(1, 1, 2, 3)
	plain := rng.IntN(2) == 0   // 3x3 without steps, which has kernels of its own
	stretch := rng.IntN(3) == 0 // dilations; GoMLX does not let them meet strides
	var kernel, strides, dilations, size [2]int
	var padding [2][2]int
	for i := range kernel {
		kernel[i], strides[i], dilations[i] = 3, 1, 1
		if !plain {
			if kernel[i] = pick(1, 2, 3, 4, 5); stretch {
				dilations[i] = pick(1, 2)
			} else {
				strides[i] = pick(1, 1, 2, 3)
			}
		}
		reach := (kernel[i]-1)*dilations[i] + 1
		for side := range padding[i] {
			padding[i][side] = rng.IntN(min(reach, 3))
		}
		size[i] = max(1, reach-padding[i][0]-padding[i][1]) + rng.IntN(10)
	}
	bias, rectify, pool := rng.IntN(2) == 0, rng.IntN(2) == 0, rng.IntN(2) == 0
	l := layer{
		name: fmt.Sprintf("seed %d: %d photos of %v pixels, %d to %d channels, %d groups of channels, "+
			"%d of photos, kernel %v, strides %v, dilations %v, padding %v, bias %v, ReLU %v, pooling %v", seed, batch, size,
			in, out, channelGroups, batchGroups, kernel, strides, dilations, padding, bias, rectify, pool),
		x:       []int{batch, size[0], size[1], in},
		weights: [][]int{{kernel[0], kernel[1], in / channelGroups, out}},
	}
	if bias {
		l.weights = append(l.weights, []int{out})
	}
	l.fn = func(x *Node, w []*Node) *Node {
		y := Convolve(x, w[0]).PaddingPerDim(padding[:]).ChannelGroupCount(channelGroups).BatchGroupCount(batchGroups)
		if strides != [2]int{1, 1} {
			y = y.StridePerAxis(strides[:]...)
		}
		if dilations != [2]int{1, 1} {
			y = y.DilationPerAxis(dilations[:]...)
		}
		x = y.Done()
		if bias {
			x = withBias(x, w[1])
		}
		if rectify {
			x = relu(x)
		}
		if s := x.Shape().Dimensions; pool && s[1] > 1 && s[2] > 1 {
			x = MaxPool(x).Window(2).Done()
		}
		return x
	}
	return l
}

// compareConvolution runs a random convolution and its gradients here and on GoMLX's Go backend.
func compareConvolution(t *testing.T, b, reference compute.Backend, seed uint64) {
	t.Helper()
	l := drawConvolution(seed)
	want, err := l.try(reference, true)
	if err != nil {
		t.Skipf("the Go backend does not run %s: %v", l.name, err)
	}
	got, err := l.try(b, true)
	if err != nil {
		t.Fatalf("%s: %+v", l.name, err)
	}
	for i := range want {
		if diff := different(got[i], want[i]); diff != "" {
			t.Errorf("%s: result %d: %s", l.name, i, diff)
		}
	}
}

// TestRandomConvolutions compares convolutions of random geometry, and their gradients, with GoMLX's Go backend.
func TestRandomConvolutions(t *testing.T) {
	b, reference := newBackend(t, ""), goBackend()
	const seeds = 120
	skipped := 0
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			defer func() {
				if t.Skipped() {
					skipped++
				}
			}()
			compareConvolution(t, b, reference, seed)
		})
	}
	if skipped > seeds/10 { // there are paddings that GoMLX cannot derive
		t.Errorf("%d of %d convolutions were not compared", skipped, seeds)
	}
}

func FuzzConvolution(f *testing.F) {
	f.Add(uint64(7))
	b, reference := newBackend(f, ""), goBackend()
	f.Fuzz(func(t *testing.T, seed uint64) { compareConvolution(t, b, reference, seed) })
}
