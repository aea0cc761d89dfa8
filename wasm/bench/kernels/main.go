// Command kernels measures the kernels where they will run: in Chromium, in a Web Worker.
//
//	go run ./wasm/bench/kernels [-run regexp] [-seconds n]
//
// It first measures the roofline, which is how many multiply-adds a second the machine's registers can do when nothing
// is read from memory, and then every kernel at the geometries of the two models. For each it prints the time of one
// call, the speed counted in the plain algorithm's operations, and its share of the roofline of the same run. A share
// above 1 means that the kernel does fewer operations than the plain algorithm (Winograd, sparse gradients). Times are
// the worker thread's time on the processor, the best of a few samples, so that other programs disturb them little.
//
// Every kernel runs twice, with relaxed SIMD and with baseline SIMD, and the results are compared: this is the check of
// the relaxed path, which the tests outside a browser cannot run.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"regexp"
	"time"

	"pawgrad/wasm/kernel"
	"pawgrad/wasm/roofline"
	"pawgrad/web/measure"
)

func main() {
	pattern := flag.String("run", "", "measure only the cases whose name matches this regular expression")
	seconds := flag.Float64("seconds", 0.4, "measuring time per case, after as much warm-up")
	flag.Parse()
	match, err := regexp.Compile(*pattern)
	if err != nil {
		log.Fatalf("-run: %v", err)
	}
	b, err := openBrowser()
	if err != nil {
		log.Fatal(err)
	}
	defer b.close()
	each := time.Duration(*seconds * float64(time.Second))
	fmt.Printf("# %s, %s, 1 thread\n", measure.Machine(), b.Name)

	peak := map[bool]float64{}
	for _, relaxed := range []bool{true, false} {
		r, err := b.measure(rooflineJob(kernel.Target{Relaxed: relaxed}), each)
		if err != nil {
			log.Fatal(err)
		}
		peak[relaxed] = roofline.Flops / r.seconds / 1e9
	}
	fmt.Printf("roofline: %.1f GFLOP/s relaxed, %.1f baseline\n\n", peak[true], peak[false])
	fmt.Printf("%-44s %10s %9s %7s %10s %9s\n", "case", "ms", "GFLOP/s", "share", "base GF/s", "max diff")
	failed := false
	for _, c := range cases() {
		if !match.MatchString(c.name) {
			continue
		}
		relaxed, err := b.measure(c.build(kernel.Target{Relaxed: true}), each)
		if err != nil {
			log.Fatalf("%s: %v", c.name, err)
		}
		base, err := b.measure(c.build(kernel.Target{}), each)
		if err != nil {
			log.Fatalf("%s, baseline: %v", c.name, err)
		}
		diff := maxDiff(relaxed.out, base.out)
		mark := ""
		if !(diff <= c.tolerance) {
			mark, failed = "  RESULTS DIFFER", true
		}
		g := c.flops / relaxed.seconds / 1e9
		fmt.Printf("%-44s %10.3f %9.1f %7.2f %10.1f %9.1e%s\n", c.name, relaxed.seconds*1e3, g, g/peak[true],
			c.flops/base.seconds/1e9, diff, mark)
	}
	if failed {
		b.close()
		os.Exit(1)
	}
}

// maxDiff is the largest difference relative to the largest magnitude.
func maxDiff(a, b []float32) float64 {
	scale, diff := 1e-30, 0.0
	for i := range a {
		scale = max(scale, math.Abs(float64(a[i])))
		d := math.Abs(float64(a[i]) - float64(b[i]))
		if !(d <= diff) {
			diff = d
		}
	}
	return diff / scale
}
