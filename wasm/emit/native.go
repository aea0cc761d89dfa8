package emit

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"
	"pawgrad/wasm/plan"
)

// packer is a kernel that wants its weights packed before a call.
type packer interface {
	PackedBytes() int
	Scratch() int
	EmitPack(m *asm.Module, t kernel.Target) *asm.Func
	Emit(m *asm.Module, t kernel.Target) *asm.Func
}

// freshPacker is one that can also pack them as it goes, where they are new at every call; then FreshBytes is not 0.
type freshPacker interface {
	packer
	FreshBytes() int
	EmitFresh(m *asm.Module, t kernel.Target) *asm.Func
}

// packsAsItGoes says whether a kernel packs weights that are new as it goes.
func packsAsItGoes(p packer) (freshPacker, bool) {
	f, ok := p.(freshPacker)
	return f, ok && f.FreshBytes() > 0
}

// nativeNeed is the memory that a hand-made kernel wants.
func nativeNeed(k *fuse.Native) plan.Need {
	pack := func(p packer, weights int) plan.Need {
		need := plan.Need{Scratch: p.Scratch(), Packed: p.PackedBytes(), Fresh: p.PackedBytes(), Weights: weights}
		if f, ok := packsAsItGoes(p); ok {
			need.Fresh = f.FreshBytes()
		}
		return need
	}
	switch a := k.Node.Attr.(type) {
	case *ir.ConvForward:
		need := pack(a, 1)
		if a.Pool && !k.Beside {
			need.Scratch = plan.Up(need.Scratch) + k.Node.Shape.Size() // nobody reads the arg-max, but the kernel writes it
		}
		return need
	case *ir.ConvGradInput:
		return pack(a, 1)
	case *ir.ConvGradKernel:
		return plan.Need{Scratch: a.Scratch()}
	case *ir.ConvPoolGradInput:
		return pack(a, 2)
	case *ir.ConvPoolGradKernel:
		return plan.Need{Scratch: a.Scratch()}
	case *ir.Gemm:
		return plan.Need{Scratch: a.Scratch()}
	case *ir.MaxPool:
		if k.Beside {
			return plan.Need{}
		}
		return plan.Need{Scratch: k.Node.Shape.Size()}
	case *ir.MaxPoolGrad:
		return plan.Need{}
	}
	panic("emit: no kernel for " + k.Node.String())
}

// native emits the call of a hand-made kernel. args are the step's arguments; extra what follows them, see step.
func (c *context) native(f *asm.Func, k *fuse.Native, args, extra []asm.Local) {
	t := kernel.Target{Relaxed: c.opt.Relaxed}
	call := func(g *asm.Func, args ...asm.Local) {
		for _, a := range args {
			f.LocalGet(a)
		}
		f.Call(g)
	}
	next := func() asm.Local { // the next of the extra parameters; kernels ignore an address they do not need
		if len(extra) == 0 {
			return args[0]
		}
		l := extra[0]
		extra = extra[1:]
		return l
	}
	// pack packs the weights, if need be. It returns the function to call, where the weights for it are, the scratch
	// memory, and what follows that.
	pack := func(p packer, weights asm.Local) (run *asm.Func, operand, scratch asm.Local, rest []asm.Local) {
		var packed asm.Local
		if p.PackedBytes() > 0 {
			packed = next()
		}
		if nativeNeed(k).Scratch > 0 {
			scratch = next()
		} else {
			scratch = args[0]
		}
		kept := len(extra) > 0
		if fresh, ok := packsAsItGoes(p); ok && !kept {
			return fresh.EmitFresh(c.m, t), weights, scratch, []asm.Local{packed}
		}
		g := p.EmitPack(c.m, t)
		if kept {
			f.LocalGet(next())
			f.If(func() { call(g, weights, packed) })
		} else {
			call(g, weights, packed)
		}
		return p.Emit(c.m, t), packed, scratch, nil
	}
	in := len(k.Node.In)
	result := args[in]
	beside := result // where there is no second result, the kernel ignores the address
	if k.Beside {
		beside = args[in+1]
	}
	switch a := k.Node.Attr.(type) {
	case *ir.ConvForward:
		run, weights, scratch, rest := pack(a, args[1])
		bias := args[0]
		if a.Bias {
			bias = args[2]
		}
		if a.Pool && !k.Beside {
			beside = f.Local(asm.I32)
			f.LocalGet(scratch)
			f.I32Const(int32(plan.Up(a.Scratch())))
			f.I32Add()
			f.LocalSet(beside)
		}
		call(run, append([]asm.Local{args[0], weights, bias, result, beside, scratch}, rest...)...)
	case *ir.ConvGradInput:
		run, weights, scratch, rest := pack(a, args[1])
		call(run, append([]asm.Local{args[0], weights, result, scratch}, rest...)...)
	case *ir.ConvGradKernel:
		call(a.Emit(c.m, t), args[0], args[1], result, next())
	case *ir.ConvPoolGradInput:
		run, weights, scratch, _ := pack(a, args[2])
		call(run, args[0], args[1], weights, result, scratch)
	case *ir.ConvPoolGradKernel:
		call(a.Emit(c.m, t), args[0], args[1], args[2], result, beside, next())
	case *ir.Gemm:
		bias := args[0]
		if a.Bias {
			bias = args[2]
		}
		call(a.Emit(c.m, t), args[0], args[1], bias, result, next())
	case *ir.MaxPool:
		if !k.Beside {
			beside = next()
		}
		call(a.Emit(c.m, t), args[0], result, beside)
	case *ir.MaxPoolGrad:
		call(a.EmitGrad(c.m, t), args[0], args[1], result)
	default:
		panic("emit: no kernel for " + k.Node.String())
	}
}
