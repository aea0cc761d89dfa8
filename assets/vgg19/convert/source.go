package convert

import (
	"fmt"

	"pawgrad/assets/vgg19"
)

// weights are the two arrays of a layer.
type weights struct{ kernel, bias tensor }

// source gives the layers of an opened file.
type source struct {
	info    vgg19.Info
	layers  []vgg19.Layer
	weights []weights
	// oihw: kernels are stored as output channels, input channels, height, width.
	oihw bool
}

func (s *source) Info() vgg19.Info { return s.info }

func (s *source) Layers() []vgg19.Layer { return s.layers }

func (s *source) Layer(i int) (vgg19.Conv, error) {
	l, w := s.layers[i], s.weights[i]
	c := vgg19.Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
	if err := w.kernel.read(c.Kernel); err != nil {
		return vgg19.Conv{}, fmt.Errorf("%w; %s", err, cure)
	}
	if err := w.bias.read(c.Bias); err != nil {
		return vgg19.Conv{}, fmt.Errorf("%w; %s", err, cure)
	}
	if s.oihw {
		c.Kernel = hwio(c.Kernel, l)
	}
	return c, nil
}

// hwio turns a kernel of OIHW into HWIO.
func hwio(oihw []float32, l vgg19.Layer) []float32 {
	const taps = vgg19.KernelSide * vgg19.KernelSide
	kernel := make([]float32, len(oihw))
	for o := range l.Out {
		for i := range l.In {
			for t := range taps {
				kernel[(t*l.In+i)*l.Out+o] = oihw[(o*l.In+i)*taps+t]
			}
		}
	}
	return kernel
}
