package optim

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/spec"
)

// Scope is the path in the store under which the optimizer's variables are.
const Scope = "/optimizer"

// rateName is the variable of the learning rate, under [Scope].
const rateName = "learning_rate"

// Optimizer is the method of a run with its hyper-parameters, and what the run does to
// every method's gradient and weights.
type Optimizer struct {
	run  spec.Run
	rule rule
}

// rule builds one method's update of one weight tensor and returns its new
// value.
type rule func(u update) *Node

// update is what a rule works with.
type update struct {
	// theta is the weight before the step, decayed, g the gradient that the step is by,
	// rate the scalar δ.
	theta, g, rate *Node
	hyper          spec.Hyper
	// slot returns what the method remembers for this weight under a name; it
	// starts as zeros.
	slot func(name string) slot
	// correct returns the scalar 1/(1-βᵗ), t counting steps from 1.
	correct func(beta float64) *Node
}

// slot is an array that a method keeps from step to step.
type slot struct {
	old *Node
	v   *model.Variable
}

// set gives the slot its value after the step.
func (s slot) set(value *Node) *Node {
	s.v.SetNodeValue(value)
	return value
}

// rules is the registry of the methods.
var rules = map[spec.MethodID]rule{
	spec.GD: descend, spec.SGD: descend, spec.Momentum: momentum, spec.Nesterov: nesterov,
	spec.Adagrad: adagrad, spec.RMSprop: rmsprop, spec.Adam: adam,
}

// New returns the run's method. Of the run it reads Method, Hyper, WeightDecay, DecayForm
// and Clip.
func New(run spec.Run) *Optimizer {
	r, ok := rules[run.Method]
	if !ok {
		panic(fmt.Sprintf("optim: unknown method %q", run.Method))
	}
	return &Optimizer{run: run, rule: r}
}

// SetLearningRate sets δ for the next steps.
func (o *Optimizer) SetLearningRate(store *model.Store, rate float64) error {
	return rateVariable(store, rate).SetValue(tensors.FromScalar(float32(rate)))
}

// UpdateGraph builds one step that lowers the scalar loss. It implements GoMLX's
// optimizer.Interface.
func (o *Optimizer) UpdateGraph(scope *model.Scope, g *Graph, loss *Node) {
	o.UpdateGraphWithGradients(scope, scope.BuildTrainableVariablesGradientsGraph(loss), loss.DType())
}

// UpdateGraphWithGradients builds one step for gradients that are given in the
// order of the graph's trainable variables. It implements GoMLX's
// train.OptimizeWithGradients.
func (o *Optimizer) UpdateGraphWithGradients(scope *model.Scope, gradients []*Node, _ dtypes.DType) {
	weights := trainable(scope, gradients[0].Graph())
	if len(weights) != len(gradients) {
		panic(fmt.Sprintf("optim: %d gradients for %d trainable variables", len(gradients), len(weights)))
	}
	g := gradients[0].Graph()
	rate := rateVariable(scope.Store(), o.run.Hyper.LearningRate).NodeValue(g)
	steps := &counter{store: scope.Store(), graph: g}
	clipped := clip(gradients, o.run.Clip)
	squares := map[string][2]*Node{}
	for i, w := range weights {
		before := theta(w, g)
		after := o.rule(update{
			theta: o.decayed(before, rate), g: o.penalised(clipped[i], w), rate: rate, hyper: o.run.Hyper,
			slot: func(name string) slot {
				v := zeroSlot(scope.Store(), name, w)
				return slot{v.NodeValue(g), v}
			},
			correct: steps.correct,
		})
		w.SetNodeValue(after)
		squares[w.Path()] = [2]*Node{sumOfSquares(gradients[i]), sumOfSquares(Sub(after, before))}
	}
	g.AttachState(squaresKey{}, squares)
}

// Clear deletes all that the method remembers. It implements GoMLX's
// optimizer.Interface.
func (o *Optimizer) Clear(scope *model.Scope) error {
	return scope.Store().DeleteVariablesInScope(Scope)
}

// trainable lists the trainable variables that the graph uses, in the order in
// which GoMLX computes their gradients.
func trainable(scope *model.Scope, g *Graph) []*model.Variable {
	var list []*model.Variable
	for v := range scope.IterVariables() {
		if v.Trainable && v.InUseByGraph(g) {
			list = append(list, v)
		}
	}
	return list
}

// rateVariable returns the variable of the learning rate.
func rateVariable(store *model.Store, initial float64) *model.Variable {
	return store.VariableWithValue(model.JoinPath(Scope, rateName), float32(initial)).SetTrainable(false)
}

// zeroSlot returns the untrainable variable of that name beside a weight, made
// of zeros if it is new. (The zeros come from Go: an initializer would cost the
// backend the compilation of one more graph.)
func zeroSlot(store *model.Store, name string, weight *model.Variable) *model.Variable {
	path := model.JoinPath(Scope, name, weight.Path())
	if v := store.GetVariable(path); v != nil {
		return v
	}
	return store.VariableWithValue(path, tensors.FromShape(weight.Shape())).SetTrainable(false)
}
