package kernel

import "pawgrad/wasm/asm"

// ConvForward is y = pool(relu(conv(x, w) + bias)), each of the three optional.
//
// With Pool, y is [Batch, OutH/2, OutW/2, OutC] (2x2 windows, stride 2, an odd last row or column dropped), and arg
// holds one byte per number of y, see ArgShut.
type ConvForward struct {
	Conv
	Bias, ReLU, Pool bool
	// Direct asks for the direct sum even where Winograd's algorithm, whose rounding errors are larger, is faster.
	Direct bool
	// AsMany has the algorithm chosen as for many pictures: each then gets the same bits however many there are.
	AsMany bool
}

// Winograd says whether Emit uses Winograd's algorithm.
func (k ConvForward) Winograd() bool { return !k.Direct && newWinograd(k.correlate()).fits() }

func (k ConvForward) correlate() correlate {
	c := k.Conv.normal()
	return correlate{
		name: "conv_forward", batch: c.Batch, in: c.image(),
		outH: c.OutH(), outW: c.OutW(), outC: c.OutC, kh: c.KH, kw: c.KW,
		strideH: c.StrideH, strideW: c.StrideW, dilH: c.DilationH, dilW: c.DilationW,
		bias: k.Bias, relu: k.ReLU, pool: k.Pool, asMany: k.AsMany,
	}
}

// PackedBytes is the size of the packed weights that EmitPack writes and Emit reads.
func (k ConvForward) PackedBytes() int {
	if k.Winograd() {
		return newWinograd(k.correlate()).packedBytes()
	}
	return k.correlate().packedBytes()
}

func (k ConvForward) winogradWeights() winogradWeights {
	row := k.OutC * floatBytes
	tap := k.InC * row
	return winogradWeights{tapY: k.KW * tap, tapX: tap, inC: row, outC: floatBytes}
}

// EmitPack returns a function (w, packed) that packs the weights. It need run only when they have changed.
func (k ConvForward) EmitPack(m *asm.Module, t Target) *asm.Func {
	row := k.OutC * floatBytes
	if k.Winograd() {
		return newWinograd(k.correlate()).emitPack(m, t, k.winogradWeights())
	}
	return emitPackAll(m, t, "conv_forward", k.OutC, []axis{{k.taps(), row}}, floatBytes, 0)
}

// Scratch is the number of bytes of scratch that Emit's function needs.
func (k ConvForward) Scratch() int {
	if k.Winograd() {
		return newWinograd(k.correlate()).scratchBytes()
	}
	return k.correlate().scratchBytes()
}

// Own is how much of it each thread needs for itself.
func (k ConvForward) Own() int {
	if k.Winograd() {
		return newWinograd(k.correlate()).ownBytes()
	}
	return k.correlate().scratchBytes()
}

// Shares implements Sharing.
func (k ConvForward) Shares() bool { return true }

// Emit returns a function (x, packed, bias, y, arg, scratch). bias and arg are ignored when not used.
func (k ConvForward) Emit(m *asm.Module, t Target) *asm.Func {
	if k.Winograd() {
		return newWinograd(k.correlate()).emit(m, t)
	}
	return k.correlate().emit(m, t)
}

// FreshBytes is the size of the room that EmitFresh's function needs, 0 if there is no such function.
func (k ConvForward) FreshBytes() int { return newWinograd(k.correlate()).freshBytesIf(k.Winograd()) }

// EmitFresh returns a function (x, w, bias, y, arg, scratch, room) that does what EmitPack's and Emit's do one after
// the other. It is faster where the weights have changed since the last call.
func (k ConvForward) EmitFresh(m *asm.Module, t Target) *asm.Func {
	return newWinograd(k.correlate()).emitFresh(m, t, k.winogradWeights())
}

// Name implements Kernel, as do the methods that follow.
func (k ConvForward) Name() string { return "ConvForward" }

func (k ConvForward) Operands() (in, out []string) {
	in, out = []string{"x", "w"}, []string{"y"}
	if k.Bias {
		in = append(in, "bias")
	}
	if k.Pool {
		out = append(out, "arg")
	}
	return in, out
}

func (k ConvForward) Memory(results int) Memory {
	need := packedMemory(k, 1)
	if k.Pool && results < 2 { // nobody reads the arg-max, but the kernel writes it
		need.Scratch += k.unreadArg()
	}
	return need
}

// unreadArg is the size of an arg-max that nobody reads. It comes first in the scratch memory.
func (k ConvForward) unreadArg() int {
	return lineUp(k.Batch * (k.OutH() / 2) * (k.OutW() / 2) * k.OutC)
}

func (k ConvForward) Call(c *Call) {
	entry, weights, room := c.packed(k, 1)
	arg, scratch := c.second(c.Out[0]), c.Scratch
	if k.Pool && len(c.Out) < 2 {
		arg, scratch = c.Scratch, c.Local(asm.I32)
		c.LocalGet(c.Scratch)
		c.I32Const(int32(k.unreadArg()))
		c.I32Add()
		c.LocalSet(scratch)
	}
	c.call(entry, append([]asm.Local{c.In[0], weights, c.optional(2), c.Out[0], arg, scratch}, room...)...)
}
