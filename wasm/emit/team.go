package emit

import (
	"pawgrad/wasm/asm"
	"pawgrad/wasm/kernel"
)

// Where threads meet, as addresses of numbers of four bytes. Each has a line of the cache for itself.
const (
	// Meeting is where it begins. All is 0 before the first call, but for MeetingPatience.
	Meeting = 64
	// meetingArrived is how many have come, MeetingRound counts the meetings: who has come waits until it changes.
	meetingArrived = Meeting
	MeetingRound   = Meeting + 64
	// meetingAsleep is how many of them sleep.
	meetingAsleep = Meeting + 128
	// MeetingBroken is not 0 when a thread has stopped and will not come any more: those that wait then trap.
	MeetingBroken = Meeting + 192
	// MeetingPatience is how many naps the first thread takes before it takes it that a thread has gone.
	MeetingPatience = Meeting + 256
	// MeetingInside is how many other threads have not yet left the last call; the host keeps count.
	MeetingInside = Meeting + 320
	MeetingEnd    = Meeting + 384
)

const (
	// spins is how often a thread looks before it goes to sleep: some ten microseconds, what falling asleep and waking take.
	spins = 10_000
	// nap is how long it sleeps at a time, in nanoseconds.
	nap = 100_000_000
	// all is how many sleepers are woken.
	all = -1
)

// newTeam gives a module what its threads need.
func newTeam(m *asm.Module) *kernel.Team {
	t := &kernel.Team{Thread: m.Global(), Threads: m.Global()}
	t.Barrier = barrier(m, t)
	return t
}

// barrier returns a function that returns when all threads have called it. The last to come counts the round, which the
// others wait for.
func barrier(m *asm.Module, t *kernel.Team) *asm.Func {
	f := m.NewFunc("barrier", nil, nil)
	round, left := f.Local(asm.I32), f.Local(asm.I32)
	load := func(at uint32) {
		f.I32Const(0)
		f.I32AtomicLoad(at)
	}
	add := func(at uint32, n int32) { // leaves what was there
		f.I32Const(0)
		f.I32Const(n)
		f.I32AtomicRmwAdd(at)
	}
	over := func() { // pushes whether the round is over
		load(MeetingRound)
		f.LocalGet(round)
		f.I32Ne()
	}
	f.GlobalGet(t.Threads)
	f.I32Const(1)
	f.I32Eq()
	f.If(func() { f.Return() })
	load(MeetingRound)
	f.LocalSet(round)
	add(meetingArrived, 1)
	f.I32Const(1)
	f.I32Add()
	f.GlobalGet(t.Threads)
	f.I32Eq()
	f.If(func() { // the last
		f.I32Const(0)
		f.I32Const(0)
		f.I32AtomicStore(meetingArrived)
		add(MeetingRound, 1)
		f.Drop()
		load(meetingAsleep)
		f.If(func() {
			f.I32Const(0)
			f.I32Const(all)
			f.MemoryAtomicNotify(MeetingRound)
			f.Drop()
		})
		f.Return()
	})
	f.For(left, asm.Const(0), asm.Const(spins), 1, func() {
		over()
		f.If(func() { f.Return() })
	})
	load(MeetingPatience)
	f.LocalSet(left)
	add(meetingAsleep, 1)
	f.Drop()
	f.Block(func() {
		f.Loop(func() {
			over()
			f.BrIf(1)
			load(MeetingBroken)
			f.If(func() { f.Unreachable() })
			f.I32Const(0)
			f.LocalGet(round)
			f.I64Const(nap)
			f.MemoryAtomicWait32(MeetingRound)
			f.Drop()
			f.GlobalGet(t.Thread) // the first is the one that somebody waits for
			f.I32Eqz()
			f.If(func() {
				f.LocalGet(left)
				f.I32Const(-1)
				f.I32Add()
				f.LocalTee(left)
				f.I32Eqz()
				f.If(func() { f.Unreachable() })
			})
			f.Br(0)
		})
	})
	add(meetingAsleep, -1)
	f.Drop()
	return f
}
