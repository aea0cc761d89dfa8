// Command worker is the part of the benchmark that runs in a Web Worker: it trains a network on the backend and times
// every step. Its job comes as JSON in the environment variable JOB, its answer goes out by postMessage.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"syscall/js"
	"time"

	"pawgrad/wasm"
	"pawgrad/wasm/bench/report"
	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/gomlx/ml/train/optimizer"
)

func main() {
	var job report.Job
	answer := report.Answer{}
	if err := json.Unmarshal([]byte(os.Getenv("JOB")), &job); err != nil {
		answer.Error = err.Error()
	} else if err := measure(job, &answer); err != nil {
		answer.Error = fmt.Sprintf("%+v", err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	js.Global().Call("postMessage", string(text))
}

// mark tells the page that a moment has come and waits for its answer.
func mark(name string) {
	text, err := json.Marshal(report.Answer{Mark: name})
	if err != nil {
		panic(err)
	}
	answered := make(chan struct{})
	onMessage := js.FuncOf(func(js.Value, []js.Value) any {
		close(answered)
		return nil
	})
	defer onMessage.Release()
	js.Global().Set("onmessage", onMessage)
	js.Global().Call("postMessage", string(text))
	<-answered
	js.Global().Set("onmessage", js.Null())
}

func measure(job report.Job, a *report.Answer) error {
	b, err := wasm.New(job.Config)
	if err != nil {
		return err
	}
	defer b.Finalize()
	a.Path = b.Path()
	if a.RooflineWork, err = measureRoofline(b.Relaxed()); err != nil {
		return err
	}
	step, err := prepare(b, job, a)
	if err != nil {
		return err
	}
	for i := range job.Warmup + job.Steps {
		if i == job.Warmup {
			mark(report.StepsBegin)
		}
		took, result, err := step()
		if err != nil {
			return err
		}
		if i < job.Warmup {
			a.WarmupMillis = append(a.WarmupMillis, millis(took))
			for _, e := range b.Executables() {
				e.Profile() // forget the steps before the engine had optimised the code
			}
		} else {
			a.StepMillis = append(a.StepMillis, millis(took))
		}
		a.Results = append(a.Results, result)
	}
	mark(report.StepsEnd)
	a.Memory = b.Memory()
	for _, e := range b.Executables() {
		if s := e.Stats(); s.Executions > a.Stats.Executions { // the step, not the drawing of the first weights
			a.Stats, a.Profile = s, e.Profile()
		}
	}
	return nil
}

// prepare returns a function that does one step of the job's workload and says how long it took.
func prepare(b *wasm.Backend, job report.Job, a *report.Answer) (func() (time.Duration, float32, error), error) {
	var net workload.Net
	switch job.Workload {
	case "W1":
		net = workload.W1(job.Size).Net()
	case "W2":
		const batch = 8
		f, err := workload.NewFeatures(b, job.Size, batch)
		if err != nil {
			return nil, err
		}
		a.Images, a.Multiplications = batch, f.Multiplications()
		return func() (time.Duration, float32, error) {
			start := time.Now()
			sum, err := f.Step()
			return time.Since(start), sum, err
		}, nil
	case "W3":
		net = workload.FineTune(job.Size)
	case "tiny":
		net = workload.Tiny.Net()
	default:
		return nil, fmt.Errorf("there is no workload %q: use W1, W2 or W3", job.Workload)
	}
	a.Images, a.Multiplications = net.Batch, net.Multiplications
	training, err := net.Train(b, optimizer.Adam().LearningRate(1e-3).Done(), 1)
	if err != nil {
		return nil, err
	}
	examples, labels := training.Batch() // always the same: making one takes longer than some steps
	return func() (time.Duration, float32, error) {
		start := time.Now()
		loss, err := training.StepOn(examples, labels)
		return time.Since(start), loss, err
	}, nil
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
