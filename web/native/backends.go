package main

// The backends that the command has. Each registers itself under the name by which -backend chooses it.
import (
	_ "github.com/gomlx/compute/gobackend"

	_ "pawgrad/wasm"
)
