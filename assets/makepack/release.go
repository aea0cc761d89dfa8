//go:build !js

package main

import (
	"runtime/debug"

	"pawgrad/assets/photos"
)

// releasing decodes photos, and gives the memory of large ones back to the system once they are
// small: left to the garbage collector, some hundred megabytes of one would stand beside the next.
type releasing struct{ photos.NativeDecoder }

// Reuse implements [photos.Reuser].
func (releasing) Reuse(p photos.Photo) {
	const large = 64 << 20 // bytes
	if len(p.RGBA) >= large {
		debug.FreeOSMemory()
	}
}
