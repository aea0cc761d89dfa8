package simplify

import (
	"encoding/binary"
	"testing"

	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// graph is a graph with one 3x4 parameter.
type graph struct{ *ir.Graph }

func newGraph() (graph, *ir.Node) {
	g := graph{&ir.Graph{}}
	x := g.Add(compute.OpTypeParameter, shapes.Make(dtypes.Float32, 3, 4), &ir.Param{Name: "x"})
	g.Params = append(g.Params, x)
	return g, x
}

// number is a float constant, broadcast to 3x4.
func (g graph) number(v float64) *ir.Node {
	d := dtypes.Float32
	bits := binary.LittleEndian.AppendUint32(nil, uint32(ir.FloatBits(d, v)))
	c := g.Add(compute.OpTypeConstant, shapes.Make(d), &ir.Const{Data: bits})
	return g.Add(compute.OpTypeBroadcastInDim, shapes.Make(d, 3, 4), &ir.Broadcast{}, c)
}

func (g graph) binary(op compute.OpType, a, b *ir.Node) *ir.Node {
	return g.Add(op, a.Shape, nil, a, b)
}

func (g graph) reshape(x *ir.Node, dims ...int) *ir.Node {
	return g.Add(compute.OpTypeReshape, shapes.Make(x.Shape.DType, dims...), nil, x)
}

func (g graph) transpose(x *ir.Node, perm ...int) *ir.Node {
	dims := make([]int, len(perm))
	for i, p := range perm {
		dims[i] = x.Shape.Dimensions[p]
	}
	return g.Add(compute.OpTypeTranspose, shapes.Make(x.Shape.DType, dims...), &ir.Transpose{Perm: perm}, x)
}

func TestSimplify(t *testing.T) {
	cases := []struct {
		name  string
		build func(g graph, x *ir.Node) []*ir.Node
		nodes int // that are left, the parameter among them
	}{
		{"times one", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.binary(compute.OpTypeMul, x, g.number(1))} }, 1},
		{"one times", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.binary(compute.OpTypeMul, g.number(1), x)} }, 1},
		{"times zero stays: not-a-number", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.binary(compute.OpTypeMul, x, g.number(0))} }, 4},
		{"plus zero stays: -0", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.binary(compute.OpTypeAdd, x, g.number(0))} }, 4},
		{"minus zero", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.binary(compute.OpTypeSub, x, g.number(0))} }, 1},
		{"divided by one", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.binary(compute.OpTypeDiv, x, g.number(1))} }, 1},
		{"reshaped there and back", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.reshape(g.reshape(x, 12), 3, 4)} }, 1},
		{"reshaped twice", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.reshape(g.reshape(x, 12), 2, 6)} }, 2},
		{"transposed there and back", func(g graph, x *ir.Node) []*ir.Node { return []*ir.Node{g.transpose(g.transpose(x, 1, 0), 1, 0)} }, 1},
		{"the same twice", func(g graph, x *ir.Node) []*ir.Node {
			return []*ir.Node{g.binary(compute.OpTypeAdd, g.binary(compute.OpTypeMul, x, x), g.binary(compute.OpTypeMul, x, x))}
		}, 3},
		{"what nobody reads", func(g graph, x *ir.Node) []*ir.Node {
			g.binary(compute.OpTypeMul, x, g.number(3))
			return []*ir.Node{g.binary(compute.OpTypeAdd, x, x)}
		}, 2},
		{"an unused parameter stays", func(g graph, _ *ir.Node) []*ir.Node { return []*ir.Node{g.number(2)} }, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g, x := newGraph()
			g.Outputs = c.build(g, x)
			got := Simplify(g.Graph)
			if len(got.Nodes) != c.nodes {
				t.Errorf("%d nodes are left, want %d:\n%s", len(got.Nodes), c.nodes, got)
			}
			for i, n := range got.Nodes {
				if n.ID != i {
					t.Errorf("node %s stands at %d", n, i)
				}
				for _, in := range n.In {
					if in.ID >= i {
						t.Errorf("node %s stands before its operand", n)
					}
				}
			}
		})
	}
}
