package build

import (
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// batchNorm writes the operations of a batch normalization: all axes but the features' are averaged away.
type batchNorm struct {
	f        *Function
	features *ir.Broadcast // what repeats a number a feature over the operand
	axes     *ir.Reduce    // the other axes
	full     shapes.Shape  // of the operand
	each     shapes.Shape  // a number a feature
	epsilon  float64
	kept     dtypes.DType // of the operands, which may be a storage type
}

// batchNorm checks the operands: the first has the shape of full, then come a number a feature each, then full ones.
func (f *Function) batchNorm(op compute.OpType, epsilon float32, axis, full int, operands ...compute.Value) (*batchNorm, []*ir.Node, error) {
	in, err := f.nodes(op, operands...)
	if err != nil {
		return nil, nil, err
	}
	x := in[0].Shape
	if axis < 0 || axis >= x.Rank() {
		return nil, nil, errors.Errorf("wasm backend: %s: the feature axis %d is not one of %s", op, axis, x)
	}
	if !x.DType.IsFloat() || !Supports(x.DType) {
		return nil, nil, notImplemented(op, inShapes(in)...)
	}
	b := &batchNorm{
		f: f, features: &ir.Broadcast{Axes: []int{axis}}, axes: &ir.Reduce{}, epsilon: float64(epsilon), kept: x.DType,
		full: shapes.Make(x.DType, x.Dimensions...), each: shapes.Make(x.DType, x.Dimensions[axis]),
	}
	for i := range x.Rank() {
		if i != axis {
			b.axes.Axes = append(b.axes.Axes, i)
		}
	}
	for i, n := range in[1:] {
		want := b.each
		if i >= full-1 {
			want = b.full
		}
		if n.Shape.DType != want.DType || !n.Shape.EqualDimensions(want) {
			return nil, nil, errors.Errorf("wasm backend: %s: operand %d must be a %s, got %s", op, i+1, want, n.Shape)
		}
	}
	for i, n := range in {
		if in[i], err = f.widen(n); err != nil {
			return nil, nil, err
		}
	}
	b.full.DType, b.each.DType = computedAs(x.DType), computedAs(x.DType)
	return b, in, nil
}

// keep brings three results to the data type of the operands.
func (b *batchNorm) keep(results ...*ir.Node) (first, second, third compute.Value, err error) {
	for i, n := range results {
		if results[i], err = b.f.narrow(n, b.kept); err != nil {
			return nil, nil, nil, err
		}
	}
	return results[0], results[1], results[2], nil
}

func (b *batchNorm) do(op compute.OpType, in ...*ir.Node) *ir.Node {
	return b.f.graph.Add(op, in[0].Shape, nil, in...)
}

// spread repeats a number a feature over the operand.
func (b *batchNorm) spread(n *ir.Node) *ir.Node {
	return b.f.graph.Add(compute.OpTypeBroadcastInDim, b.full, b.features, n)
}

func (b *batchNorm) sum(n *ir.Node) *ir.Node {
	return b.f.graph.Add(compute.OpTypeReduceSum, b.each, b.axes, n)
}

func (b *batchNorm) mean(n *ir.Node) *ir.Node {
	return b.do(compute.OpTypeDiv, b.sum(n), b.number(float64(b.full.Size())/float64(max(1, b.each.Size()))))
}

// number is a constant a feature.
func (b *batchNorm) number(v float64) *ir.Node {
	bits := ir.FloatBits(b.full.DType, v)
	data := make([]byte, b.full.DType.Size())
	for i := range data {
		data[i] = byte(bits >> (8 * i))
	}
	c := b.f.graph.Add(compute.OpTypeConstant, shapes.Make(b.full.DType), &ir.Const{Data: data})
	return b.f.graph.Add(compute.OpTypeBroadcastInDim, b.each, &ir.Broadcast{}, c)
}

// inverse is 1/sqrt(variance+epsilon).
func (b *batchNorm) inverse(variance *ir.Node) *ir.Node {
	root := b.do(compute.OpTypeSqrt, b.do(compute.OpTypeAdd, variance, b.number(b.epsilon)))
	return b.do(compute.OpTypeDiv, b.number(1), root)
}

// normalized is (x-mean) inverse.
func (b *batchNorm) normalized(x, mean, variance *ir.Node) *ir.Node {
	centred := b.do(compute.OpTypeSub, x, b.spread(mean))
	return b.do(compute.OpTypeMul, centred, b.spread(b.inverse(variance)))
}

func (b *batchNorm) scaled(x, scale, offset *ir.Node) *ir.Node {
	return b.do(compute.OpTypeAdd, b.do(compute.OpTypeMul, x, b.spread(scale)), b.spread(offset))
}

// BatchNormForInference implements compute.StandardOps, as do the methods that follow.
func (f *Function) BatchNormForInference(operand, scale, offset, mean, variance compute.Value, epsilon float32, featureAxis int) (compute.Value, error) {
	b, in, err := f.batchNorm(compute.OpTypeBatchNormForInference, epsilon, featureAxis, 5, operand, scale, offset, mean, variance)
	if err != nil {
		return nil, err
	}
	return value(f.narrow(b.scaled(b.normalized(in[0], in[3], in[4]), in[1], in[2]), b.kept))
}

// BatchNormForTraining takes mean and variance of the batch; the variance is the one over n, not n-1.
func (f *Function) BatchNormForTraining(operand, scale, offset compute.Value, epsilon float32, featureAxis int) (
	normalized, batchMean, batchVariance compute.Value, err error) {
	b, in, err := f.batchNorm(compute.OpTypeBatchNormForTraining, epsilon, featureAxis, 3, operand, scale, offset)
	if err != nil {
		return nil, nil, nil, err
	}
	mean := b.mean(in[0])
	centred := b.do(compute.OpTypeSub, in[0], b.spread(mean))
	variance := b.mean(b.do(compute.OpTypeMul, centred, centred))
	return b.keep(b.scaled(b.normalized(in[0], mean, variance), in[1], in[2]), mean, variance)
}

// BatchNormGradient is the gradient through BatchNormForTraining, whose mean and variance depend on the operand:
// with y = (x-mean) inverse, dx = scale inverse (g - mean(g) - y mean(g y)).
func (f *Function) BatchNormGradient(operand, scale, mean, variance, gradOutput compute.Value, epsilon float32, featureAxis int) (
	gradOperand, gradScale, gradOffset compute.Value, err error) {
	b, in, err := f.batchNorm(compute.OpTypeBatchNormGradient, epsilon, featureAxis, 4, operand, scale, mean, variance, gradOutput)
	if err != nil {
		return nil, nil, nil, err
	}
	g := in[4]
	y := b.normalized(in[0], in[2], in[3])
	gy := b.do(compute.OpTypeMul, g, y)
	dx := b.do(compute.OpTypeSub, b.do(compute.OpTypeSub, g, b.spread(b.mean(g))), b.do(compute.OpTypeMul, y, b.spread(b.mean(gy))))
	dx = b.do(compute.OpTypeMul, dx, b.spread(b.do(compute.OpTypeMul, in[1], b.inverse(in[3]))))
	return b.keep(dx, b.sum(gy), b.sum(g))
}
