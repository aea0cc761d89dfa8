//go:build !js

// Command bench measures training in a real browser: headless Chromium, one Web Worker, one thread.
//
//	go run ./wasm/bench [-workloads W1-64,W1-150] [-steps 20] [-warmup 5] [-config baseline] [-profile] [-json]
//	go run ./wasm/bench -go Elementary
//
// W1-S is one training step (forward, gradients, Adam) of the study's CNN on 32 photos of S x S pixels; W2-S the base of
// VGG19 computing the features of 8 photos; W3-S one training step of VGG19's block 5 and a classifier on 32 photos'
// features of block 4. Every step is a repeat; steps before the engine has optimised the code do not count. The first
// line names the machine and what the columns are: rates by the clock (median, worst, best step), the rate by the
// worker's processor time, which other programs do not slow down, the GFLOP/s that this makes, counted for the plain
// algorithms, and its share of the roofline: of what multiply-adds on registers reach in the same worker, by processor
// time as well.
//
// -go runs the backend's Go benchmarks that match instead, in the same browser.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
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
	workloads := flag.String("workloads", "W1-64,W1-150", "what to measure: W1, W2 or W3, and the photos' size in pixels")
	steps := flag.Int("steps", 20, "training steps to measure")
	warmup := flag.Int("warmup", 5, "training steps before that, in which the engine optimises the code")
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
		*config = strings.TrimPrefix(*config+",profile", ",")
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
	for _, name := range strings.Split(*workloads, ",") {
		name = strings.TrimSpace(name)
		kind, sizeText, _ := strings.Cut(name, "-")
		size, err := strconv.Atoi(sizeText)
		if err != nil {
			b.close()
			log.Fatalf("-workloads takes names with sizes, as in W1-64,W2-150; %q is none", name)
		}
		a, err := b.run(report.Job{Workload: kind, Config: *config, Size: size, Warmup: *warmup, Steps: *steps})
		if err != nil {
			b.close()
			log.Fatalf("%s: %v", name, err)
		}
		r := summarise(name, a)
		if *asJSON {
			r.Machine = machine
			if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
				log.Fatal(err)
			}
			continue
		}
		r.print()
		if *profile {
			printProfile(a, *steps)
		}
	}
}

// result is a line of the benchmark.
type result struct {
	Machine           string `json:",omitempty"`
	Name              string
	Rate              float64 // images a second of processor time
	Median, Min, Max  float64 // images a second by the clock
	GFLOPs            float64
	Roofline, Share   float64 // GFLOP/s, and GFLOPs as a part of it
	ArenaMB, MemoryMB float64
	CompileMillis     float64
	Path              string
	Answer            *report.Answer
}

func summarise(name string, a *report.Answer) result {
	times := slices.Clone(a.StepMillis)
	slices.Sort(times)
	rate := func(ms float64) float64 { return float64(a.Images) / ms * 1e3 }
	const mega = 1 << 20
	gflops := 2 * float64(a.Multiplications) / a.StepCPU / 1e9
	return result{
		Name: name, Rate: float64(a.Images) / a.StepCPU,
		Median: rate(times[len(times)/2]), Min: rate(times[len(times)-1]), Max: rate(times[0]),
		GFLOPs: gflops, Roofline: a.RooflineCPU, Share: gflops / a.RooflineCPU,
		ArenaMB: float64(a.Stats.ArenaBytes) / mega, MemoryMB: float64(a.Memory.Total) / mega,
		CompileMillis: a.Stats.CompileTime.Seconds() * 1e3, Path: a.Path, Answer: a,
	}
}

func (r result) print() {
	verb := "train"
	if strings.HasPrefix(r.Name, "W2") {
		verb = "infer"
	}
	fmt.Printf("%s %s %.1f %.1f %.1f img/s (%.1f of processor time) %.1f GFLOP/s %.3f of roofline %.1f arena %.1f MB "+
		"compile %.0f ms memory %.0f MB steps %d module %d KB (%s)\n",
		r.Name, verb, r.Median, r.Min, r.Max, r.Rate, r.GFLOPs, r.Share, r.Roofline, r.ArenaMB, r.CompileMillis,
		r.MemoryMB, r.Answer.Stats.Steps, r.Answer.Stats.ModuleBytes>>10, r.Path)
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
	total := 0.0
	for _, t := range times {
		total += t.Milliseconds
	}
	for _, t := range times {
		if t.Milliseconds > total/1000 {
			speed := strings.Repeat(" ", len("000.0 GFLOP/s"))
			if t.Flops > 0 {
				speed = fmt.Sprintf("%5.1f GFLOP/s", t.Flops*float64(steps)/t.Milliseconds/1e6)
			}
			fmt.Printf("  %8.3f ms %5.1f%% %s %s\n", t.Milliseconds/float64(steps), 100*t.Milliseconds/total, speed, t.Name)
		}
	}
	fmt.Printf("  %8.3f ms a step in all\n", total/float64(steps))
}
