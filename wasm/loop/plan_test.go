package loop

import (
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

func all(*Expr) bool { return true }

func none(*Expr) bool { return false }

// at is an access of buffer buf with these coefficients.
func at(buf int, coef ...int) Access {
	return Access{Buf: buf, DType: dtypes.Float32, Elem: Affine{Coef: coef}}
}

func guarded(pos, size int, a Access, coef ...int) Access {
	a.Guards = []Guard{{Pos: Affine{Offset: pos, Coef: coef}, Size: size, Dilation: 1, Stride: 1}}
	return a
}

func TestPlan(t *testing.T) {
	cases := []struct {
		name         string
		nest         Nest
		vectorisable func(*Expr) bool
		dims         []int
		reduced      []bool
		vector       bool
	}{
		{
			"element-wise loops are one loop",
			Nest{Dims: []int{2, 3, 4}, Stores: []Store{{To: at(1, 12, 4, 1), Value: Load(at(0, 12, 4, 1))}}},
			all, []int{24}, []bool{false}, true,
		}, {
			"dimensions of size 1 go",
			Nest{Dims: []int{1, 8, 1}, Stores: []Store{{To: at(1, 8, 1, 1), Value: Load(at(0, 0, 1, 5))}}},
			all, []int{8}, []bool{false}, true,
		}, {
			"a broadcast column stays two loops",
			Nest{Dims: []int{3, 8}, Stores: []Store{{To: at(1, 8, 1), Value: Load(at(0, 1, 0))}}},
			all, []int{3, 8}, []bool{false, false}, true,
		}, {
			"a transpose is scalar",
			Nest{Dims: []int{5, 8}, Stores: []Store{{To: at(1, 8, 1), Value: Load(at(0, 1, 5))}}},
			all, []int{5, 8}, []bool{false, false}, false,
		}, {
			"operations without vector code are scalar",
			Nest{Dims: []int{2, 8}, Stores: []Store{{To: at(1, 8, 1), Value: Load(at(0, 8, 1))}}},
			none, []int{16}, []bool{false}, false,
		}, {
			"sums over rows keep the columns inside",
			Nest{Dims: []int{6, 8}, Reduced: []bool{true, false}, Stores: []Store{{To: at(1, 0, 1), Value: Load(at(0, 8, 1)), Reduce: compute.OpTypeAdd}}},
			all, []int{6, 8}, []bool{true, false}, true,
		}, {
			"sums over columns fold lanes",
			Nest{Dims: []int{6, 8}, Reduced: []bool{false, true}, Stores: []Store{{To: at(1, 1, 0), Value: Load(at(0, 8, 1)), Reduce: compute.OpTypeAdd}}},
			all, []int{6, 8}, []bool{false, true}, true,
		}, {
			"a product of matrices runs along the result's rows",
			Nest{Dims: []int{3, 8, 5}, Reduced: []bool{false, false, true}, Stores: []Store{{
				To: at(2, 8, 1, 0), Reduce: compute.OpTypeAdd,
				Value: &Expr{Op: compute.OpTypeMul, DType: dtypes.Float32, Args: []*Expr{Load(at(0, 5, 0, 1)), Load(at(1, 0, 1, 8))}},
			}}},
			all, []int{3, 5, 8}, []bool{false, true, false}, true,
		}, {
			"a guard that always holds goes",
			Nest{Dims: []int{8}, Stores: []Store{{To: at(1, 1), Value: Load(guarded(2, 10, at(0, 0), 1), Const(dtypes.Float32, 0))}}},
			all, []int{8}, []bool{false}, true,
		}, {
			"a guard on the inner dimension is scalar",
			Nest{Dims: []int{8}, Stores: []Store{{To: at(1, 1), Value: Load(guarded(-1, 8, at(0, 0), 1), Const(dtypes.Float32, 0))}}},
			all, []int{8}, []bool{false}, false,
		}, {
			"what is serial is left alone",
			Nest{Dims: []int{2, 8}, Serial: true, Stores: []Store{{To: at(1, 8, 1), Value: Load(at(0, 8, 1))}}},
			all, []int{2, 8}, []bool{false, false}, false,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			vector := c.nest.Plan(c.vectorisable)
			if !slices.Equal(c.nest.Dims, c.dims) || !slices.Equal(c.nest.Reduced, c.reduced) || vector != c.vector {
				t.Errorf("dimensions %v, reduced %v, vector %v; want %v, %v, %v",
					c.nest.Dims, c.nest.Reduced, vector, c.dims, c.reduced, c.vector)
			}
		})
	}
}

// TestGuardBecomesOffset checks where a guard that always holds has gone.
func TestGuardBecomesOffset(t *testing.T) {
	n := Nest{Dims: []int{8}, Stores: []Store{{To: at(1, 1), Value: Load(guarded(2, 10, at(0, 0), 1), Const(dtypes.Float32, 0))}}}
	n.Plan(all)
	a := n.Stores[0].Value.Access
	if len(a.Guards) != 0 || a.Elem.Offset != 2 || a.Elem.Coef[0] != 1 {
		t.Errorf("the access is %+v", a)
	}
}
