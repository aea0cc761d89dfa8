//go:build !js

// Command bench measures the backend in a real browser: headless Chromium, one Web Worker, one thread.
//
//	go run ./wasm/bench [-workloads W1-64,I1-64] [-steps 20] [-late 200] [-baseline] [-threads 2] [-peers] [-profile] [-json]
//	go run ./wasm/bench -go Elementary
//
// A workload's name ends in the photos' size. W1-S is one training step (forward, gradients, Adam) of the study's CNN on
// 32 photos of S x S pixels, I1-S the same network naming 32 photos, L1-S naming one; W2-S is the base of VGG19 computing
// the features of 8 photos, W3-S one training step of VGG19's block 5 and a classifier on 32 photos' features of block 4.
// Photos are those of the bundled set, of another batch at each step. VGG19 has random weights here.
//
// Training is measured twice: early, from the weights that it begins with, when nearly all gradients are there, and after
// -late more steps, when a good part of the ReLUs is silent and gradients are sparse, which this backend makes use of.
// -baseline measures early steps once more without relaxed SIMD, as in Safari, -threads on several threads, which want as
// many idle cores: how many times as fast they are is by the clock. -peers measures native PyTorch and ONNX
// Runtime, one thread each, right after, if they are installed.
//
// Steps before the engine has optimised the code do not count. Rates are by the clock (median, worst, best step) and by
// the worker's processor time, which other programs do not slow down; GFLOP/s are counted for the plain algorithms, and
// the roofline is what multiply-adds on registers reach in the same worker, both by processor time.
//
// -go runs the backend's Go benchmarks that match instead, in the same browser.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"pawgrad/wasm"
	"pawgrad/wasm/bench/report"
	"pawgrad/web/measure"
)

func main() {
	log.SetFlags(0)
	workloads := flag.String("workloads", "W1-64,W1-150", "what to measure: W1, I1, L1, W2 or W3, and the photos' size in pixels")
	steps := flag.Int("steps", 20, "training steps to measure")
	warmup := flag.Int("warmup", 5, "training steps before that, in which the engine optimises the code")
	late := flag.Int("late", 0, "training steps before those that are measured late; 0 measures early ones only")
	baseline := flag.Bool("baseline", false, "measure baseline SIMD too, which is what Safari runs")
	threads := flag.Int("threads", 1, "measure so many threads too; a profile is then theirs")
	withPeers := flag.Bool("peers", false, "measure native PyTorch and ONNX Runtime too, where they are installed")
	config := flag.String("config", "", "configuration of the backend")
	profile := flag.Bool("profile", false, "print the time of every step of the program")
	asJSON := flag.Bool("json", false, "print JSON")
	goBenchmarks := flag.String("go", "", "run the backend's Go benchmarks that match this expression")
	flag.Parse()
	if *goBenchmarks != "" {
		if err := runGoBenchmarks(*goBenchmarks); err != nil {
			log.Fatal(err)
		}
		return
	}
	if *steps < 5 {
		log.Fatalf("-steps %d is too few to tell the median from the worst; use 5 or more", *steps)
	}
	if *profile {
		*config, *late = strings.TrimPrefix(*config+",profile", ","), 0 // a profile is of early steps
	}
	b, err := openBrowser(benchmark)
	if err != nil {
		log.Fatal(err)
	}
	defer b.close()
	machine := measure.Machine() + ", " + b.Name
	if !*asJSON {
		fmt.Printf("# %s; %d steps each; img/s: median min max by the clock, then by processor time, "+
			"as are GFLOP/s and the share of the roofline\n", machine, *steps)
	}
	err = b.each(strings.Split(*workloads, ","), machine, options{
		job:      report.Job{Config: *config, Warmup: *warmup, Steps: *steps, Late: *late},
		baseline: *baseline, threads: *threads, peers: *withPeers, profile: *profile, json: *asJSON,
	})
	if err != nil {
		b.close()
		log.Fatal(err)
	}
}

// options say how each workload is measured.
type options struct {
	job                            report.Job
	threads                        int
	baseline, peers, profile, json bool
}

// each measures workloads and prints their lines.
func (b *browser) each(workloads []string, machine string, o options) error {
	for _, name := range workloads {
		name = strings.TrimSpace(name)
		kind, sizeText, _ := strings.Cut(name, "-")
		size, err := strconv.Atoi(sizeText)
		if _, known := report.Workloads[kind]; !known || err != nil {
			return fmt.Errorf("-workloads takes %s with a size, as in W1-64,W2-150; %q is none",
				strings.Join(slices.Sorted(maps.Keys(report.Workloads)), ", "), name)
		}
		job := o.job
		job.Workload, job.Size = kind, size
		if kind == "L1" { // its steps are so short that the engine optimises the code late
			job.Warmup, job.Steps = 10*job.Warmup, 10*job.Steps
		}
		if !trains(kind) {
			job.Late = 0
		}
		if o.profile {
			job.Threads, o.threads = o.threads, 1
		}
		results, err := b.measure(name, job, o)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if o.peers {
			theirs, err := peers(name, kind, size, results[0].Rate)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			results = append(results, theirs...)
		}
		for _, r := range results {
			if r.Machine = machine; o.json {
				if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
					return err
				}
				continue
			}
			r.print()
			if o.profile && r.Answer != nil {
				printProfile(r.Answer, job.Steps)
			}
		}
	}
	return nil
}

// trains reports whether a workload is one of training.
func trains(kind string) bool { return kind == "W1" || kind == "W3" }

// measure is a workload's results: early, late if it has late steps, on several threads, and on baseline SIMD.
func (b *browser) measure(name string, job report.Job, o options) ([]result, error) {
	a, err := b.run(job)
	if err != nil {
		return nil, err
	}
	phase := ""
	if job.Late > 0 {
		phase = "early"
	}
	results := []result{summarise(name, phase, a, a.StepMillis, a.StepCPU)}
	if job.Late > 0 {
		results = append(results, summarise(name, "late", a, a.LateMillis, a.LateCPU))
	}
	job.Late = 0
	if o.threads > 1 {
		job := job
		job.Threads = o.threads
		if a, err = b.run(job); err != nil {
			return nil, err
		}
		r := summarise(name, fmt.Sprintf("%d threads", o.threads), a, a.StepMillis, a.StepCPU)
		r.Ratio = r.Median / results[0].Median
		results = append(results, r)
	}
	if o.baseline {
		job.Config = strings.TrimPrefix(job.Config+",baseline", ",")
		if a, err = b.run(job); err != nil {
			return nil, err
		}
		r := summarise(name, "baseline", a, a.StepMillis, a.StepCPU)
		r.Ratio = r.Rate / results[0].Rate
		results = append(results, r)
	}
	return results, nil
}

// result is a line of the benchmark.
type result struct {
	Machine          string `json:",omitempty"`
	Name             string
	Phase            string  `json:",omitempty"` // early, late, baseline or several threads (early, on that), or the peer's name
	Rate             float64 // images a second of processor time
	Median, Min, Max float64 // images a second by the clock
	// Ratio of a baseline's rate to that of relaxed SIMD, of several threads' to one's by the clock, and of ours to a peer's.
	Ratio             float64 `json:",omitempty"`
	GFLOPs            float64
	Roofline, Share   float64 // GFLOP/s, and GFLOPs as a part of it
	ArenaMB, MemoryMB float64 // of the step's scratch memory, and of all tensors and kept weights
	GoMB              float64 // of Go's own memory, with the photos
	CompileMillis     float64
	Path              string
	Answer            *report.Answer `json:",omitempty"`
}

func summarise(name, phase string, a *report.Answer, millis []float64, cpu float64) result {
	times := slices.Sorted(slices.Values(millis))
	rate := func(ms float64) float64 { return float64(a.Images) / ms * 1e3 }
	const mega = 1 << 20
	gflops := 2 * float64(a.Multiplications) / cpu / 1e9
	return result{
		Name: name, Phase: phase, Rate: float64(a.Images) / cpu,
		Median: rate(times[len(times)/2]), Min: rate(times[len(times)-1]), Max: rate(times[0]),
		GFLOPs: gflops, Roofline: a.RooflineCPU, Share: gflops / a.RooflineCPU,
		ArenaMB: float64(a.Stats.ArenaBytes) / mega, MemoryMB: float64(a.Memory.Total) / mega, GoMB: float64(a.GoBytes) / mega,
		CompileMillis: a.Stats.CompileTime.Seconds() * 1e3, Path: a.Path, Answer: a,
	}
}

func (r result) print() {
	name := strings.TrimSpace(r.Name + " " + r.Phase)
	if r.Answer == nil {
		fmt.Printf("%s %.1f img/s (%.1f of processor time); this backend does %.2f times that\n", name, r.Median, r.Rate, r.Ratio)
		return
	}
	if r.Answer.Images == 1 {
		name += fmt.Sprintf(" %.2f ms a photo,", 1e3/r.Median)
	}
	fmt.Printf("%s %.1f %.1f %.1f img/s (%.1f of processor time) %.1f GFLOP/s %.3f of roofline %.1f arena %.1f MB "+
		"memory %.0f MB Go %.0f MB compile %.0f ms steps %d module %d KB (%s)\n",
		name, r.Median, r.Min, r.Max, r.Rate, r.GFLOPs, r.Share, r.Roofline, r.ArenaMB, r.MemoryMB, r.GoMB,
		r.CompileMillis, r.Answer.Stats.Steps, r.Answer.Stats.ModuleBytes>>10, r.Path)
	switch {
	case r.Ratio > 0 && strings.HasSuffix(r.Phase, "threads"):
		fmt.Printf("%s have %.2f times the speed of one, by the clock; they share %d of %d steps\n",
			name, r.Ratio, r.Answer.Stats.Shared, r.Answer.Stats.Steps)
	case r.Ratio > 0:
		fmt.Printf("%s has %.2f of the speed of relaxed SIMD\n", name, r.Ratio)
	}
}

// runGoBenchmarks runs the backend's own benchmarks in the browser and prints what they print.
func runGoBenchmarks(match string) error {
	b, err := openBrowser([]string{"test", "-c", "pawgrad/wasm"})
	if err != nil {
		return err
	}
	defer b.close()
	a, err := b.run(report.Job{Args: []string{"-test.run=^$", "-test.bench=" + match}})
	if err != nil {
		return err
	}
	fmt.Printf("# %s\n%s", b.Name, a.Output)
	return nil
}

// printProfile prints the steps of the program, the slowest first.
func printProfile(a *report.Answer, steps int) {
	times := slices.Clone(a.Profile)
	slices.SortStableFunc(times, func(x, y wasm.StepTime) int {
		return int(1e6 * (y.Milliseconds - x.Milliseconds))
	})
	total, alone := 0.0, 0.0
	for _, t := range times {
		total += t.Milliseconds
		if !t.Shared {
			alone += t.Milliseconds
		}
	}
	for _, t := range times {
		if t.Milliseconds > total/1000 {
			speed := strings.Repeat(" ", len("000.0 GFLOP/s"))
			if t.Flops > 0 {
				speed = fmt.Sprintf("%5.1f GFLOP/s", t.Flops*float64(steps)/t.Milliseconds/1e6)
			}
			mark := "*"
			if t.Shared {
				mark = " "
			}
			fmt.Printf("  %8.3f ms %5.1f%%%s %s %s\n", t.Milliseconds/float64(steps), 100*t.Milliseconds/total, mark, speed, t.Name)
		}
	}
	fmt.Printf("  %8.3f ms a step in all; %.1f%% of it in what one thread does alone where there are several (*)\n", total/float64(steps), 100*alone/total)
}
