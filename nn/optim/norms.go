package optim

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// squaresKey is where a graph keeps, for each weight by its path, the sums of the
// squares of its gradient and of what the step changes.
type squaresKey struct{}

// SquaredNorms returns, for a graph in which a step was built, the squared L2 norms of
// the gradients of some weights, and behind them those of their changes in this step:
// a vector of twice as many numbers as there are paths, 0 for weights that the step
// leaves alone. What nobody asks for is not computed.
func SquaredNorms(g *Graph, paths []string) *Node {
	squares := g.State(squaresKey{}).(map[string][2]*Node)
	list := make([]*Node, 2*len(paths))
	for i, path := range paths {
		pair, moved := squares[path]
		if !moved {
			pair = [2]*Node{ScalarZero(g, dtypes.Float32), ScalarZero(g, dtypes.Float32)}
		}
		list[i], list[len(paths)+i] = pair[0], pair[1]
	}
	return Stack(list, 0)
}

func sumOfSquares(x *Node) *Node { return ReduceAllSum(Square(x)) }
