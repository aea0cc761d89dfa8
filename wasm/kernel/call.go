package kernel

import "pawgrad/wasm/asm"

// Kernel is a hand-made kernel as the stages of the backend see it.
type Kernel interface {
	// Name is what steps of it are called.
	Name() string
	// Operands names what it reads and what it writes. Of two results the second may go unread.
	Operands() (in, out []string)
	// Memory is what a call wants beside its operands, if so many of its results are read.
	Memory(results int) Memory
	// Call appends the code of one call to a step.
	Call(c *Call)
}

// Memory is what a step wants beside its arguments, in bytes.
type Memory struct {
	Scratch int // of no use after the step
	// Own is the last part of Scratch, of which each thread of a team needs one of its own.
	Own int
	// Packed is room for argument number Weights in another form. If that argument is an input that the program does
	// not replace, such as a layer that is not trained, what is there stays valid until the input changes. Otherwise Fresh
	// bytes do, in which the step makes the other form anew each time, perhaps a part at a time.
	Packed, Fresh, Weights int
}

// Call is a step under construction: the function that is to call the kernel, and where that finds its addresses.
type Call struct {
	*asm.Func
	Module *asm.Module
	Target Target
	// In and Out are the operands; Out has one place if nobody reads the second result.
	In, Out []asm.Local
	// Packed and Scratch are the memory that was asked for; any address where none was.
	Packed, Scratch asm.Local
	// Stale says at run time, where packed weights are kept, whether to pack them anew; nil where they are not kept.
	Stale *asm.Local
}

// call calls a function of the module.
func (c *Call) call(f *asm.Func, args ...asm.Local) {
	for _, a := range args {
		c.LocalGet(a)
	}
	c.Func.Call(f)
}

// optional is operand number i if it is there; entries ignore the address of one that is not.
func (c *Call) optional(i int) asm.Local {
	if i < len(c.In) {
		return c.In[i]
	}
	return c.In[0]
}

// second is where the second result goes, or unread.
func (c *Call) second(unread asm.Local) asm.Local {
	if len(c.Out) > 1 {
		return c.Out[1]
	}
	return unread
}

// packer is a kernel that wants its weights packed before a call.
type packer interface {
	PackedBytes() int
	Scratch() int
	Own() int
	EmitPack(m *asm.Module, t Target) *asm.Func
	Emit(m *asm.Module, t Target) *asm.Func
}

// freshPacker is one that can also pack them as it goes, where they are new at every call; then FreshBytes is not 0.
type freshPacker interface {
	packer
	FreshBytes() int
	EmitFresh(m *asm.Module, t Target) *asm.Func
}

// packsAsItGoes says whether a kernel packs weights that are new as it goes.
func packsAsItGoes(p packer) (freshPacker, bool) {
	f, ok := p.(freshPacker)
	return f, ok && f.FreshBytes() > 0
}

// packedMemory is what a packer wants, whose weights are that operand.
func packedMemory(p packer, weights int) Memory {
	need := Memory{Scratch: p.Scratch(), Own: p.Own(), Packed: p.PackedBytes(), Fresh: p.PackedBytes(), Weights: weights}
	if f, ok := packsAsItGoes(p); ok {
		need.Fresh = f.FreshBytes()
	}
	return need
}

// packed packs operand number weights, if need be. It returns the entry to call, where that finds its weights, and what
// it takes after its scratch memory.
func (c *Call) packed(p packer, weights int) (entry *asm.Func, operand asm.Local, room []asm.Local) {
	if fresh, ok := packsAsItGoes(p); ok && c.Stale == nil {
		return fresh.EmitFresh(c.Module, c.Target), c.In[weights], []asm.Local{c.Packed}
	}
	pack := p.EmitPack(c.Module, c.Target)
	anew := func() {
		c.call(pack, c.In[weights], c.Packed)
		c.Target.Team.Wait(c.Func)
	}
	if c.Stale != nil {
		c.LocalGet(*c.Stale)
		c.If(anew)
	} else {
		anew()
	}
	return p.Emit(c.Module, c.Target), c.Packed, nil
}
