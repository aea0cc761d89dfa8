package vgg19_test

import (
	"runtime"
	"sync"

	"pawgrad/assets/vgg19"
)

// The forward pass as plainly as it can be written: the yardstick of the
// parity tests, and of nothing else.

// feature is a feature map of one image, HWC.
type feature struct {
	h, w, c int
	data    []float32
}

// blocks gives the output of every block's pool.
func blocks(src vgg19.Source, input feature) (map[string]feature, error) {
	out := map[string]feature{}
	x, layers := input, src.Layers()
	for i, l := range layers {
		conv, err := src.Layer(i)
		if err != nil {
			return nil, err
		}
		x = convolve(x, conv)
		name := l.Name[:len("block1")]
		if i == len(layers)-1 || layers[i+1].Name[:len(name)] != name {
			x = maxPool(x)
			out[name+"_pool"] = x
		}
	}
	return out, nil
}

// convolve is a 3x3 convolution with zero 'same' padding, bias and ReLU. Rows
// of the output are shared out over the processors.
func convolve(x feature, conv vgg19.Conv) feature {
	y := feature{x.h, x.w, conv.Out, make([]float32, x.h*x.w*conv.Out)}
	var rows sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		rows.Go(func() {
			for r := worker; r < y.h; r += workers {
				for c := range y.w {
					pixel(y.data[(r*y.w+c)*y.c:][:y.c], x, conv, r, c)
				}
			}
		})
	}
	rows.Wait()
	return y
}

// pixel computes all channels of one place of the output.
func pixel(out []float32, x feature, conv vgg19.Conv, r, c int) {
	copy(out, conv.Bias)
	for kr := range vgg19.KernelSide {
		for kc := range vgg19.KernelSide {
			xr, xc := r+kr-1, c+kc-1
			if xr < 0 || xr >= x.h || xc < 0 || xc >= x.w {
				continue
			}
			for i, v := range x.data[(xr*x.w+xc)*x.c:][:x.c] {
				if v == 0 {
					continue // most are, behind a ReLU
				}
				w := conv.Kernel[((kr*vgg19.KernelSide+kc)*x.c+i)*len(out):][:len(out)]
				for o := range out {
					out[o] += v * w[o]
				}
			}
		}
	}
	for o, v := range out {
		out[o] = max(v, 0)
	}
}

// maxPool is 2x2, stride 2, 'valid'.
func maxPool(x feature) feature {
	y := feature{x.h / 2, x.w / 2, x.c, make([]float32, x.h/2*(x.w/2)*x.c)}
	for r := range y.h {
		for c := range y.w {
			for k := range y.c {
				at := func(dr, dc int) float32 { return x.data[((2*r+dr)*x.w+2*c+dc)*x.c+k] }
				y.data[(r*y.w+c)*y.c+k] = max(at(0, 0), at(0, 1), at(1, 0), at(1, 1))
			}
		}
	}
	return y
}
