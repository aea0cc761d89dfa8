package wasm

import "pawgrad/wasm/fuse"

// StepTime is the time spent in one step of an executable.
type StepTime struct {
	Name         string
	Milliseconds float64 // summed over the executions since the last call of Profile
	// Flops is the number of floating-point operations of one execution as the plain algorithm counts them; 0 for steps
	// other than the hand-made kernels of convolutions and products.
	Flops float64
	// Shared tells that all threads do it together; of other steps the first does all while the others wait.
	Shared bool
}

// flops is the number of operations of a step, see StepTime.
func flops(s *fuse.Step) float64 {
	if counted, ok := s.Kernel.(interface{ Flops() float64 }); ok {
		return counted.Flops()
	}
	return 0
}

// Profile returns the time spent in each step since the last call, in the order of execution. It is empty unless the
// backend was made with the option "profile".
func (e *Executable) Profile() []StepTime {
	e.backend.mu.Lock()
	defer e.backend.mu.Unlock()
	var out []StepTime
	for i, ms := range e.profile {
		out = append(out, StepTime{e.steps[i], ms, e.flops[i], e.shared[i]})
		e.profile[i] = 0
	}
	return out
}

// Executables returns the live executables of the backend, in no order.
func (b *Backend) Executables() []*Executable {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []*Executable
	for e := range b.live {
		out = append(out, e)
	}
	return out
}
