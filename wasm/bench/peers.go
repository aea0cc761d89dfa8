//go:build !js

package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pkg/errors"
)

//go:embed peers/pytorch.py
var torchSource string

//go:embed peers/onnxruntime.cjs
var onnxSource string

// peerSteps is how many steps a peer's median is of.
const peerSteps = 10

// peers measures a workload with native PyTorch and, if it is no training, with native ONNX Runtime. What is not
// installed is said and left out. ours is this backend's rate on the same workload by processor time.
func peers(name, kind string, size int, ours float64) ([]result, error) {
	python := withTorch()
	if python == "" {
		fmt.Println("# NOT MEASURED: native PyTorch. Install it (on Debian: python3-torch).")
		return nil, nil // ONNX Runtime's networks come from it
	}
	dir, err := os.MkdirTemp("", "bench-peers-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	torch, steps := filepath.Join(dir, "pytorch.py"), strconv.Itoa(peerSteps) // a torch.py would be imported in place of torch
	if err := os.WriteFile(torch, []byte(torchSource), 0o644); err != nil {
		return nil, err
	}
	r, err := peer(name, ours, exec.Command(python, torch, kind, strconv.Itoa(size), steps))
	if err != nil {
		return nil, err
	}
	results := []result{r}
	if trains(kind) {
		return results, nil
	}
	if err := exec.Command("node", "-e", `require("onnxruntime-node")`).Run(); err != nil {
		fmt.Println("# NOT MEASURED: native ONNX Runtime. Install it (npm install onnxruntime-node), here or in a folder that NODE_PATH names.")
		return results, nil
	}
	network := filepath.Join(dir, "network.onnx")
	if out, err := exec.Command(python, torch, kind, strconv.Itoa(size), steps, network).CombinedOutput(); err != nil {
		return nil, errors.Wrapf(err, "writing the network for ONNX Runtime: %s", out)
	}
	batch := map[string]string{"I1": "32", "L1": "1", "W2": "8"}[kind]
	run := exec.Command("node", "-", network, batch, "3", strconv.Itoa(size), steps)
	run.Stdin = strings.NewReader(onnxSource)
	if r, err = peer(name, ours, run); err != nil {
		return nil, err
	}
	return append(results, r), nil
}

// withTorch is a Python that has PyTorch, or "".
func withTorch() string {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import torch").Run() == nil {
			return python
		}
	}
	return ""
}

// peer runs a peer's program and reads the line that it prints.
func peer(name string, ours float64, run *exec.Cmd) (result, error) {
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		return result{}, errors.Wrapf(err, "running %s", run)
	}
	var told struct {
		Name             string
		Clock, Processor float64 // images a second
	}
	if err := json.Unmarshal(out, &told); err != nil {
		return result{}, errors.Wrapf(err, "%s printed %q", run, out)
	}
	return result{Name: name, Phase: told.Name, Median: told.Clock, Rate: told.Processor, Ratio: ours / told.Processor}, nil
}
