//go:build !js

package bundled

import (
	"bytes"
	_ "embed" // for Pack
	"fmt"

	"pawgrad/assets/pack"
)

// Pack is the pack's bytes. A program for the browser must not carry them, so
// there it does not exist.
//
//go:embed cats-and-dogs-32.pack
var Pack []byte

// Open opens Pack.
func Open() *pack.Set {
	set, err := pack.Open(bytes.NewReader(Pack), int64(len(Pack)))
	if err != nil {
		panic(fmt.Sprintf("bundled: the embedded pack does not open: %v", err))
	}
	return set
}
