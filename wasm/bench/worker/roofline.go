//go:build js && wasm

package main

import (
	"pawgrad/wasm/bench/report"
	"pawgrad/wasm/roofline"
)

// measureRoofline returns the number of floating-point operations between its
// marks.
func measureRoofline(relaxed bool) (float64, error) {
	p, err := roofline.Open(relaxed)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	const calls = 12
	for i := range roofline.WarmCalls + calls {
		if i == roofline.WarmCalls {
			mark(report.RooflineBegin)
		}
		if err := p.Call(); err != nil {
			return 0, err
		}
	}
	mark(report.RooflineEnd)
	return roofline.Flops * calls, nil
}
