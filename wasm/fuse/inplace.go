package fuse

import (
	"slices"

	"pawgrad/wasm/loop"
)

// inPlace finds the pairs of arguments whose memory may be one: each element read is gone by the time it is
// overwritten. So the nest that writes reads the same element in the same round, and no later nest reads it.
func inPlace(s *Step, nests []*loop.Nest) (pairs [][2]int) {
	for w := range s.Args {
		if !s.Writes[w] {
			continue
		}
		for r := range s.Args {
			if !s.Writes[r] && s.Args[r].Bytes == s.Args[w].Bytes && sharable(nests, r, w) {
				pairs = append(pairs, [2]int{r, w})
			}
		}
	}
	return pairs
}

func sharable(nests []*loop.Nest, r, w int) bool {
	written := false
	for _, n := range nests {
		var to *loop.Store
		for i := range n.Stores {
			if st := &n.Stores[i]; st.To.Buf == w {
				if to != nil {
					return false
				}
				to = st
			}
		}
		ok := true
		n.Exprs(func(e *loop.Expr) {
			if e.Access == nil || e.Access.Buf != r {
				return
			}
			switch {
			case written:
				ok = false
			case to == nil:
			case to.Reduce != 0 || n.Serial || len(to.To.Guards)+len(to.To.Dynamic)+len(e.Access.Guards)+len(e.Access.Dynamic) > 0,
				e.Access.DType.Size() != to.To.DType.Size(),
				e.Access.Elem.Offset != to.To.Elem.Offset || !slices.Equal(e.Access.Elem.Coef, to.To.Elem.Coef):
				ok = false
			}
		})
		if !ok {
			return false
		}
		if to != nil {
			written = true
		}
	}
	return written
}
