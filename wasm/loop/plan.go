package loop

import "slices"

// Lanes is how many 32-bit elements a vector holds.
const Lanes = 4

// Plan rewrites the nest into the order it is to run in, outermost dimension first, and says whether the innermost
// dimension can run Lanes rounds at a time. vectorisable tells which expressions the emitter has vector code for.
//
// It drops dimensions of size 1 and guards that always hold, picks the innermost dimension, puts kept dimensions
// before reduced ones, and merges neighbours that all accesses walk as one.
func (n *Nest) Plan(vectorisable func(*Expr) bool) (vector bool) {
	if n.Reduced == nil {
		n.Reduced = make([]bool, len(n.Dims))
	}
	n.dropGuards()
	var keep []int
	for d, size := range n.Dims {
		if size != 1 {
			keep = append(keep, d)
		}
	}
	n.permute(keep)
	if n.Serial {
		return false
	}
	vector = true
	n.Exprs(func(e *Expr) {
		if !vectorisable(e) {
			vector = false
		}
	})
	inner := -1
	if vector {
		inner = n.innermost()
		vector = inner >= 0
	}
	n.order(inner)
	n.merge()
	return vector && len(n.Dims) > 0 && n.Dims[len(n.Dims)-1] >= Lanes
}

// affines calls f for every affine form in the nest.
func (n *Nest) affines(f func(a *Affine)) {
	n.accesses(func(a *Access, _ bool) {
		f(&a.Elem)
		for i := range a.Guards {
			f(&a.Guards[i].Pos)
		}
	})
	n.Exprs(func(e *Expr) {
		if e.Op == OpIndex {
			f(&e.Index)
		}
	})
}

// permute keeps the listed dimensions, in the listed order. Dimensions left out must have size 1.
func (n *Nest) permute(keep []int) {
	n.affines(func(a *Affine) {
		coef := make([]int, len(keep))
		for i, d := range keep {
			coef[i] = a.Coef[d]
		}
		a.Coef = coef
	})
	dims, reduced := make([]int, len(keep)), make([]bool, len(keep))
	for i, d := range keep {
		dims[i], reduced[i] = n.Dims[d], n.Reduced[d]
	}
	n.Dims, n.Reduced = dims, reduced
}

// dropGuards folds guards that hold everywhere into the element index.
func (n *Nest) dropGuards() {
	n.accesses(func(a *Access, _ bool) {
		a.Guards = slices.DeleteFunc(slices.Clone(a.Guards), func(g Guard) bool {
			low, high := n.bounds(g.Pos)
			if g.Dilation != 1 || low < 0 || high >= g.Size {
				return false
			}
			a.Elem.Offset += g.Pos.Offset * g.Stride
			coef := slices.Clone(a.Elem.Coef)
			for d, c := range g.Pos.Coef {
				coef[d] += c * g.Stride
			}
			a.Elem.Coef = coef
			return true
		})
	})
}

// bounds returns the least and greatest value of an affine form over the iteration space.
func (n *Nest) bounds(a Affine) (low, high int) {
	low, high = a.Offset, a.Offset
	for d, c := range a.Coef {
		if c > 0 {
			high += c * (n.Dims[d] - 1)
		} else {
			low += c * (n.Dims[d] - 1)
		}
	}
	return low, high
}

// innermost picks the dimension to vectorise, -1 if none can be: every access must walk it element by element or stay
// where it is, no guard or index may depend on it, and what is stored must move with it unless it is folded away.
// The last dimension is preferred, then the largest.
func (n *Nest) innermost() int {
	ok := make([]bool, len(n.Dims))
	for d := range n.Dims {
		ok[d] = n.Dims[d] >= Lanes
	}
	n.accesses(func(a *Access, isStore bool) {
		for d := range n.Dims {
			c := a.Elem.Coef[d]
			if c != 0 && c != 1 || len(a.Dynamic) > 0 && isStore {
				ok[d] = false
			}
			for _, g := range a.Guards {
				if g.Pos.Coef[d] != 0 || isStore {
					ok[d] = false
				}
			}
			for _, dyn := range a.Dynamic {
				if dyn.Index.dependsOn(d) {
					ok[d] = false
				}
			}
		}
	})
	n.Exprs(func(e *Expr) {
		if e.Op == OpIndex {
			for d := range n.Dims {
				if e.Index.Coef[d] != 0 {
					ok[d] = false
				}
			}
		}
	})
	for _, s := range n.Stores {
		for d := range n.Dims {
			folded := s.Reduce != 0 && n.Reduced[d]
			if !folded && s.To.Elem.Coef[d] != 1 {
				ok[d] = false
			}
		}
	}
	best := -1
	for d := range n.Dims {
		if ok[d] && (best < 0 || n.Dims[d] >= n.Dims[best] || d == len(n.Dims)-1) {
			best = d
		}
	}
	return best
}

func (e *Expr) dependsOn(d int) bool {
	if e.Op == OpIndex && e.Index.Coef[d] != 0 {
		return true
	}
	if e.Access != nil && e.Access.dependsOn(d) {
		return true
	}
	return slices.ContainsFunc(e.Args, func(a *Expr) bool { return a.dependsOn(d) })
}

func (a *Access) dependsOn(d int) bool {
	return a.Elem.Coef[d] != 0 ||
		slices.ContainsFunc(a.Guards, func(g Guard) bool { return g.Pos.Coef[d] != 0 }) ||
		slices.ContainsFunc(a.Dynamic, func(y Dynamic) bool { return y.Index.dependsOn(d) })
}

// order puts kept dimensions first, reduced ones after them, and inner (if any) last.
func (n *Nest) order(inner int) {
	var keep []int
	for _, reduced := range []bool{false, true} {
		for d := range n.Dims {
			if n.Reduced[d] == reduced && d != inner {
				keep = append(keep, d)
			}
		}
	}
	if inner >= 0 {
		keep = append(keep, inner)
	}
	n.permute(keep)
}

// merge joins neighbouring dimensions that every access walks as one.
func (n *Nest) merge() {
	for d := len(n.Dims) - 2; d >= 0; d-- {
		if n.Reduced[d] != n.Reduced[d+1] {
			continue
		}
		one := true
		n.affines(func(a *Affine) {
			if a.Coef[d] != a.Coef[d+1]*n.Dims[d+1] {
				one = false
			}
		})
		if !one {
			continue
		}
		n.affines(func(a *Affine) { a.Coef = slices.Delete(slices.Clone(a.Coef), d, d+1) })
		n.Dims[d+1] *= n.Dims[d]
		n.Dims = slices.Delete(n.Dims, d, d+1)
		n.Reduced = slices.Delete(n.Reduced, d, d+1)
	}
}
