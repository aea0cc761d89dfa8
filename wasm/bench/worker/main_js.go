// Command worker is the part of the benchmark that runs in a Web Worker: it trains a network on the backend and times
// every step. Its job comes as JSON in the environment variable JOB, its answer goes out by postMessage.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
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

// start starts a backend with the job's threads.
func start(job report.Job) (*wasm.Backend, error) {
	config := job.Config
	if job.Threads > 1 {
		config = strings.TrimPrefix(fmt.Sprintf("%s,threads=%d", config, job.Threads), ",")
	}
	b, err := wasm.New(config)
	if err != nil {
		return nil, err
	}
	b.UseThreads(job.Threads)
	const patience = time.Minute
	for begun := time.Now(); b.Threads() < job.Threads; time.Sleep(time.Millisecond) {
		if time.Since(begun) > patience {
			b.Finalize()
			return nil, fmt.Errorf("of %d threads %d come", job.Threads, b.Threads())
		}
	}
	return b, nil
}

func measure(job report.Job, a *report.Answer) error {
	b, err := start(job)
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
	run := func(steps int) (times []float64, err error) {
		for range steps {
			took, result, err := step()
			if err != nil {
				return nil, err
			}
			times, a.Results = append(times, millis(took)), append(a.Results, result)
		}
		return times, nil
	}
	if a.WarmupMillis, err = run(job.Warmup); err != nil {
		return err
	}
	for _, e := range b.Executables() {
		e.Profile() // forget the steps before the engine had optimised the code
	}
	mark(report.StepsBegin)
	if a.StepMillis, err = run(job.Steps); err != nil {
		return err
	}
	mark(report.StepsEnd)
	if job.Late > 0 {
		if _, err = run(job.Late); err != nil {
			return err
		}
		mark(report.LateBegin)
		if a.LateMillis, err = run(job.Steps); err != nil {
			return err
		}
		mark(report.LateEnd)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	a.GoBytes = m.Sys
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
	if job.Workload == "tiny" {
		return train(b, workload.Tiny.Net(), nil, a)
	}
	photos, err := fetchPhotos(job.Size)
	if err != nil {
		return nil, err
	}
	switch job.Workload {
	case "W1":
		return train(b, workload.W1(job.Size).Net(), photos, a)
	case "I1":
		return infer(b, workload.W1(job.Size), photos, a)
	case "L1":
		one := workload.W1(job.Size)
		one.Batch = 1
		return infer(b, one, photos, a)
	case "W2":
		f, err := workload.NewFeatures(b, workload.VGG19, 8)
		a.Images, a.Multiplications = f.Batch, f.Multiplications(job.Size)
		return inTurn(f.Sum, photos, f.Batch), err
	case "W3":
		net := workload.FineTune(job.Size)
		f, err := workload.NewFeatures(b, workload.VGG19[:4], net.Batch)
		if err != nil {
			return nil, err
		}
		if photos, err = f.Of(photos); err != nil {
			return nil, err
		}
		return train(b, net, photos, a)
	}
	return nil, fmt.Errorf("there is no workload %q", job.Workload)
}

// train trains a network by Adam, on batches of the examples in turn or, without any, on one of noise.
func train(b *wasm.Backend, net workload.Net, of []workload.Example, a *report.Answer) (func() (time.Duration, float32, error), error) {
	a.Images, a.Multiplications = net.Batch, net.Multiplications
	training, err := net.Train(b, optimizer.Adam().LearningRate(1e-3).Done(), 1)
	if err != nil {
		return nil, err
	}
	if of == nil {
		examples, labels := training.Batch()
		return func() (time.Duration, float32, error) {
			return timed(func() (float32, error) { return training.StepOn(examples, labels) })
		}, nil
	}
	return inTurn(training.StepOn, of, net.Batch), nil
}

// infer computes a network's answers.
func infer(b *wasm.Backend, c workload.CNN, of []workload.Example, a *report.Answer) (func() (time.Duration, float32, error), error) {
	a.Images, a.Multiplications = c.Batch, c.Inference()
	predict, err := c.Predictor(b)
	return inTurn(predict, of, c.Batch), err
}

// inTurn does a step on the first batch of the examples, then on the next, and from the first on again. The batches are
// made before: making one takes longer than some steps.
func inTurn(step func(examples, labels []float32) (float32, error), of []workload.Example, size int) func() (time.Duration, float32, error) {
	type batch struct{ examples, labels []float32 }
	var batches []batch
	for ; len(of) >= size; of = of[size:] {
		var b batch
		for _, e := range of[:size] {
			b.examples, b.labels = append(b.examples, e.Values...), append(b.labels, e.Label)
		}
		batches = append(batches, b)
	}
	next := 0
	return func() (time.Duration, float32, error) {
		b := batches[next%len(batches)]
		next++
		return timed(func() (float32, error) { return step(b.examples, b.labels) })
	}
}

func timed(step func() (float32, error)) (time.Duration, float32, error) {
	start := time.Now()
	result, err := step()
	return time.Since(start), result, err
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
