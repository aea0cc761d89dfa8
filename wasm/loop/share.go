package loop

// Shared picks the dimension of a planned nest whose rounds threads can share, -1 if there is none, or too little to do.
// No two rounds along it write the same element, so every element is written by one thread alone, and what is folded
// into it comes in the order that it always has.
func (n *Nest) Shared() int {
	if n.Serial || n.work() < leastWork {
		return -1
	}
	best := -1
	for d, size := range n.Dims {
		if !n.apart(d) {
			continue
		}
		if size >= plenty { // the outer ones first: their parts lie together in memory
			return d
		}
		if size > 1 && (best < 0 || size > n.Dims[best]) {
			best = d
		}
	}
	return best
}

const (
	// leastWork is how many operations are worth sharing: some microseconds' work.
	leastWork = 1 << 14
	// plenty is how many rounds are enough for the parts of a few threads to be of nearly the same size.
	plenty = 32
)

// work is how many operations the nest does.
func (n *Nest) work() int {
	work := len(n.Stores)
	n.Exprs(func(*Expr) { work++ })
	for _, size := range n.Dims {
		work *= size
	}
	return work
}

// apart says whether rounds that differ in dimension d write different elements. Where results are added to what is there,
// or their place is data, that is not known.
func (n *Nest) apart(d int) bool {
	if n.Reduced[d] {
		return false
	}
	for _, s := range n.Stores {
		moves := s.To.Elem.Coef[d] != 0
		for _, g := range s.To.Guards {
			moves = moves || g.Pos.Coef[d] != 0
		}
		if !moves || s.Combine || len(s.To.Dynamic) > 0 {
			return false
		}
	}
	return true
}
