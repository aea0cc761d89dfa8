package kernel

import "pawgrad/wasm/asm"

// manyPictures is how many pictures are enough to be shared as they are; of fewer, some threads would have one more than
// others and take twice as long.
const manyPictures = 8

// leastFlops is how many operations are worth sharing: some microseconds' work.
const leastFlops = 1 << 18

// Team is the threads that run a module together, as its code sees them. Each has an instance of the module, and so
// the two variables for itself; the memory is everybody's.
//
// They share the work by results: a number is computed by one thread, by the same operations in the same order as if
// there were one thread alone. So the results have the same bits for any number of threads.
type Team struct {
	// Thread is the number of this thread, from 0 on, Threads how many there are.
	Thread, Threads asm.Global
	// Barrier is a function that returns when all threads have called it.
	Barrier *asm.Func
}

// Sharing is a kernel that can be run by a team: all threads call it, and each does its share. Of other kernels one
// thread does all.
type Sharing interface {
	Kernel
	// Shares says whether there is enough to share.
	Shares() bool
}

// Shares says whether a kernel is to be called by all threads of a team.
func Shares(k Kernel) bool {
	s, ok := k.(Sharing)
	return ok && s.Shares()
}

// Share sets from and to to this thread's part of the numbers 0..n, in whole units; without a team it is all of them.
// The parts of all threads follow each other without a gap, and differ by a unit at most.
func (t *Team) Share(f *asm.Func, n, unit int) (from, to asm.Operand) {
	if t == nil {
		return asm.Const(0), asm.Const(n)
	}
	units := ceilDiv(n, unit)
	bound := func(next int32) asm.Operand {
		l := f.Local(asm.I32)
		f.GlobalGet(t.Thread)
		f.I32Const(next)
		f.I32Add()
		f.I32Const(int32(units))
		f.I32Mul()
		f.GlobalGet(t.Threads)
		f.I32DivU()
		if unit != 1 {
			f.I32Const(int32(unit))
			f.I32Mul()
		}
		f.LocalSet(l)
		if n%unit != 0 { // the last unit is not whole
			f.LocalGet(l)
			f.I32Const(int32(n))
			f.LocalGet(l)
			f.I32Const(int32(n))
			f.I32LtU()
			f.Select()
			f.LocalSet(l)
		}
		return asm.Var(l)
	}
	return bound(0), bound(1)
}

// Wait waits for the other threads.
func (t *Team) Wait(f *asm.Func) {
	if t != nil {
		f.Call(t.Barrier)
	}
}

// First has one thread of the team do something, while the others go on.
func (t *Team) First(f *asm.Func, body func()) {
	if t == nil {
		body()
		return
	}
	f.GlobalGet(t.Thread)
	f.I32Eqz()
	f.If(body)
}

// Last is First, by the thread whose part of a Share is the last one.
func (t *Team) Last(f *asm.Func, body func()) {
	if t == nil {
		body()
		return
	}
	f.GlobalGet(t.Thread)
	f.I32Const(1)
	f.I32Add()
	f.GlobalGet(t.Threads)
	f.I32Eq()
	f.If(body)
}

// share is Team.Share of the emitter's team.
func (e *emitter) share(n, unit int) (from, to asm.Operand) {
	return e.target.Team.Share(e.Func, n, unit)
}

// each emits body for every one of this thread's part of n rounds, with the addresses at set to where the first of its
// rounds begins; they are that many bytes further on in each round, by which body has to move them.
func (e *emitter) each(n int, body func(), at ...stride) {
	if e.target.Team == nil {
		e.repeat(n, body)
		return
	}
	from, to := e.share(n, 1)
	for _, s := range at {
		e.skip(s, from)
	}
	e.For(e.Local(asm.I32), from, to, 1, body)
}

// eachOf emits body for every one of this thread's part of the rounds i = from, from+1, ... below to, at most most of
// them. The team may be nil although the emitter has one. Addresses are as for each.
func (e *emitter) eachOf(t *Team, most int, i, from, to asm.Local, body func(), at ...stride) {
	if t == nil {
		e.For(i, asm.Var(from), asm.Var(to), 1, body)
		return
	}
	first, end := t.Share(e.Func, most, 1)
	for _, s := range at {
		e.skip(s, first)
	}
	until := func(o asm.Operand) asm.Operand {
		l := e.Local(asm.I32)
		e.minOf(l, func() { e.LocalGet(from); e.Push(o); e.I32Add() }, func() { e.LocalGet(to) })
		return asm.Var(l)
	}
	e.For(i, until(first), until(end), 1, body)
}

// skip moves an address on by so many rounds.
func (e *emitter) skip(s stride, rounds asm.Operand) {
	e.LocalGet(s.address)
	e.Push(rounds)
	e.mulConst(s.bytes)
	e.I32Add()
	e.LocalSet(s.address)
}

// stride is how far an address moves in a round of a loop.
type stride struct {
	address asm.Local
	bytes   int
}

// wait waits for the other threads, which will then find in memory what this one has written.
func (e *emitter) wait() { e.target.Team.Wait(e.Func) }

// own sets l to this thread's own part of a kernel's scratch memory, which begins with what all threads share.
func (e *emitter) own(l, scratch asm.Local, shared, own int) {
	e.set(l, asm.Var(scratch), shared)
	if t := e.target.Team; t != nil {
		e.GlobalGet(t.Thread)
		e.mulConst(own)
		e.addLocal(l)
		e.LocalSet(l)
	}
}
