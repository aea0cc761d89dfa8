//go:build !js

package main

import (
	"math"
	"strings"
	"testing"

	"pawgrad/wasm/bench/report"
	"pawgrad/wasm/bench/workload"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

func skipShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("NOT TESTED with -short: the backend in a browser")
	}
}

// suites are the tests that run in the browser too, by package. What is left out tests the books and the stages, which
// are the same everywhere.
var suites = []struct {
	pkg   string
	tests []string
}{
	{"pawgrad/wasm", []string{
		"TestCompliance", "TestRandomGraphs", "TestRandomConvolutions", "TestLayers", "TestTraining", "TestSpecialNumbers", "TestOutOfMemory",
		"TestControl", "TestBatchNorm", "TestBatchNormOperations", "TestTotalOrder", "TestDynamicSlices",
		"TestThreadsOfLayers", "TestThreadsOfConvolutions", "TestThreadsOfGraphs", "TestThreadsOfTraining", "TestStoppedThread",
	}},
	{"pawgrad/wasm/run", []string{"TestHost", "TestBrokenModules", "TestLostThread"}},
}

// TestSuiteInBrowser runs the backend's own tests, compiled for the browser, in Chromium: GoMLX's compliance suite and
// the comparisons with GoMLX's Go backend, but on the instructions and the engine that visitors get.
func TestSuiteInBrowser(t *testing.T) {
	skipShort(t)
	for _, s := range suites {
		t.Run(s.pkg, func(t *testing.T) {
			b, err := openBrowser([]string{"test", "-c", s.pkg})
			if err != nil {
				t.Fatal(err)
			}
			defer b.close()
			a, err := b.run(report.Job{Args: []string{"-test.v", "-test.run=^(" + strings.Join(s.tests, "|") + ")$"}})
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range s.tests {
				if !strings.Contains(a.Output, "\n--- PASS: "+name+" (") {
					t.Errorf("in %s %s did not pass", b.Name, name)
				}
			}
			if a.ExitCode != 0 || t.Failed() {
				t.Errorf("the tests exit with %d:\n%s", a.ExitCode, failures(a.Output))
			}
		})
	}
}

// failures leaves out what a verbose test prints of what passed or was skipped.
func failures(output string) string {
	var kept []string
	for line := range strings.Lines(output) {
		switch word := strings.TrimSpace(line); {
		case strings.HasPrefix(word, "=== "), strings.HasPrefix(word, "--- PASS"), strings.HasPrefix(word, "--- SKIP"):
		case strings.Contains(word, "does not support"), strings.Contains(word, "skipping"): // why something was skipped
		default:
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// TestBrowser trains the tiny network in Chromium, with relaxed SIMD and without, and compares the losses with
// GoMLX's Go backend here.
func TestBrowser(t *testing.T) {
	skipShort(t)
	reference, err := gobackend.New("ops_sequential") // it can lock up otherwise; see the backend's own tests
	if err != nil {
		t.Fatal(err)
	}
	training, err := workload.Tiny.Net().Train(reference, optimizer.Adam().LearningRate(1e-3).Done(), 1)
	if err != nil {
		t.Fatal(err)
	}
	const steps = 6
	var want []float32
	examples, labels := training.Batch()
	for range steps {
		loss, err := training.StepOn(append([]float32{}, examples...), labels)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, loss)
	}
	b, err := openBrowser(benchmark)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	for _, config := range []string{"", "baseline", "profile"} {
		a, err := b.run(report.Job{Workload: "tiny", Config: config, Steps: steps})
		if err != nil {
			t.Fatalf("configuration %q: %v", config, err)
		}
		t.Logf("configuration %q: %s, losses %v", config, a.Path, a.Results)
		for i := range want {
			if math.Abs(float64(a.Results[i]-want[i])) > 1e-4*(1+math.Abs(float64(want[i]))) {
				t.Errorf("configuration %q (%s): the loss of step %d is %v, the Go backend has %v", config, a.Path, i, a.Results[i], want[i])
			}
		}
		if (len(a.Profile) > 0) != (config == "profile") {
			t.Errorf("configuration %q: %d steps were timed", config, len(a.Profile))
		}
	}
}
