package plan

import (
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
)

// Inner is the layout of a step with programs of its own: their plans, and how they share the step's scratch memory.
// Offsets are in bytes from its start.
type Inner struct {
	Plans []*Plan
	Table int   // addresses of a program's inputs and outputs, as run takes them
	Flag  int   // a truth value
	State []int // While: room for each value of the next state; Sort: for two lists of indices
	Arena int   // of the programs: one runs at a time
	Bytes int   // all of it
}

// inner lays out the programs of a step. Their constants come after those of the program around them.
func (pl *Plan) inner(s *fuse.Step) *Inner {
	inner := &Inner{}
	take := func(bytes int) int {
		at := inner.Bytes
		inner.Bytes += Up(bytes)
		return at
	}
	table, arena := 0, 0
	for _, p := range s.Control.Programs {
		plan := layOut(p, false, 1, pl.ConstBytes)
		pl.ConstBytes = plan.ConstBytes
		inner.Plans = append(inner.Plans, plan)
		const address = 4 // bytes
		table = max(table, address*(len(p.Inputs)+len(p.Outputs)))
		arena = max(arena, plan.ArenaBytes)
	}
	inner.Table, inner.Flag = take(table), take(1)
	_, results := s.Operands()
	switch n := s.Control.Node; n.Op {
	case compute.OpTypeWhile:
		for _, v := range results {
			inner.State = append(inner.State, take(v.Bytes))
		}
	case compute.OpTypeSort:
		const index = 4 // bytes
		for range 2 {
			inner.State = append(inner.State, take(index*n.Shape.Dimensions[n.Attr.(*ir.Control).Axis]))
		}
	}
	inner.Arena = take(arena)
	return inner
}
