package fuse

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/loop"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// coord is a position along one axis of a tensor, as a function of the loop counters: Scale*(Pos/Dilation)+Shift,
// where a guarded position may lie outside of the axis.
type coord struct {
	pos            loop.Affine
	guarded        bool
	size, dilation int // of the guarded axis
	scale, shift   int // applied after the guard
}

// at is the plain position of an affine form.
func at(a loop.Affine) coord { return coord{pos: a, dilation: 1, scale: 1} }

// counter is the position that follows loop dimension d of n.
func counter(n, d int) coord { return at(unit1(n, d, 1)) }

// countersBut are the positions that follow the loop dimensions of n, but for some.
func countersBut(n int, but []int) (at []coord) {
	for d := range n {
		if !slices.Contains(but, d) {
			at = append(at, counter(n, d))
		}
	}
	return at
}

// unit1 is the affine form c times the counter of dimension d, of n.
func unit1(n, d, c int) loop.Affine {
	a := loop.Affine{Coef: make([]int, n)}
	if d >= 0 {
		a.Coef[d] = c
	}
	return a
}

// then applies scale and shift to the position.
func (c coord) then(scale, shift int) coord {
	if !c.guarded {
		coef := make([]int, len(c.pos.Coef))
		for i, v := range c.pos.Coef {
			coef[i] = v * scale
		}
		c.pos = loop.Affine{Offset: c.pos.Offset*scale + shift, Coef: coef}
		return c
	}
	c.scale *= scale
	c.shift = c.shift*scale + shift
	return c
}

// reader builds the expressions of one step, giving each value it touches a pointer.
type reader struct {
	p      *programmer
	args   []*Value
	number map[*Value]int
	dims   int // number of loop dimensions
}

func (p *programmer) reader(dims int) *reader {
	return &reader{p: p, number: map[*Value]int{}, dims: dims}
}

// buf returns the pointer number of a value.
func (r *reader) buf(v *Value) int {
	i, ok := r.number[v]
	if !ok {
		i = len(r.args)
		r.number[v] = i
		r.args = append(r.args, v)
	}
	return i
}

// load reads node n at the coordinates, through any views. outside is the value of guarded positions out of range.
func (r *reader) load(n *ir.Node, at []coord, outside *loop.Expr) *loop.Expr {
	return r.loadAs(n, n.Shape.DType, at, nil, outside)
}

func (r *reader) loadAs(n *ir.Node, d dtypes.DType, at []coord, lost []coord, outside *loop.Expr) *loop.Expr {
	if bits, ok := ir.ScalarBits(n); ok && len(lost) == 0 && !anyGuarded(at) {
		return loop.Const(d, bits)
	}
	if n.Op == compute.OpTypeIota && !anyGuarded(at) && len(lost) == 0 {
		return &loop.Expr{Op: loop.OpIndex, DType: d, Index: at[n.Attr.(*ir.Iota).Axis].pos}
	}
	if v := r.p.stored(n); v != nil {
		a := r.access(v, d, n.Shape.Dimensions, at)
		for _, c := range lost {
			a.Guards = append(a.Guards, loop.Guard{Pos: c.pos, Size: c.size, Dilation: c.dilation})
		}
		if len(a.Guards) > 0 {
			return loop.Load(a, outside)
		}
		return loop.Load(a)
	}
	in := n.In[0]
	switch attr := n.Attr.(type) {
	case *ir.Broadcast:
		from := make([]coord, in.Shape.Rank())
		kept := make([]bool, n.Shape.Rank())
		for i, axis := range attr.Axes {
			if in.Shape.Dimensions[i] == 1 && n.Shape.Dimensions[axis] != 1 {
				from[i] = at0(r.dims)
				continue
			}
			from[i], kept[axis] = at[axis], true
		}
		for axis, c := range at {
			if !kept[axis] && c.guarded {
				lost = append(lost, c)
			}
		}
		return r.loadAs(in, d, from, lost, outside)
	case *ir.Transpose:
		from := make([]coord, len(at))
		for i, axis := range attr.Perm {
			from[axis] = at[i]
		}
		return r.loadAs(in, d, from, lost, outside)
	case *ir.Slice:
		from := make([]coord, len(at))
		for i := range at {
			from[i] = at[i].then(attr.Strides[i], attr.Starts[i])
		}
		return r.loadAs(in, d, from, lost, outside)
	case *ir.Reverse:
		from := append([]coord{}, at...)
		for _, axis := range attr.Axes {
			from[axis] = at[axis].then(-1, in.Shape.Dimensions[axis]-1)
		}
		return r.loadAs(in, d, from, lost, outside)
	}
	if n.Op == compute.OpTypeReshape {
		if axes, ok := squeezed(n); ok {
			from := make([]coord, len(axes))
			kept := make([]bool, len(at))
			for i, a := range axes {
				if a < 0 {
					from[i] = at0(r.dims)
				} else {
					from[i], kept[a] = at[a], true
				}
			}
			for a, c := range at {
				if !kept[a] && c.guarded {
					lost = append(lost, c)
				}
			}
			return r.loadAs(in, d, from, lost, outside)
		}
	}
	panic("fuse: nowhere to read " + n.String())
}

func at0(dims int) coord { return at(unit1(dims, -1, 0)) }

func anyGuarded(at []coord) bool {
	return slices.ContainsFunc(at, func(c coord) bool { return c.guarded })
}

// squeezed returns, per axis of a reshape's operand, the result's axis it is, or -1 for an axis of size 1 that went
// away; ok is false when axes were split or merged. Result axes that are new have size 1.
func squeezed(n *ir.Node) (axes []int, ok bool) {
	from, to := n.In[0].Shape.Dimensions, n.Shape.Dimensions
	axes = make([]int, len(from))
	j := 0
	for i, d := range from {
		if d == 1 {
			axes[i] = -1
			continue
		}
		for j < len(to) && to[j] == 1 {
			j++
		}
		if j == len(to) || to[j] != d {
			return nil, false
		}
		axes[i] = j
		j++
	}
	for ; j < len(to); j++ {
		if to[j] != 1 {
			return nil, false
		}
	}
	return axes, true
}

// access is the element of a stored value of these dimensions at the coordinates.
func (r *reader) access(v *Value, d dtypes.DType, dims []int, at []coord) loop.Access {
	a := loop.Access{Buf: r.buf(v), DType: d, Elem: unit1(r.dims, -1, 0)}
	for i, stride := range ir.Strides(dims) {
		c := at[i]
		if c.guarded {
			a.Elem.Offset += c.shift * stride
			a.Guards = append(a.Guards, loop.Guard{Pos: c.pos, Size: c.size, Dilation: c.dilation, Stride: c.scale * stride})
			continue
		}
		a.Elem.Offset += c.pos.Offset * stride
		for d, k := range c.pos.Coef {
			a.Elem.Coef[d] += k * stride
		}
	}
	return a
}

// counters are the coordinates that follow loop dimensions 0, 1, 2...
func (r *reader) counters(rank int) []coord {
	at := make([]coord, rank)
	for i := range at {
		at[i] = counter(r.dims, i)
	}
	return at
}
