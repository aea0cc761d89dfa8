package wasm

import (
	"testing"

	_ "pawgrad/wasm/half"

	"github.com/gomlx/compute/support/backendtest"
)

// TestCompliance runs GoMLX's own suite for backends.
func TestCompliance(t *testing.T) {
	b, err := New("")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Finalize()
	backendtest.RunAll(t, b, nil)
}
