package recognise

import (
	"slices"

	"pawgrad/wasm/ir"
	"pawgrad/wasm/kernel"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// block is a convolution with bias, ReLU and max-pooling, and what belongs to it on the way back.
type block struct {
	conv, bias, relu, pool *ir.Node // bias and relu may be nil
	vector                 *ir.Node // what bias adds
	activated              *ir.Node // what the pooling reads
	preactivated           *ir.Node // what the ReLU reads

	scatter, gradient *ir.Node // gradient of activated, and of the convolution's result; nil without training
}

// pooled joins a 2x2 max-pooling with the convolution, bias and ReLU before it, forward and back. The gradient of the
// convolution's result then never exists: the gradients by input, kernel and bias are made from the pooled one.
func (r *recogniser) pooled(n *ir.Node) {
	b := &block{pool: n}
	if !halves(n.Attr.(*ir.Window)) || n.Attr.(*ir.Window).Reduce != compute.ReduceOpMax || !r.forwards(b) {
		return
	}
	conv := b.conv.Attr.(kernel.ConvForward).Conv
	if !r.closed(b) {
		return
	}
	sparse := kernel.ConvPoolGrad{Conv: conv}
	if b.scatter != nil && sparse.Check() != nil {
		return
	}
	k := kernel.ConvForward{Conv: conv, Bias: b.bias != nil, ReLU: b.relu != nil, Pool: true}
	in := []*ir.Node{b.conv.In[0], b.conv.In[1]}
	if b.bias != nil {
		in = append(in, b.vector)
	}
	become(n, k, in...)
	if b.scatter != nil {
		r.backwards(b, sparse)
	}
}

// halves says whether a window takes the pixels of an NHWC picture in groups of 2x2.
func halves(w *ir.Window) bool {
	two := []int{1, 2, 2, 1}
	isOne := func(s []int) bool { return !slices.ContainsFunc(s, func(v int) bool { return v != 1 }) }
	return slices.Equal(w.Size, two) && slices.Equal(w.Strides, two) && isOne(w.InputDilations) && isOne(w.WindowDilation) &&
		!slices.ContainsFunc(w.Paddings, func(p [2]int) bool { return p != [2]int{} })
}

// forwards walks from the pooling back to its convolution.
func (r *recogniser) forwards(b *block) bool {
	x := b.pool.In[0]
	b.activated = x
	if x.Op == compute.OpTypeMax {
		if _, other := either(x, func(in *ir.Node) bool { return ir.IsNumber(in, 0) }); other != nil {
			b.relu, x = x, other
		}
	}
	b.preactivated = x
	if x.Op == compute.OpTypeAdd {
		conv, other := either(x, func(in *ir.Node) bool { _, ok := in.Attr.(kernel.ConvForward); return ok })
		if conv == nil || !r.onlyUser(conv, x) {
			return false
		}
		if b.vector = perChannel(other); b.vector == nil {
			return false
		}
		b.bias, x = x, conv
	}
	b.conv = x
	a, ok := x.Attr.(kernel.ConvForward)
	return ok && !a.Bias && !a.ReLU && !a.Pool && b.pool.Shape.DType == dtypes.Float32
}

// closed says whether nothing outside of the block reads what lies inside it, and finds the way back.
func (r *recogniser) closed(b *block) bool {
	inside := []*ir.Node{b.conv, b.preactivated, b.activated}
	for _, n := range inside {
		if r.isOutput(n) {
			return false
		}
	}
	for _, u := range r.users[b.activated.ID] {
		switch {
		case u == b.pool:
		case u.Op == compute.OpTypeSelectAndScatterMax && b.scatter == nil && u.In[0] == b.activated && u.In[1] != b.activated &&
			halves(u.Attr.(*ir.Window)):
			b.scatter = u
		case b.relu == nil && u == b.bias:
		default:
			return false
		}
	}
	if b.scatter == nil {
		return b.relu == nil || r.onlyUser(b.preactivated, b.relu)
	}
	if r.isOutput(b.scatter) {
		return false
	}
	b.gradient = b.scatter
	if b.relu != nil {
		mask := r.mask(b.preactivated, b.relu)
		if mask == nil || len(r.users[b.scatter.ID]) != 1 {
			return false
		}
		b.gradient = r.users[b.scatter.ID][0]
		if b.gradient.Op != compute.OpTypeMul || !slices.Contains(b.gradient.In, mask) || !r.onlyUser(mask, b.gradient) || r.isOutput(b.gradient) {
			return false
		}
	}
	conv := b.conv.Attr.(kernel.ConvForward).Conv
	for _, u := range r.users[b.gradient.ID] {
		switch a := u.Attr.(type) {
		case *ir.Reduce:
			if u.Op != compute.OpTypeReduceSum || !slices.Equal(a.Axes, []int{0, 1, 2}) {
				return false
			}
		case kernel.ConvGradInput:
			if !same(a.Conv, conv) || u.In[0] != b.gradient || u.In[1] != b.conv.In[1] {
				return false
			}
		case kernel.ConvGradKernel:
			if !same(a.Conv, conv) || u.In[1] != b.gradient || u.In[0] != b.conv.In[0] {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// same compares geometries; rows that no window reaches may be counted as padding or not.
func same(a, b kernel.Conv) bool {
	a.PadBottom, a.PadRight, b.PadBottom, b.PadRight = 0, 0, 0, 0
	return a == b
}

// mask finds sign(sign(x)+1), by which GoMLX masks the gradient of max(x, 0), if x is read for that and by relu only.
func (r *recogniser) mask(x, relu *ir.Node) *ir.Node {
	var mask *ir.Node
	for _, u := range r.users[x.ID] {
		switch {
		case u == relu:
		case u.Op == compute.OpTypeSign && mask == nil:
			next := func(n *ir.Node) *ir.Node {
				if n == nil || len(r.users[n.ID]) != 1 || r.isOutput(n) {
					return nil
				}
				return r.users[n.ID][0]
			}
			plus := next(u)
			if plus == nil || plus.Op != compute.OpTypeAdd {
				return nil
			}
			if one, _ := either(plus, func(in *ir.Node) bool { return ir.IsNumber(in, 1) }); one == nil {
				return nil
			}
			if mask = next(plus); mask == nil || mask.Op != compute.OpTypeSign {
				return nil
			}
		default:
			return nil
		}
	}
	return mask
}

// backwards replaces the gradients by input, kernel and bias.
func (r *recogniser) backwards(b *block, sparse kernel.ConvPoolGrad) {
	pooledGradient := b.scatter.In[1]
	arg := &ir.Node{Op: ir.OpBeside, In: []*ir.Node{b.pool}, Shape: shapes.Make(dtypes.Uint8, b.pool.Shape.Dimensions...)}
	r.g.Nodes = append(r.g.Nodes, arg)
	var byKernel *ir.Node
	var sums []*ir.Node
	for _, u := range r.users[b.gradient.ID] {
		switch u.Attr.(type) {
		case *ir.Reduce:
			sums = append(sums, u)
		case kernel.ConvGradInput:
			become(u, kernel.ConvPoolGradInput{ConvPoolGrad: sparse}, pooledGradient, arg, b.conv.In[1])
		case kernel.ConvGradKernel:
			byKernel = u
		}
	}
	if byKernel == nil {
		if len(sums) == 0 {
			return
		}
		// Only the bias is trained: the kernel's gradient is made along with it and goes unused.
		byKernel = &ir.Node{Shape: b.conv.In[1].Shape}
		r.g.Nodes = append(r.g.Nodes, byKernel)
	}
	become(byKernel, kernel.ConvPoolGradKernel{ConvPoolGrad: sparse, Bias: len(sums) > 0}, b.conv.In[0], pooledGradient, arg)
	for _, s := range sums {
		s.Op, s.Attr, s.In = ir.OpBeside, nil, []*ir.Node{byKernel}
	}
}

// maxPool replaces a 2x2 max-pooling that joins no convolution, and its gradients.
func (r *recogniser) maxPool(n *ir.Node) {
	x := n.In[0]
	w := n.Attr.(*ir.Window)
	if w.Reduce != compute.ReduceOpMax || !halves(w) || n.Shape.DType != dtypes.Float32 || n.Shape.Size() == 0 {
		return
	}
	d := x.Shape.Dimensions
	k := kernel.MaxPool{Batch: d[0], H: d[1], W: d[2], C: d[3]}
	var arg *ir.Node
	for _, u := range r.users[x.ID] {
		if u.Op != compute.OpTypeSelectAndScatterMax || u.In[0] != x || !halves(u.Attr.(*ir.Window)) {
			continue
		}
		if arg == nil {
			arg = &ir.Node{Op: ir.OpBeside, In: []*ir.Node{n}, Shape: shapes.Make(dtypes.Uint8, n.Shape.Dimensions...)}
			r.g.Nodes = append(r.g.Nodes, arg)
		}
		become(u, kernel.MaxPoolGrad{MaxPool: k}, u.In[1], arg)
	}
	become(n, k, x)
}
