// Package report is what the benchmark's two programs say to each other.
package report

import "pawgrad/wasm"

// Job is one measurement.
type Job struct {
	Workload      string // W1, W2, W3, or tiny: a network too small to measure, for tests
	Config        string // of the backend
	Size          int    // of the photos, in pixels
	Warmup, Steps int
	// Args are the arguments of a program that is no part of the benchmark; the answer is then its output.
	Args []string `json:",omitempty"`
}

// Marks are moments at which the worker waits until its processor time was read.
const (
	RooflineBegin = "roofline begin"
	RooflineEnd   = "roofline end"
	StepsBegin    = "steps begin"
	StepsEnd      = "steps end"
)

// Answer is a mark, an error, or what came out.
type Answer struct {
	Mark            string `json:",omitempty"`
	Error           string `json:",omitempty"`
	Path            string
	RooflineWork    float64 // floating-point operations between the marks
	RooflineCPU     float64 // GFLOP/s by processor time
	StepCPU         float64 // seconds of processor time a step
	Images          int     // a step
	Multiplications int     // a step
	WarmupMillis    []float64
	StepMillis      []float64 // by the clock
	Results         []float32 // what the steps computed: losses, or a sum of features
	Stats           wasm.Stats
	Memory          wasm.Memory
	Profile         []wasm.StepTime `json:",omitempty"`
	Output          string          `json:",omitempty"` // of a program with arguments
	ExitCode        int             `json:",omitempty"`
}
