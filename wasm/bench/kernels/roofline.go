package main

import (
	"pawgrad/wasm/kernel"
	"pawgrad/wasm/roofline"
)

// rooflineJob measures what the kernels' speeds are shares of.
func rooflineJob(t kernel.Target) job {
	b := newBench()
	out := b.out(roofline.ScratchBytes / floatBytes)
	return b.finish(step{roofline.Emit(b.m, t.Relaxed, uint32(out)), nil})
}
