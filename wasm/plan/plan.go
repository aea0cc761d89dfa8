// Package plan gives every value of a program its place.
//
// Inputs and outputs live in buffers of their own, whose addresses come with each call; constants are laid out once;
// everything else shares one arena. A value occupies its stretch of the arena from the step that writes it to the last
// one that reads it, and stretches of values that never live at the same time overlap. Where a step allows, its result
// takes over the memory of an operand that is not needed any more: in the arena always, between an input and an output
// when the caller gives the input away.
package plan

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/wasm/fuse"
	"pawgrad/wasm/kernel"
)

// Align is the alignment of everything in memory, in bytes: a cache line.
const Align = 64

// Place is where a value lives.
type Place struct {
	Kind   Kind
	Index  int // of the input or output
	Offset int // in the arena or among the constants, in bytes
}

// Kind is a region of memory.
type Kind int

// The regions.
const (
	Unused Kind = iota // never read nor written
	Input
	Output
	Const
	Arena
)

// Plan is the layout of a program.
type Plan struct {
	Places  []Place // by value ID
	Scratch []Place // by step: in the arena, for steps that want scratch memory
	Packed  []Place // by step: in the arena, or among the constants if it is to be kept
	// Kept lists the steps whose packed weights are kept from one execution to the next, and KeptInput the inputs they
	// are made from.
	Kept, KeptInput []int
	ArenaBytes      int
	ConstBytes      int
	// Inner are, by step, the plans of the programs of steps that have some.
	Inner []*Inner
	// Donor is, per output, the input whose buffer it may take over if that is given away, or -1.
	Donor []int
}

// String is the plan in words: where every value lives, and what the steps get besides.
func (pl *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "arena %d bytes, constants %d bytes\n", pl.ArenaBytes, pl.ConstBytes)
	for v, at := range pl.Places {
		fmt.Fprintf(&b, "v%d %s\n", v, at)
	}
	for i := range pl.Scratch {
		if at := pl.Packed[i]; at.Kind != Unused {
			fmt.Fprintf(&b, "step %d packs its weights in %s\n", i, at)
		}
		if at := pl.Scratch[i]; at.Kind != Unused {
			fmt.Fprintf(&b, "step %d has scratch memory in %s\n", i, at)
		}
	}
	for k, i := range pl.Kept {
		fmt.Fprintf(&b, "step %d packs again only when input %d has changed\n", i, pl.KeptInput[k])
	}
	for i, inner := range pl.Inner {
		if inner != nil {
			for j, plan := range inner.Plans {
				fmt.Fprintf(&b, "step %d, program %d:\n    %s\n", i, j, strings.ReplaceAll(strings.TrimSpace(plan.String()), "\n", "\n    "))
			}
		}
	}
	for o, i := range pl.Donor {
		if i >= 0 {
			fmt.Fprintf(&b, "output %d may take the buffer of input %d\n", o, i)
		}
	}
	return b.String()
}

// String is the place in words.
func (p Place) String() string {
	switch p.Kind {
	case Input:
		return fmt.Sprintf("input %d", p.Index)
	case Output:
		return fmt.Sprintf("output %d", p.Index)
	case Const:
		return fmt.Sprintf("constants at %d", p.Offset)
	case Arena:
		return fmt.Sprintf("arena at %d", p.Offset)
	}
	return "unused"
}

// Up rounds n up to a multiple of Align.
func Up(n int) int { return (n + Align - 1) / Align * Align }

// life is the span of steps, first to last inclusive, in which a value must be kept.
type life struct{ first, last int }

// Make lays out a program that at most so many threads run. keep permits it to keep packed weights from one
// execution to the next, which saves time and costs memory.
func Make(p *fuse.Program, keep bool, threads int) *Plan { return layOut(p, keep, threads, 0) }

// layOut lays out a program whose constants come after others.
func layOut(p *fuse.Program, keep bool, threads, constants int) *Plan {
	pl := &Plan{
		ConstBytes: constants,
		Inner:      make([]*Inner, len(p.Steps)),
		Places:     make([]Place, len(p.Values)),
		Scratch:    make([]Place, len(p.Steps)),
		Packed:     make([]Place, len(p.Steps)),
		Donor:      make([]int, len(p.Outputs)),
	}
	lives := lifetimes(p)
	pl.donors(p, lives)
	arena := &arena{}
	for _, v := range p.Values {
		switch {
		case v.Input >= 0:
			pl.Places[v.ID] = Place{Kind: Input, Index: v.Input}
		case v.Output >= 0:
			pl.Places[v.ID] = Place{Kind: Output, Index: v.Output}
		case lives[v.ID].last < 0:
		case v.Const != nil:
			pl.Places[v.ID] = Place{Kind: Const, Offset: pl.ConstBytes}
			pl.ConstBytes += Up(v.Bytes)
		}
	}
	owner := make([]*block, len(p.Values)) // the stretch a value lives in
	for i, s := range p.Steps {
		for _, pair := range s.InPlace { // take over what dies here
			from, to := s.Args[pair[0]], s.Args[pair[1]]
			if owner[from.ID] != nil && lives[from.ID].last == i && pl.Places[to.ID].Kind == Unused && owner[to.ID] == nil {
				owner[to.ID], owner[from.ID] = owner[from.ID], nil
				pl.Places[to.ID] = pl.Places[from.ID]
			}
		}
		for j, v := range s.Args {
			if s.Writes[j] && pl.Places[v.ID].Kind == Unused {
				owner[v.ID] = arena.take(Up(v.Bytes))
				pl.Places[v.ID] = Place{Kind: Arena, Offset: owner[v.ID].offset}
			}
		}
		pl.place(i, s, keep, threads, arena)
		for _, v := range s.Args {
			if owner[v.ID] != nil && lives[v.ID].last <= i {
				arena.free(owner[v.ID])
				owner[v.ID] = nil
			}
		}
	}
	pl.ArenaBytes = arena.size
	return pl
}

// Constants calls write for every constant of the program that was laid out, and of those within it, with its place
// among the constants.
func (pl *Plan) Constants(p *fuse.Program, write func(offset int, data []byte)) {
	for _, v := range p.Values {
		if at := pl.Places[v.ID]; at.Kind == Const {
			write(at.Offset, v.Const)
		}
	}
	for i, inner := range pl.Inner {
		if inner != nil {
			for j, within := range inner.Plans {
				within.Constants(p.Steps[i].Control.Programs[j], write)
			}
		}
	}
}

// place finds room for what a step wants beside its arguments.
func (pl *Plan) place(i int, s *fuse.Step, keep bool, threads int, a *arena) {
	need := s.Memory()
	if threads > 1 && kernel.Shares(s.Kernel) {
		need.Scratch += (threads - 1) * need.Own
	}
	if s.Control != nil {
		pl.Inner[i] = pl.inner(s)
		need.Scratch = pl.Inner[i].Bytes
	}
	var taken []*block
	take := func(bytes int) Place {
		b := a.take(Up(bytes))
		taken = append(taken, b)
		return Place{Kind: Arena, Offset: b.offset}
	}
	if need.Packed > 0 {
		if in := s.Args[need.Weights].Input; keep && in >= 0 && !slices.Contains(pl.Donor, in) {
			pl.Packed[i] = Place{Kind: Const, Offset: pl.ConstBytes}
			pl.ConstBytes += Up(need.Packed)
			pl.Kept, pl.KeptInput = append(pl.Kept, i), append(pl.KeptInput, in)
		} else {
			pl.Packed[i] = take(need.Fresh)
		}
	}
	if need.Scratch > 0 {
		pl.Scratch[i] = take(need.Scratch)
	}
	for _, b := range taken {
		a.free(b)
	}
}

// lifetimes finds for every value the first step that writes it and the last that touches it; -1 if none does.
func lifetimes(p *fuse.Program) []life {
	lives := make([]life, len(p.Values))
	for i := range lives {
		lives[i] = life{-1, -1}
	}
	for i, s := range p.Steps {
		for j, v := range s.Args {
			l := &lives[v.ID]
			if s.Writes[j] && l.first < 0 {
				l.first = i
			}
			l.last = i
		}
	}
	return lives
}

// donors matches outputs with inputs of their size that are not read after the output is first written. The step that
// writes the output may be the last reader only if it can work in place.
func (pl *Plan) donors(p *fuse.Program, lives []life) {
	taken := make([]bool, len(p.Inputs))
	for o := range pl.Donor {
		pl.Donor[o] = -1
	}
	for _, inPlaceOnly := range []bool{true, false} {
		for o, out := range p.Outputs {
			first := lives[out.ID].first
			if pl.Donor[o] >= 0 || first < 0 {
				continue
			}
			for i, in := range p.Inputs {
				if taken[i] || in.Bytes != out.Bytes || in.Bytes == 0 || lives[in.ID].last > first {
					continue
				}
				if lives[in.ID].last == first && !allows(p.Steps[first], in, out) || inPlaceOnly && lives[in.ID].last != first {
					continue
				}
				pl.Donor[o], taken[i] = i, true
				break
			}
		}
	}
}

func allows(s *fuse.Step, from, to *fuse.Value) bool {
	return slices.ContainsFunc(s.InPlace, func(pair [2]int) bool {
		return s.Args[pair[0]] == from && s.Args[pair[1]] == to
	})
}
