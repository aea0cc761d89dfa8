package emit_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pawgrad/wasm/emit"
	"pawgrad/wasm/fuse"
	"pawgrad/wasm/internal/golden"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/plan"
	"pawgrad/wasm/recognise"
	"pawgrad/wasm/simplify"
)

// TestModules holds the programs, plans and modules of the golden computations. Of the functions that kernels and
// elementary functions are made of it holds the number of instructions only: they have tests of their own.
func TestModules(t *testing.T) {
	golden.Run(t, func(t *testing.T, g *ir.Graph) string {
		program := fuse.Fuse(recognise.Recognise(simplify.Simplify(g)))
		layout := plan.Make(program, true, 1)
		const constants = 1 << 20 // their address
		module, _ := emit.Module(program, layout, constants, emit.Options{})
		return fmt.Sprintf("%s\n%s\n%s", program, layout, steps(module.String()))
	})
}

var function = regexp.MustCompile(`^  \(func \(; \d+: (.*) ;\)`)

// steps leaves out the bodies of functions that are no steps.
func steps(module string) string {
	var b strings.Builder
	hidden, inside := 0, false
	for line := range strings.Lines(module) {
		if name := function.FindStringSubmatch(line); name != nil {
			hidden, inside = 0, name[1] != emit.RunName && (name[1][0] < '0' || name[1][0] > '9')
		} else if line == "  )\n" {
			if inside {
				fmt.Fprintf(&b, "    (; %d instructions ;)\n", hidden)
			}
			inside = false
		} else if inside {
			hidden++
			continue
		}
		b.WriteString(line)
	}
	return b.String()
}
