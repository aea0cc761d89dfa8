package optim

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/spec"
)

// nesterov is Momentum whose gradient was taken at θ − γ·v (Nesterov, 1983):
// v ← γ·v + δ·g(θ − γ·v); θ ← θ − v. [Optimizer.LookAhead] makes g such.
func nesterov(u update) *Node {
	if u.theta.Graph().State(aheadKey{}) == nil {
		panic(fmt.Sprintf("optim: LookAhead was not called before the forward pass of %s", u.theta))
	}
	return momentum(u)
}

// aheadKey is where a graph keeps the weights θ while θ − γ·v stands in for them.
type aheadKey struct{}

// LookAhead makes the graph's forward pass, built after it, use the weights at
// which the method wants its gradient: θ − γ·v for Nesterov, and for all other
// methods θ, for which it does nothing. All trainable variables of the scope
// must have been created before.
func (o *Optimizer) LookAhead(scope *model.Scope, g *Graph) {
	if o.run.Method != spec.Nesterov {
		return
	}
	thetas := map[string]*Node{}
	var weights []*model.Variable
	for v := range scope.IterVariables() {
		if v.Trainable {
			weights = append(weights, v)
		}
	}
	for _, w := range weights {
		v := zeroSlot(scope.Store(), velocity, w).NodeValue(g)
		thetas[w.Path()] = w.NodeValue(g)
		w.SetNodeValue(Sub(w.NodeValue(g), MulScalar(v, o.run.Hyper.Gamma)))
	}
	g.AttachState(aheadKey{}, thetas)
}

// theta returns a weight's value before the step.
func theta(w *model.Variable, g *Graph) *Node {
	if thetas, ok := g.State(aheadKey{}).(map[string]*Node); ok {
		return thetas[w.Path()]
	}
	return w.NodeValue(g)
}
