package main

// The backends that the command has. Each registers itself under the name by which -backend chooses it: to add another
// of GoMLX's, import its package here.
import (
	_ "github.com/gomlx/compute/gobackend"

	_ "pawgrad/wasm"
)
