package wasm_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// closure builds a closure of a function.
func closure(f compute.Function, params []shapes.Shape, body func(f compute.Function, x []compute.Value) []compute.Value) compute.Function {
	c := must(f.Closure())
	var x []compute.Value
	for _, s := range params {
		x = append(x, must(c.Parameter("p", s, nil)))
	}
	if err := c.Return(body(c, x), nil); err != nil {
		panic(err)
	}
	return c
}

func scalar(d dtypes.DType) shapes.Shape { return shapes.Make(d) }

func one(v compute.Value) []compute.Value { return []compute.Value{v} }

// ordering is a comparator of the first of some operands.
func ordering(f compute.Function, less func(c compute.Function, a, b compute.Value) compute.Value, types ...dtypes.DType) compute.Function {
	var params []shapes.Shape
	for _, d := range types {
		params = append(params, scalar(d), scalar(d))
	}
	return closure(f, params, func(c compute.Function, x []compute.Value) []compute.Value { return one(less(c, x[0], x[1])) })
}

func smaller(c compute.Function, a, b compute.Value) compute.Value { return must(c.LessThan(a, b)) }

// controls are graphs with functions, branches, loops and sorts, of a [4, 7] Float32, an [4, 7] Int32 and an Int32.
var controls = map[string]func(f compute.Function, x, whole, n compute.Value) []compute.Value{
	"function called twice": func(f compute.Function, x, _, _ compute.Value) []compute.Value {
		g := must(f.Builder().NewFunction("twice"))
		p := must(g.Parameter("p", shapes.Make(dtypes.Float32, 4, 7), nil))
		if err := g.Return([]compute.Value{must(g.Add(p, p)), must(g.Tanh(p))}, nil); err != nil {
			panic(err)
		}
		first := must(f.Call(g, x))
		return must(f.Call(g, must(f.Mul(first[0], first[1]))))
	},
	"branch": func(f compute.Function, x, whole, n compute.Value) []compute.Value {
		positive := must(f.GreaterThan(n, must(f.Constant([]int32{0}))))
		sums := must(f.ReduceSum(x, 1))
		return must(f.If(positive,
			closure(f, nil, func(c compute.Function, _ []compute.Value) []compute.Value {
				return []compute.Value{must(c.Exp(sums)), whole} // a value from outside, as it is
			}),
			closure(f, nil, func(c compute.Function, _ []compute.Value) []compute.Value {
				return []compute.Value{must(c.ReduceMax(must(c.Neg(x)), 1)), must(c.Constant(make([]int32, 28), 4, 7))}
			})))
	},
	"loop": func(f compute.Function, x, _, n compute.Value) []compute.Value { // squares the step n times, captures x
		state := []compute.Value{must(f.Constant([]int32{0})), x, must(f.Constant([]float32{0.5}))}
		params := []shapes.Shape{scalar(dtypes.Int32), shapes.Make(dtypes.Float32, 4, 7), scalar(dtypes.Float32)}
		return must(f.While(
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value { return one(must(c.LessThan(s[0], n))) }),
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value {
				next := must(c.Add(must(c.Sin(s[1])), must(c.Mul(x, s[2]))))
				return []compute.Value{must(c.Add(s[0], must(c.Constant([]int32{1})))), next, must(c.Mul(s[2], s[2]))}
			}), state...))
	},
	"state exchanged": func(f compute.Function, x, _, n compute.Value) []compute.Value {
		other := must(f.Neg(x))
		s := shapes.Make(dtypes.Float32, 4, 7)
		params := []shapes.Shape{scalar(dtypes.Int32), s, s}
		return must(f.While(
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value {
				return one(must(c.GreaterThan(s[0], must(c.Constant([]int32{-1})))))
			}),
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value {
				return []compute.Value{must(c.Sub(s[0], must(c.Constant([]int32{1})))), s[2], s[1]}
			}), n, x, other))
	},
	"loop with a product": func(f compute.Function, x, _, n compute.Value) []compute.Value {
		gram := must(f.DotGeneral(x, []int{1}, nil, x, []int{1}, nil, compute.DotGeneralConfig{}))
		params := []shapes.Shape{scalar(dtypes.Int32), shapes.Make(dtypes.Float32, 4, 4)}
		return must(f.While(
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value {
				return one(must(c.GreaterThan(s[0], must(c.Constant([]int32{0})))))
			}),
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value {
				p := must(c.DotGeneral(must(c.Tanh(s[1])), []int{1}, nil, gram, []int{0}, nil, compute.DotGeneralConfig{}))
				return []compute.Value{must(c.Sub(s[0], must(c.Constant([]int32{1})))), must(c.Tanh(p))}
			}), n, gram))
	},
	"rows in order": func(f compute.Function, x, _, _ compute.Value) []compute.Value {
		return must(f.Sort(ordering(f, smaller, dtypes.Float32), 1, true, x))
	},
	"columns in falling order, with their places": func(f compute.Function, x, _, _ compute.Value) []compute.Value {
		places := must(f.Iota(shapes.Make(dtypes.Int32, 4, 7), 0))
		larger := func(c compute.Function, a, b compute.Value) compute.Value { return must(c.GreaterThan(a, b)) }
		return must(f.Sort(ordering(f, larger, dtypes.Float32, dtypes.Int32), 0, true, x, places))
	},
	"equal keys keep their order": func(f compute.Function, x, whole, n compute.Value) []compute.Value {
		key := must(f.Rem(whole, must(f.Constant([]int32{3}))))
		below := func(c compute.Function, a, b compute.Value) compute.Value { // captures n
			return must(c.LessThan(must(c.Add(a, n)), must(c.Add(b, n))))
		}
		return must(f.Sort(ordering(f, below, dtypes.Int32, dtypes.Float32), -1, true, key, x))
	},
	"branch in a loop": func(f compute.Function, x, _, n compute.Value) []compute.Value {
		params := []shapes.Shape{scalar(dtypes.Int32), shapes.Make(dtypes.Float32, 4, 7)}
		even := func(c compute.Function, s []compute.Value) []compute.Value {
			two := must(c.Constant([]int32{2}))
			odd := must(c.Equal(must(c.Rem(s[0], two)), must(c.Constant([]int32{1}))))
			next := must(c.If(odd,
				closure(c, nil, func(b compute.Function, _ []compute.Value) []compute.Value { return one(must(b.Cos(s[1]))) }),
				closure(c, nil, func(b compute.Function, _ []compute.Value) []compute.Value { return one(must(b.Sub(s[1], x))) })))
			return []compute.Value{must(c.Sub(s[0], must(c.Constant([]int32{1})))), next[0]}
		}
		return must(f.While(
			closure(f, params, func(c compute.Function, s []compute.Value) []compute.Value {
				return one(must(c.GreaterThan(s[0], must(c.Constant([]int32{0})))))
			}),
			closure(f, params, even), n, x))
	},
}

// TestControl runs graphs with functions, branches, loops and sorts here and on GoMLX's Go backend. Some results go
// unread.
func TestControl(t *testing.T) {
	b, reference := newBackend(t, ""), goBackend()
	s, whole, n := shapes.Make(dtypes.Float32, 4, 7), shapes.Make(dtypes.Int32, 4, 7), scalar(dtypes.Int32)
	rng := rand.New(rand.NewPCG(1, 2))
	floats, integers := make([]float32, 28), make([]int32, 28)
	for i := range floats {
		floats[i], integers[i] = float32(rng.NormFloat64()), int32(rng.IntN(9))
	}
	for name, graph := range controls {
		for _, all := range []bool{true, false} {
			var execs []compute.Executable
			for _, backend := range []compute.Backend{b, reference} {
				execs = append(execs, build(t, backend, []shapes.Shape{s, whole, n}, func(f compute.Function, x []compute.Value) []compute.Value {
					out := graph(f, x[0], x[1], x[2])
					if !all {
						out = out[len(out)-1:]
					}
					return out
				}))
			}
			for _, times := range []int32{0, 1, 6} {
				var results [2][]any
				for i, backend := range []compute.Backend{b, reference} {
					for _, u := range must(execs[i].Execute([]compute.Buffer{
						must(backend.BufferFromFlatData(0, floats, s)), must(backend.BufferFromFlatData(0, integers, whole)),
						must(backend.BufferFromFlatData(0, []int32{times}, n)),
					}, nil, 0)) {
						shape := must(u.Shape())
						flat := dtypes.MakeAnySlice(shape.DType, shape.Size())
						if err := u.ToFlatData(flat); err != nil {
							t.Fatal(err)
						}
						results[i] = append(results[i], flat)
					}
				}
				for i := range results[1] {
					if diff := different(results[0][i], results[1][i]); diff != "" {
						t.Errorf("%s, n = %d, result %d of %d: %s", name, times, i, len(results[1]), diff)
					}
				}
			}
		}
	}
}

// TestControlErrors gives operations closures that do not fit.
func TestControlErrors(t *testing.T) {
	b := newBackend(t, "")
	f := b.Builder("wrong").Main()
	x := must(f.Parameter("x", vector(3), nil))
	yes := must(f.Constant([]bool{true}))
	pass := func(values ...compute.Value) compute.Function {
		return closure(f, nil, func(compute.Function, []compute.Value) []compute.Value { return values })
	}
	named := must(f.Builder().NewFunction("named"))
	if err := named.Return(one(must(named.Constant([]float32{1}))), nil); err != nil {
		t.Fatal(err)
	}
	vectors := []shapes.Shape{vector(3)}
	for want, try := range map[string]func() error{
		"must be one truth value":  func() error { _, err := f.If(x, pass(x), pass(x)); return err },
		"one branch returns":       func() error { _, err := f.If(yes, pass(x), pass(x, x)); return err },
		"call its Return first":    func() error { _, err := f.If(yes, must(f.Closure()), pass(x)); return err },
		"needs a closure":          func() error { _, err := f.If(yes, named, pass(x)); return err },
		"would be given":           func() error { _, err := f.While(pass(yes), pass(x), x); return err },
		"axis 1 is not one of":     func() error { _, err := f.Sort(ordering(f, smaller, dtypes.Float32), 1, true, x); return err },
		"a closure cannot be call": func() error { _, err := f.Call(pass(x)); return err },
		"the body makes": func() error {
			_, err := f.While(
				closure(f, vectors, func(compute.Function, []compute.Value) []compute.Value { return one(yes) }),
				closure(f, vectors, func(compute.Function, []compute.Value) []compute.Value { return one(yes) }), x)
			return err
		},
		"a name that no other has": func() error { _, err := f.Builder().NewFunction("main"); return err },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}
