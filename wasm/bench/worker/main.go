//go:build !js

package main

import "log"

func main() {
	log.Fatal("This program measures in a browser, where go run ./wasm/bench starts it.")
}
