//go:build !js

package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/obtain"
	"pawgrad/assets/vgg19/tfjs"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// without is a machine with nothing on it and a server that answers with each handler
// in turn, and with the last one from then on. asked counts the requests.
func without(t *testing.T, handlers ...http.HandlerFunc) (on machine, asked *atomic.Int32) {
	asked = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[min(int(asked.Add(1)), len(handlers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	f := obtain.OfficialFile()
	f.URL, f.FirstWait = server.URL, time.Millisecond
	return machine{Published: obtain.Published, Fetcher: f}, asked
}

func gone(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }

func TestRunRefuses(t *testing.T) {
	on, _ := without(t, gone)
	photo := filepath.Join(t.TempDir(), "cat.jpg")
	if err := os.WriteFile(photo, []byte("\xff\xd8\xff a photo"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing":      {nil, exitUsage, "-out"},
		"no such flag": {[]string{"-x"}, exitUsage, "not defined"},
		"too much":     {[]string{"-out", t.TempDir(), "x"}, exitUsage, "-from"},
		"help":         {[]string{"-h"}, exitOK, "usage"},
		"no such file": {[]string{"-out", t.TempDir(), "-from", photo + "x"}, exitFailed, "no such file"},
		"a photo":      {[]string{"-out", t.TempDir(), "-from", photo}, exitFailed, "cat.jpg: something else"},
		"an empty one": {[]string{"-out", t.TempDir(), "-from", t.TempDir()}, exitFailed, "empty"},
		"no network":   {[]string{"-out", t.TempDir(), "-cache", t.TempDir()}, exitFailed, "make vgg19 FROM=path"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), c.args, on, &stdout, &stderr); code != c.code || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: exit code %d, want %d; said %s", name, code, c.code, stderr.String())
		}
	}
}

// Fetch, break off, go on, convert: the whole command on the real weights,
// from a server of the test's own.
func TestRunOnTheRealFile(t *testing.T) {
	real := filepath.Join("..", "..", "..", "shared", "data", "vgg19", "vgg19_hybrid_notop.h5")
	if _, err := os.Stat(real); err != nil {
		t.Skipf("SKIPPED: the real VGG19 weights are not there (%s): fetching and converting them is NOT tested", real)
	}
	on, asked := without(t, func(w http.ResponseWriter, r *http.Request) {
		file := must(os.Open(real))
		w.Header().Set("Content-Length", fmt.Sprint(must(file.Stat()).Size()))
		defer file.Close()
		_, _ = io.CopyN(w, file, 30_000_000)
		panic(http.ErrAbortHandler)
	}, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, real) })
	sum := md5.Sum(must(os.ReadFile(real)))
	on.Fetcher.Sum = obtain.Sum{New: md5.New, Begins: hex.EncodeToString(sum[:])}
	out, cache := t.TempDir(), t.TempDir()
	for _, says := range []string{"from the official address", "converted before"} {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), []string{"-out", out, "-cache", cache}, on, &stdout, &stderr); code != exitOK {
			t.Fatalf("exit code %d: %s", code, stderr.String())
		}
		t.Log(stdout.String())
		if !strings.Contains(stdout.String(), "CC BY 4.0") || !strings.Contains(stdout.String(), says) {
			t.Errorf("said %s", stdout.String())
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("%d requests, want 2: one that broke off, one for the rest", n)
	}
}

// TestTry: the command that make run begins with ends well whatever happens, in one line.
func TestTry(t *testing.T) {
	none, asked := without(t, gone)
	dead := none
	dead.Fetcher.URL = "http://127.0.0.1:1/" // nobody listens there
	page, _ := without(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Please sign in") })
	for name, on := range map[string]machine{"no such file": none, "no network": dead, "another file": page} {
		var stdout, stderr bytes.Buffer
		began := time.Now()
		code := run(context.Background(), []string{"-try", "-out", t.TempDir(), "-cache", t.TempDir()}, on, &stdout, &stderr)
		lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
		if last := lines[len(lines)-1]; code != exitOK || stderr.Len() > 0 || !strings.Contains(last, "To get it later: make vgg19") {
			t.Errorf("%s: exit code %d, said %s%s", name, code, stdout.String(), stderr.String())
		}
		t.Logf("%s, after %v: %s", name, time.Since(began), stdout.String())
	}
	if asked.Load() != 1 {
		t.Errorf("%d requests, want one", asked.Load())
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	var stdout, stderr bytes.Buffer
	if code := run(stopped, []string{"-try", "-out", t.TempDir(), "-cache", t.TempDir()}, none, &stdout, &stderr); code != exitFailed ||
		!strings.Contains(stderr.String(), "VGG19=no") {
		t.Errorf("interrupted: exit code %d, said %s", code, stderr.String())
	}
}

func TestProgress(t *testing.T) {
	var lines, bar bytes.Buffer
	for _, p := range []*progress{{w: &lines}, {w: &bar, inPlace: true}} {
		for done := int64(0); done <= 80e6; done += 1e5 {
			p.show(done, 80e6)
		}
		p.end()
	}
	if got := strings.Count(lines.String(), "\n"); got != 11 {
		t.Errorf("%d lines, want one to begin with and ten\n%s", got, lines.String())
	}
	if text := bar.String(); !strings.Contains(text, "\r  [########################################] 80.0 of 80.0 MB") || strings.Count(text, "\n") != 2 {
		t.Errorf("the bar is %q", text)
	}
}

// The command on both of the forms that the real weights are at hand in, a file and a
// folder. They give the same base within a step of int8, beyond the half step of uint8
// that the folder's weights are rounded by; see "Weights" in RATIONALE.md.
func TestRunOnBothForms(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data", "vgg19")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("SKIPPED: the real VGG19 weights are not there (%s): converting a file and a folder is NOT tested", data)
	}
	none, _ := without(t, gone)
	convert := func(name, says string) *vgg19.Reader {
		var stdout, stderr bytes.Buffer
		out := t.TempDir()
		if code := run(context.Background(), []string{"-out", out, "-from", filepath.Join(data, name)}, none, &stdout, &stderr); code != exitOK {
			t.Fatalf("%s: exit code %d: %s", name, code, stderr.String())
		}
		t.Log(stdout.String())
		if !strings.Contains(stdout.String(), "20.1 MB of weights in "+out+", of "+filepath.Join(data, name)+" (made of "+says) || !strings.Contains(stdout.String(), "CC BY 4.0") {
			t.Errorf("%s: said %s", name, stdout.String())
		}
		m, err := vgg19.ParseManifest(must(os.ReadFile(filepath.Join(out, vgg19.ManifestName))))
		if err != nil {
			t.Fatal(err)
		}
		r := vgg19.NewReader(m)
		for i, s := range m.Shards {
			if err := r.Add(i, must(os.ReadFile(filepath.Join(out, s.Name)))); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	file, folder := convert("vgg19_hybrid_notop.h5", "vgg19_hybrid_notop.h5"), convert("tfjs", "model.json")
	steps := uint8Steps(t, filepath.Join(data, "tfjs", "model.json"))
	for i, l := range vgg19.Layers() {
		a, b := must(file.Quantized(i)), must(folder.Quantized(i))
		half, worst := steps[l.Name+"/kernel"]/2, 0.0
		if half == 0 {
			t.Fatalf("the folder's %s is not quantized", l.Name)
		}
		for k := range a.Kernel {
			scaleA, scaleB := float64(a.Scale[k%l.Out]), float64(b.Scale[k%l.Out])
			apart := math.Abs(float64(a.Kernel[k])*scaleA - float64(b.Kernel[k])*scaleB)
			worst = max(worst, (apart-half)/((scaleA+scaleB)/2))
		}
		if !(worst <= 1) {
			t.Errorf("%s: the two forms are %.3f steps apart", l.Name, worst)
		}
	}
}

// uint8Steps are the distances of neighbouring values in a TensorFlow.js model's weights.
func uint8Steps(t *testing.T, model string) map[string]float64 {
	t.Helper()
	text := must(os.ReadFile(model))
	weights, err := tfjs.Open(bytes.NewReader(text), int64(len(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := map[string]float64{}
	for _, w := range weights {
		steps[w.Name] = w.Step
	}
	return steps
}
