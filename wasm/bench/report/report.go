// Package report is what the benchmark's two programs say to each other.
package report

import "pawgrad/wasm"

// Job is one measurement.
type Job struct {
	Workload      string // a name of [Workloads], or tiny: a network too small to measure, for tests
	Config        string // of the backend
	Threads       int    // that the steps are run on; 0 is one
	Size          int    // of the photos, in pixels
	Warmup, Steps int
	// Late is how many steps of training lie between the steps that are measured early and those that are measured
	// late; 0 measures early ones only.
	Late int `json:",omitempty"`
	// Args are the arguments of a program that is no part of the benchmark; the answer is then its output.
	Args []string `json:",omitempty"`
}

// Workloads says what is measured, and on how many photos in all.
var Workloads = map[string]struct {
	Does   string
	Photos int
}{
	"W1": {"trains the study's network", 256},
	"I1": {"is the study's network naming 32 photos", 32},
	"L1": {"is the study's network naming one photo", 32},
	"W2": {"is VGG19's base looking at 8 photos", 32},
	"W3": {"trains VGG19's block 5 and a classifier", 128},
}

// Marks are moments at which the worker waits until its processor time was read.
const (
	RooflineBegin = "roofline begin"
	RooflineEnd   = "roofline end"
	StepsBegin    = "steps begin"
	StepsEnd      = "steps end"
	LateBegin     = "late begin"
	LateEnd       = "late end"
)

// Answer is a mark, an error, or what came out.
type Answer struct {
	Mark            string `json:",omitempty"`
	Error           string `json:",omitempty"`
	Path            string
	RooflineWork    float64 // floating-point operations between the marks
	RooflineCPU     float64 // GFLOP/s by processor time
	StepCPU         float64 // seconds of processor time a step
	LateCPU         float64 // the same of the late steps
	Images          int     // a step
	Multiplications int     // a step
	WarmupMillis    []float64
	StepMillis      []float64 // by the clock
	LateMillis      []float64 // the same of the late steps
	Results         []float32 // what the steps computed, all of them: losses, or a sum
	Stats           wasm.Stats
	Memory          wasm.Memory
	GoBytes         uint64          // what Go has taken of the browser, the benchmark's own photos too
	Profile         []wasm.StepTime `json:",omitempty"`
	Output          string          `json:",omitempty"` // of a program with arguments
	ExitCode        int             `json:",omitempty"`
}
