package wasm

import (
	"pawgrad/wasm/build"
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
)

// Capabilities implements compute.Backend.
func (b *Backend) Capabilities() compute.Capabilities {
	c := compute.Capabilities{
		Functions:  true,
		Operations: map[compute.OpType]bool{},
		DTypes:     map[dtypes.DType]bool{},
	}
	for op := range ir.Ops {
		if op < compute.OpTypeLast { // GoMLX's
			c.Operations[op] = true
		}
	}
	for _, d := range dtypes.DTypeValues() {
		c.DTypes[d] = build.Supports(d)
	}
	return c
}
