package kernel

import "pawgrad/wasm/asm"

// ConvGradInput is the gradient of a convolution by its input: dx from g, the gradient by y.
//
// It is a forward convolution of g: with the kernel reversed and its channels exchanged, stride 1, what the kernel
// reaches over as padding, and, where the forward pass had strides, gaps of zeros between g's pixels.
type ConvGradInput struct {
	Conv
	// Direct asks for the direct sum even where Winograd's algorithm, whose rounding errors are larger, is faster.
	Direct bool
}

// Winograd says whether Emit uses Winograd's algorithm.
func (k ConvGradInput) Winograd() bool { return !k.Direct && newWinograd(k.correlate()).fits() }

func (k ConvGradInput) correlate() correlate {
	c := k.Conv.normal()
	in := image{h: c.OutH(), w: c.OutW(), c: c.OutC, gapH: c.StrideH, gapW: c.StrideW,
		top: c.DilationH*(c.KH-1) - c.PadTop, left: c.DilationW*(c.KW-1) - c.PadLeft}
	in.bottom = c.InH - 1 - (in.h-1)*in.gapH + c.PadTop
	in.right = c.InW - 1 - (in.w-1)*in.gapW + c.PadLeft
	return correlate{
		name: "conv_grad_input", batch: c.Batch, in: in, outH: c.InH, outW: c.InW, outC: c.InC,
		kh: c.KH, kw: c.KW, strideH: 1, strideW: 1, dilH: c.DilationH, dilW: c.DilationW,
	}
}

// PackedBytes is the size of the packed weights that EmitPack writes and Emit reads.
func (k ConvGradInput) PackedBytes() int {
	if k.Winograd() {
		return newWinograd(k.correlate()).packedBytes()
	}
	return k.correlate().packedBytes()
}

func (k ConvGradInput) winogradWeights() winogradWeights {
	tap := k.InC * k.OutC * floatBytes
	return winogradWeights{
		offset: (k.KH*k.KW - 1) * tap, tapY: -k.KW * tap, tapX: -tap, inC: floatBytes, outC: k.OutC * floatBytes}
}

// EmitPack returns a function (w, packed) that packs the reversed weights. It need run only when they have changed.
func (k ConvGradInput) EmitPack(m *asm.Module, t Target) *asm.Func {
	tap := k.InC * k.OutC * floatBytes
	if k.Winograd() {
		return newWinograd(k.correlate()).emitPack(m, t, k.winogradWeights())
	}
	axes := []axis{{k.KH, -k.KW * tap}, {k.KW, -tap}, {k.OutC, floatBytes}}
	return emitPackAll(m, t, "conv_grad_input", k.InC, axes, k.OutC*floatBytes, (k.KH*k.KW-1)*tap)
}

// Scratch is the number of bytes of scratch that Emit's function needs.
func (k ConvGradInput) Scratch() int {
	if k.Winograd() {
		return newWinograd(k.correlate()).scratchBytes()
	}
	return k.correlate().scratchBytes()
}

// Own is how much of it each thread needs for itself.
func (k ConvGradInput) Own() int {
	if k.Winograd() {
		return newWinograd(k.correlate()).ownBytes()
	}
	return k.correlate().scratchBytes()
}

// Shares implements Sharing.
func (k ConvGradInput) Shares() bool { return true }

// Emit returns a function (g, packed, dx, scratch). dx is overwritten.
func (k ConvGradInput) Emit(m *asm.Module, t Target) *asm.Func {
	var f *asm.Func
	if k.Winograd() {
		f = newWinograd(k.correlate()).emit(m, t)
	} else {
		f = k.correlate().emit(m, t)
	}
	e := newFunc(m, t, "conv_grad_input_entry", 4)
	g, packed, dx, scratch := e.Param(0), e.Param(1), e.Param(2), e.Param(3)
	e.call(f, g, packed, packed /* no bias */, dx, dx /* no arg-max */, scratch)
	return e.Func
}

// FreshBytes is the size of the room that EmitFresh's function needs, 0 if there is no such function.
func (k ConvGradInput) FreshBytes() int { return newWinograd(k.correlate()).freshBytesIf(k.Winograd()) }

// EmitFresh returns a function (g, w, dx, scratch, room) that does what EmitPack's and Emit's do one after the other. It
// is faster where the weights have changed since the last call.
func (k ConvGradInput) EmitFresh(m *asm.Module, t Target) *asm.Func {
	f := newWinograd(k.correlate()).emitFresh(m, t, k.winogradWeights())
	e := newFunc(m, t, "conv_grad_input_fresh_entry", 5)
	g, w, dx, scratch, room := e.Param(0), e.Param(1), e.Param(2), e.Param(3), e.Param(4)
	e.call(f, g, w, w /* no bias */, dx, dx /* no arg-max */, scratch, room)
	return e.Func
}

// Name implements Kernel, as do the methods that follow.
func (k ConvGradInput) Name() string { return "ConvGradInput" }

func (k ConvGradInput) Operands() (in, out []string) { return []string{"g", "w"}, []string{"dx"} }

func (k ConvGradInput) Memory(int) Memory { return packedMemory(k, 1) }

func (k ConvGradInput) Call(c *Call) {
	entry, weights, room := c.packed(k, 1)
	c.call(entry, append([]asm.Local{c.In[0], weights, c.Out[0], c.Scratch}, room...)...)
}
