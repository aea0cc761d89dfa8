// Package loop describes a computation as a nest of counted loops around one expression.
//
// It is the backend's common denominator. Element-wise chains, broadcasts, slices, transposes, reversals, padding,
// reductions, windows, gathers, scatters, matrix products and convolutions of any form all are a Nest: for every point
// of an iteration space, load elements whose addresses are affine in the loop counters, combine them, and store or
// accumulate the result. So there is one emitter for all of them, it is right for every operation, and the hand-made
// kernels are only ever a faster way to say the same.
//
// A Nest says what to compute, not in which order: Plan chooses that (which dimensions to merge, which runs innermost,
// whether its rounds go four at a time). Both are plain data and know nothing of WebAssembly.
package loop

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Leaves of an expression; everything else is an element-wise operation of GoMLX.
const (
	OpLoad compute.OpType = compute.OpTypeLast + 100 + iota
	OpConst
	OpIndex
)

// Affine is Offset + sum of Coef[d] times the counter of dimension d.
type Affine struct {
	Offset int
	Coef   []int
}

// Guard restricts an access along one axis of its tensor: it is in range when 0 <= Pos <= (Size-1)*Dilation and Pos is
// a multiple of Dilation. Then the axis contributes Pos/Dilation*Stride to the element index.
type Guard struct {
	Pos                    Affine
	Size, Dilation, Stride int
}

// Dynamic is an index read at run time; it contributes its value times Stride. With Clamp it is brought into 0..Max,
// without, an access outside of 0..Max is left out.
type Dynamic struct {
	Index  *Expr // of type Int64
	Max    int
	Stride int
	Clamp  bool
}

// Access is an element of a buffer as a function of the loop counters.
type Access struct {
	Buf     int // which pointer of the nest
	DType   dtypes.DType
	Elem    Affine
	Guards  []Guard
	Dynamic []Dynamic
}

// Expr is a node of an expression graph; shared nodes are computed once a round.
type Expr struct {
	Op     compute.OpType
	DType  dtypes.DType
	Args   []*Expr
	Access *Access // OpLoad; a guarded load has one argument, its value out of range
	Bits   uint64  // OpConst: the value's bits in DType
	Index  Affine  // OpIndex: the value, as a whole number
}

// Store writes Value to To. With Reduce set (Add, Mul, Max, Min, BitwiseAnd, ... of OpType) it folds the values of all
// rounds that differ only in reduced dimensions into one element, starting from Init; with Combine as well, it folds
// them into what the buffer already holds.
type Store struct {
	To      Access
	Value   *Expr
	Reduce  compute.OpType
	Init    uint64
	Combine bool
}

// Nest is a loop nest.
type Nest struct {
	Dims    []int
	Reduced []bool // dimensions folded by the reducing stores; nil when there are none
	Stores  []Store
	Serial  bool // rounds depend on earlier ones: keep the order, one at a time
}

// Load returns the expression of an access.
func Load(a Access, outside ...*Expr) *Expr {
	return &Expr{Op: OpLoad, DType: a.DType, Access: &a, Args: outside}
}

// Const returns a constant of a dtype by its bits.
func Const(d dtypes.DType, bits uint64) *Expr {
	return &Expr{Op: OpConst, DType: d, Bits: bits}
}

// accesses calls f for every access of the nest, loads and stores.
func (n *Nest) accesses(f func(a *Access, isStore bool)) {
	seen := map[*Expr]bool{}
	var walk func(e *Expr)
	access := func(a *Access, isStore bool) {
		f(a, isStore)
		for _, d := range a.Dynamic {
			walk(d.Index)
		}
	}
	walk = func(e *Expr) {
		if seen[e] {
			return
		}
		seen[e] = true
		if e.Access != nil {
			access(e.Access, false)
		}
		for _, a := range e.Args {
			walk(a)
		}
	}
	for i := range n.Stores {
		access(&n.Stores[i].To, true)
		walk(n.Stores[i].Value)
	}
}

// Exprs calls f once for every expression of the nest, arguments first.
func (n *Nest) Exprs(f func(*Expr)) {
	seen := map[*Expr]bool{}
	var walk func(e *Expr)
	walk = func(e *Expr) {
		if seen[e] {
			return
		}
		seen[e] = true
		if e.Access != nil {
			for _, d := range e.Access.Dynamic {
				walk(d.Index)
			}
		}
		for _, a := range e.Args {
			walk(a)
		}
		f(e)
	}
	for i := range n.Stores {
		for _, d := range n.Stores[i].To.Dynamic {
			walk(d.Index)
		}
		walk(n.Stores[i].Value)
	}
}
