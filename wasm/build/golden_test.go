package build_test

import (
	"testing"

	"pawgrad/wasm/internal/golden"
	"pawgrad/wasm/ir"
)

// TestGraphs holds the graphs of the golden computations.
func TestGraphs(t *testing.T) {
	golden.Run(t, func(_ *testing.T, g *ir.Graph) string { return g.String() })
}
