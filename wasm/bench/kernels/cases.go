package main

import (
	"encoding/base64"
	"fmt"

	"pawgrad/wasm/asm"
	"pawgrad/wasm/kernel"
)

// benchCase is a kernel at one geometry.
type benchCase struct {
	name      string
	flops     float64 // of the plain algorithm: two per multiply-add
	tolerance float64 // between relaxed and baseline results, relative to the largest
	build     func(kernel.Target) job
}

// relaxedTolerance is how far the two targets may differ where only rounding of the products does.
const relaxedTolerance = 1e-5

// convTolerance allows for the larger rounding errors of Winograd's algorithm.
func convTolerance(winograd bool) float64 {
	if winograd {
		return 1e-4
	}
	return relaxedTolerance
}

// bench is a module under construction with its memory.
type bench struct {
	m    *asm.Module
	job  job
	next int
}

func newBench() *bench { return &bench{m: asm.NewModule(), next: 4096} }

// place reserves bytes. The addresses are staggered, so that tensors do not all start in the same cache set.
func (b *bench) place(bytes int) int {
	at := b.next
	b.next = (at+bytes+63)/64*64 + 192
	return at
}

func (b *bench) fill(kind string, bytes int) int {
	at := b.place(bytes)
	b.job.Fill = append(b.job.Fill, region{at, bytes, kind})
	return at
}

// floats is room for so many numbers, which are drawn at random.
func (b *bench) floats(n int) int { return b.fill("float", n*floatBytes) }

// out is room for so many numbers, the results.
func (b *bench) out(n int) int {
	at := b.place(n * floatBytes)
	b.job.Out = region{Addr: at, Bytes: n * floatBytes}
	return at
}

type step struct {
	f    *asm.Func
	args []int
}

// finish adds the memory and "run", which makes the given calls.
func (b *bench) finish(steps ...step) job {
	b.m.Memory("memory", uint32(b.next>>16+2), 0)
	run := b.m.NewFunc("run", nil, nil)
	for _, s := range steps {
		for _, a := range s.args {
			run.I32Const(int32(a))
		}
		run.Call(s.f)
	}
	b.m.Export("run", run)
	b.job.Module = base64.StdEncoding.EncodeToString(b.m.Bytes())
	return b.job
}

const floatBytes = 4

// layer is a convolution layer of one of the models.
type layer struct {
	name string
	kernel.Conv
	pool bool
}

// inputs counts the numbers that a layer reads, weights those of its kernel, outputs those that it makes, and pooled those
// that max-pooling leaves of them.
func (l layer) inputs() int  { return l.Batch * l.InH * l.InW * l.InC }
func (l layer) weights() int { return l.KH * l.KW * l.InC * l.OutC }
func (l layer) outputs() int { return l.Batch * l.OutH() * l.OutW() * l.OutC }
func (l layer) pooled() int  { return l.Batch * (l.OutH() / 2) * (l.OutW() / 2) * l.OutC }

// forward is the kernel that runs the layer.
func (l layer) forward() kernel.ConvForward {
	return kernel.ConvForward{Conv: l.Conv, Bias: true, ReLU: true, Pool: l.pool}
}

// cnnLayers are the convolutions of the CNN for size x size photos, each followed by max-pooling.
func cnnLayers(size, batch int) []layer {
	var ls []layer
	c := 3
	for i, oc := range []int{32, 64, 128, 128} {
		l := layer{fmt.Sprintf("cnn%d/conv%d", size, i+1), kernel.Conv{Batch: batch, InH: size, InW: size, InC: c, OutC: oc, KH: 3, KW: 3}, true}
		ls = append(ls, l)
		size, c = (size-2)/2, oc
	}
	return ls
}

// vggLayers are one convolution of each kind in VGG19's base.
func vggLayers(size, batch int) []layer {
	var ls []layer
	in := size
	c := 3
	for block, oc := range []int{64, 128, 256, 512, 512} {
		conv := kernel.Conv{Batch: batch, InH: in, InW: in, InC: c, OutC: oc, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
		if block < 4 {
			ls = append(ls, layer{fmt.Sprintf("vgg%d/b%dc1", size, block+1), conv, false})
		}
		conv.InC = oc
		ls = append(ls, layer{fmt.Sprintf("vgg%d/b%dc2", size, block+1), conv, block < 2})
		in, c = in/2, oc
	}
	return ls
}

func cases() []benchCase {
	var cs []benchCase
	for _, size := range []int{64, 150} {
		for _, l := range cnnLayers(size, 32) {
			cs = append(cs, forwardCase(l))
		}
	}
	for _, size := range []int{64, 150} {
		for _, l := range cnnLayers(size, 32) {
			cs = append(cs, poolGradKernelCase(l))
			if l.InC > 3 { // nobody asks for the gradient by the photos
				cs = append(cs, poolGradInputCase(l))
			}
		}
	}
	for _, size := range []int{64, 150} {
		for _, l := range vggLayers(size, 8) {
			cs = append(cs, frozenCase(l))
		}
	}
	for _, size := range []int{64, 96, 150} {
		ls := vggLayers(size, 32)
		l := ls[len(ls)-1] // block 5 is what fine-tuning trains
		cs = append(cs, packCase(l), forwardCase(l), gradInputCase(l), gradKernelCase(l))
		cs = append(cs, freshCases(l)...)
		for _, l := range cnnLayers(size, 32)[:2] {
			cs = append(cs, gradInputCase(l), gradKernelCase(l))
		}
	}
	for _, g := range []struct {
		name string
		kernel.Gemm
	}{
		{"square 512", kernel.Gemm{M: 512, N: 512, K: 512}},
		{"cnn64/dense", kernel.Gemm{M: 32, N: 512, K: 512, Bias: true, ReLU: true}},
		{"cnn150/dense", kernel.Gemm{M: 32, N: 512, K: 6272, Bias: true, ReLU: true}},
		{"cnn150/dense grad input", kernel.Gemm{M: 32, N: 6272, K: 512, TransB: true}},
		{"cnn150/dense grad kernel", kernel.Gemm{M: 6272, N: 512, K: 32, TransA: true}},
		{"odd 509x251x127 a'b'", kernel.Gemm{M: 509, N: 251, K: 127, TransA: true, TransB: true}},
	} {
		g.Batch = 1
		cs = append(cs, gemmCase(g.name, g.Gemm))
	}
	return cs
}

// weights says in which form a kernel's weights are.
type weights int

const (
	packed  weights = iota // as the kernel takes them
	packing                // as training has them: a call packs all of them first
	fresh                  // as training has them: the kernel packs what it is at
)

// forwardCase packs the weights and runs the layer, as training does; frozenCase only runs it.
func forwardCase(l layer) benchCase { return forward("forward/", l, packing) }
func frozenCase(l layer) benchCase  { return forward("frozen/", l, packed) }

func forward(prefix string, l layer, are weights) benchCase {
	k := l.forward()
	return benchCase{prefix + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		x, w, bias := b.floats(l.inputs()), b.floats(l.weights()), b.floats(l.OutC)
		y, arg, scratch := b.out(l.outputs()), b.place(l.outputs()), b.place(k.Scratch())
		if are == fresh {
			return b.finish(step{k.EmitFresh(b.m, t), []int{x, w, bias, y, arg, scratch, b.place(k.FreshBytes())}})
		}
		if are == packed {
			return b.finish(step{k.Emit(b.m, t), []int{x, b.floats(k.PackedBytes() / floatBytes), bias, y, arg, scratch}})
		}
		room := b.place(k.PackedBytes())
		return b.finish(step{k.EmitPack(b.m, t), []int{w, room}}, step{k.Emit(b.m, t), []int{x, room, bias, y, arg, scratch}})
	}}
}

// freshCases do what forwardCase and gradInputCase do without packing all weights first, where there are kernels for that.
func freshCases(l layer) (cs []benchCase) {
	if l.forward().FreshBytes() > 0 {
		cs = append(cs, forward("fresh/", l, fresh))
	}
	if (kernel.ConvGradInput{Conv: l.Conv}).FreshBytes() > 0 {
		cs = append(cs, gradInput("fresh grad input/", l, fresh))
	}
	return cs
}

// packCase is the packing of a layer's weights alone.
func packCase(l layer) benchCase {
	k := kernel.ConvForward{Conv: l.Conv}
	return benchCase{"pack/" + l.name, float64(l.weights()), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		return b.finish(step{k.EmitPack(b.m, t), []int{b.floats(l.weights()), b.out(k.PackedBytes() / floatBytes)}})
	}}
}

func gradInputCase(l layer) benchCase { return gradInput("grad input/", l, packing) }

func gradInput(prefix string, l layer, are weights) benchCase {
	k := kernel.ConvGradInput{Conv: l.Conv}
	return benchCase{prefix + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		w, g := b.floats(l.weights()), b.floats(l.outputs())
		dx, scratch := b.out(l.inputs()), b.place(k.Scratch())
		if are == fresh {
			return b.finish(step{k.EmitFresh(b.m, t), []int{g, w, dx, scratch, b.place(k.FreshBytes())}})
		}
		room := b.place(k.PackedBytes())
		return b.finish(step{k.EmitPack(b.m, t), []int{w, room}}, step{k.Emit(b.m, t), []int{g, room, dx, scratch}})
	}}
}

func gradKernelCase(l layer) benchCase {
	k := kernel.ConvGradKernel{Conv: l.Conv}
	return benchCase{"grad kernel/" + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		x, g := b.floats(l.inputs()), b.floats(l.outputs())
		dw, scratch := b.out(l.weights()), b.place(k.Scratch())
		return b.finish(step{k.Emit(b.m, t), []int{x, g, dw, scratch}})
	}}
}

func poolGradKernelCase(l layer) benchCase {
	k := kernel.ConvPoolGradKernel{ConvPoolGrad: kernel.ConvPoolGrad{Conv: l.Conv}, Bias: true}
	return benchCase{"pool grad kernel/" + l.name, l.Flops(), relaxedTolerance, func(t kernel.Target) job {
		b := newBench()
		x, g, arg := b.floats(l.inputs()), b.floats(l.pooled()), b.fill("arg", l.pooled())
		dw, dbias, scratch := b.out(l.weights()), b.place(l.OutC*floatBytes), b.place(k.Scratch())
		return b.finish(step{k.Emit(b.m, t), []int{x, g, arg, dw, dbias, scratch}})
	}}
}

func poolGradInputCase(l layer) benchCase {
	k := kernel.ConvPoolGradInput{ConvPoolGrad: kernel.ConvPoolGrad{Conv: l.Conv}}
	return benchCase{"pool grad input/" + l.name, l.Flops(), relaxedTolerance, func(t kernel.Target) job {
		b := newBench()
		w, g, arg := b.floats(l.weights()), b.floats(l.pooled()), b.fill("arg", l.pooled())
		dx, room, scratch := b.out(l.inputs()), b.place(k.PackedBytes()), b.place(k.Scratch())
		return b.finish(step{k.EmitPack(b.m, t), []int{w, room}}, step{k.Emit(b.m, t), []int{g, arg, room, dx, scratch}})
	}}
}

func gemmCase(name string, k kernel.Gemm) benchCase {
	return benchCase{"gemm/" + name, 2 * float64(k.M) * float64(k.N) * float64(k.K) * float64(k.Batch), relaxedTolerance, func(t kernel.Target) job {
		b := newBench()
		x, y, bias := b.floats(k.Batch*k.M*k.K), b.floats(k.Batch*k.K*k.N), b.floats(k.N)
		out, scratch := b.out(k.Batch*k.M*k.N), b.place(k.Scratch())
		return b.finish(step{k.Emit(b.m, t), []int{x, y, bias, out, scratch}})
	}}
}
