package asm

const typeEmpty = 0x40 // of a block that leaves nothing

// bracket emits opcode, block type, body, end. A block leaves no value or one.
func (f *Func) bracket(opcode byte, results []ValType, body func()) {
	switch len(results) {
	case 0:
		f.op(opcode, typeEmpty)
	case 1:
		f.op(opcode, byte(results[0]))
	default:
		panic("asm: a block leaves at most one value")
	}
	body()
	f.op(opEnd)
}

// Block emits a block: a branch to it leaves it. results is empty or the type of the value it leaves.
func (f *Func) Block(body func(), results ...ValType) { f.bracket(opBlock, results, body) }

// Loop emits a loop: a branch to it starts the next round, falling off the end leaves it.
func (f *Func) Loop(body func(), results ...ValType) { f.bracket(opLoop, results, body) }

// If runs then when the i32 on the stack is not zero.
func (f *Func) If(then func()) { f.bracket(opIf, nil, then) }

// IfElse runs one of two branches by the i32 on the stack; results is empty or the type of the value both leave.
func (f *Func) IfElse(then, otherwise func(), results ...ValType) {
	f.bracket(opIf, results, func() {
		then()
		f.op(opElse)
		otherwise()
	})
}

// Br branches to the depth-th enclosing block (0 = innermost). Structured helpers count as the blocks they emit.
func (f *Func) Br(depth uint32) { f.op(opBr); f.u32(depth) }

// BrIf is Br when the i32 on the stack is not zero.
func (f *Func) BrIf(depth uint32) { f.op(opBrIf); f.u32(depth) }

// Call calls g, which takes its arguments from the stack.
func (f *Func) Call(g *Func) { f.op(opCall); f.u32(g.index) }

// Operand is an i32 known when the code is emitted, or a local that holds it at run time.
type Operand struct {
	local Local
	value int32
	fixed bool
}

// Const is the operand of a known value.
func Const(v int) Operand { return Operand{value: int32(v), fixed: true} }

// Var is the operand that reads a local.
func Var(l Local) Operand { return Operand{local: l} }

// Push emits the operand's value.
func (f *Func) Push(o Operand) {
	if o.fixed {
		f.I32Const(o.value)
	} else {
		f.LocalGet(o.local)
	}
}

// For emits a counted loop: for i = from; i < to; i += step (signed compare, step > 0). The test sits at the bottom, so
// a round costs one branch; the test before the first round is left out when both ends are known. Inside body, depth 0
// is the loop itself, and branching there would skip the increment: wrap what should be skipped in a Block. A break
// out of the loop is a branch to a Block around it.
func (f *Func) For(i Local, from, to Operand, step int, body func()) {
	if step <= 0 {
		panic("asm: For needs a positive step")
	}
	f.Push(from)
	f.LocalSet(i)
	rounds := func() {
		f.Loop(func() {
			body()
			f.LocalGet(i)
			f.I32Const(int32(step))
			f.I32Add()
			f.LocalTee(i)
			f.Push(to)
			f.I32LtS()
			f.BrIf(0)
		})
	}
	if from.fixed && to.fixed {
		if from.value < to.value {
			rounds()
		}
		return
	}
	f.LocalGet(i)
	f.Push(to)
	f.I32LtS()
	f.If(rounds)
}
