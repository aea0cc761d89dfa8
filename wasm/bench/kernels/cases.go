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

func (b *bench) out(bytes int) int {
	at := b.place(bytes)
	b.job.Out = region{Addr: at, Bytes: bytes}
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

// forwardCase packs the weights and runs the layer, as training does; frozenCase only runs it.
func forwardCase(l layer) benchCase { return forward("forward/", l, true) }
func frozenCase(l layer) benchCase  { return forward("frozen/", l, false) }

func forward(prefix string, l layer, pack bool) benchCase {
	k := kernel.ConvForward{Conv: l.Conv, Bias: true, ReLU: true, Pool: l.pool}
	return benchCase{prefix + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		x := b.fill("float", l.Batch*l.InH*l.InW*l.InC*floatBytes)
		w := b.fill("float", l.KH*l.KW*l.InC*l.OutC*floatBytes)
		bias := b.fill("float", l.OutC*floatBytes)
		y := b.out(l.Batch * l.OutH() * l.OutW() * l.OutC * floatBytes)
		arg := b.place(l.Batch * l.OutH() * l.OutW() * l.OutC)
		scratch := b.place(k.Scratch())
		packed := b.place(k.PackedBytes())
		run := step{k.Emit(b.m, t), []int{x, packed, bias, y, arg, scratch}}
		if pack {
			return b.finish(step{k.EmitPack(b.m, t), []int{w, packed}}, run)
		}
		b.job.Fill = append(b.job.Fill, region{packed, k.PackedBytes(), "float"})
		return b.finish(run)
	}}
}

// freshCases do what forwardCase and gradInputCase do without packing all weights first, where there are kernels for that.
func freshCases(l layer) (cs []benchCase) {
	if k := (kernel.ConvForward{Conv: l.Conv, Bias: true, ReLU: true, Pool: l.pool}); k.FreshBytes() > 0 {
		cs = append(cs, freshCase(l, k))
	}
	if k := (kernel.ConvGradInput{Conv: l.Conv}); k.FreshBytes() > 0 {
		cs = append(cs, freshGradInputCase(l, k))
	}
	return cs
}

func freshCase(l layer, k kernel.ConvForward) benchCase {
	return benchCase{"fresh/" + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		x := b.fill("float", l.Batch*l.InH*l.InW*l.InC*floatBytes)
		w := b.fill("float", l.KH*l.KW*l.InC*l.OutC*floatBytes)
		bias := b.fill("float", l.OutC*floatBytes)
		y := b.out(l.Batch * l.OutH() * l.OutW() * l.OutC * floatBytes)
		arg := b.place(l.Batch * l.OutH() * l.OutW() * l.OutC)
		scratch, room := b.place(k.Scratch()), b.place(k.FreshBytes())
		return b.finish(step{k.EmitFresh(b.m, t), []int{x, w, bias, y, arg, scratch, room}})
	}}
}

// packCase is the packing of a layer's weights alone.
func packCase(l layer) benchCase {
	k := kernel.ConvForward{Conv: l.Conv}
	return benchCase{"pack/" + l.name, float64(l.KH * l.KW * l.InC * l.OutC), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		w := b.fill("float", l.KH*l.KW*l.InC*l.OutC*floatBytes)
		packed := b.out(k.PackedBytes())
		return b.finish(step{k.EmitPack(b.m, t), []int{w, packed}})
	}}
}

func poolGradKernelCase(l layer) benchCase {
	k := kernel.ConvPoolGradKernel{ConvPoolGrad: kernel.ConvPoolGrad{Conv: l.Conv}, Bias: true}
	return benchCase{"pool grad kernel/" + l.name, l.Flops(), relaxedTolerance, func(t kernel.Target) job {
		b := newBench()
		pooled := l.Batch * (l.OutH() / 2) * (l.OutW() / 2) * l.OutC
		x := b.fill("float", l.Batch*l.InH*l.InW*l.InC*floatBytes)
		g, arg := b.fill("float", pooled*floatBytes), b.fill("arg", pooled)
		dw := b.out(l.KH * l.KW * l.InC * l.OutC * floatBytes)
		dbias, scratch := b.place(l.OutC*floatBytes), b.place(k.Scratch())
		return b.finish(step{k.Emit(b.m, t), []int{x, g, arg, dw, dbias, scratch}})
	}}
}

func poolGradInputCase(l layer) benchCase {
	k := kernel.ConvPoolGradInput{ConvPoolGrad: kernel.ConvPoolGrad{Conv: l.Conv}}
	return benchCase{"pool grad input/" + l.name, l.Flops(), relaxedTolerance, func(t kernel.Target) job {
		b := newBench()
		pooled := l.Batch * (l.OutH() / 2) * (l.OutW() / 2) * l.OutC
		w := b.fill("float", l.KH*l.KW*l.InC*l.OutC*floatBytes)
		g, arg := b.fill("float", pooled*floatBytes), b.fill("arg", pooled)
		dx := b.out(l.Batch * l.InH * l.InW * l.InC * floatBytes)
		packed, scratch := b.place(k.PackedBytes()), b.place(k.Scratch())
		return b.finish(step{k.EmitPack(b.m, t), []int{w, packed}}, step{k.Emit(b.m, t), []int{g, arg, packed, dx, scratch}})
	}}
}

func gemmCase(name string, k kernel.Gemm) benchCase {
	return benchCase{"gemm/" + name, 2 * float64(k.M) * float64(k.N) * float64(k.K) * float64(k.Batch), relaxedTolerance, func(t kernel.Target) job {
		b := newBench()
		x, y := b.fill("float", k.Batch*k.M*k.K*floatBytes), b.fill("float", k.Batch*k.K*k.N*floatBytes)
		bias := b.fill("float", k.N*floatBytes)
		out, scratch := b.out(k.Batch*k.M*k.N*floatBytes), b.place(k.Scratch())
		return b.finish(step{k.Emit(b.m, t), []int{x, y, bias, out, scratch}})
	}}
}

func freshGradInputCase(l layer, k kernel.ConvGradInput) benchCase {
	return benchCase{"fresh grad input/" + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		w := b.fill("float", l.KH*l.KW*l.InC*l.OutC*floatBytes)
		g := b.fill("float", l.Batch*l.OutH()*l.OutW()*l.OutC*floatBytes)
		dx := b.out(l.Batch * l.InH * l.InW * l.InC * floatBytes)
		scratch, room := b.place(k.Scratch()), b.place(k.FreshBytes())
		return b.finish(step{k.EmitFresh(b.m, t), []int{g, w, dx, scratch, room}})
	}}
}

func gradInputCase(l layer) benchCase {
	k := kernel.ConvGradInput{Conv: l.Conv}
	return benchCase{"grad input/" + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		w := b.fill("float", l.KH*l.KW*l.InC*l.OutC*floatBytes)
		g := b.fill("float", l.Batch*l.OutH()*l.OutW()*l.OutC*floatBytes)
		dx := b.out(l.Batch * l.InH * l.InW * l.InC * floatBytes)
		packed, scratch := b.place(k.PackedBytes()), b.place(k.Scratch())
		return b.finish(step{k.EmitPack(b.m, t), []int{w, packed}}, step{k.Emit(b.m, t), []int{g, packed, dx, scratch}})
	}}
}

func gradKernelCase(l layer) benchCase {
	k := kernel.ConvGradKernel{Conv: l.Conv}
	return benchCase{"grad kernel/" + l.name, l.Flops(), convTolerance(k.Winograd()), func(t kernel.Target) job {
		b := newBench()
		x := b.fill("float", l.Batch*l.InH*l.InW*l.InC*floatBytes)
		g := b.fill("float", l.Batch*l.OutH()*l.OutW()*l.OutC*floatBytes)
		dw, scratch := b.out(l.KH*l.KW*l.InC*l.OutC*floatBytes), b.place(k.Scratch())
		return b.finish(step{k.Emit(b.m, t), []int{x, g, dw, scratch}})
	}}
}
