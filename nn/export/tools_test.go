package export_test

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"pawgrad/nn/export"
	"pawgrad/nn/export/onnx"
	"pawgrad/nn/export/safetensors"
	"pawgrad/nn/export/tfjs"
)

// tolerance is how far a tool's probability may be from the page's.
const tolerance = 1e-5

// TestByTheirOwnTools opens every export by the tool that its users have: ONNX Runtime and
// TensorFlow.js in Node, PyTorch in Python. `make tools` brings those that can be had.
func TestByTheirOwnTools(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(root, "build", "tools", "node_modules")
	tools := []struct {
		name    string
		present func() error
		write   func(t *testing.T, folder string, n *export.Network)
		ask     func(folder, photos, size string) *exec.Cmd
	}{
		{
			"ONNX Runtime",
			func() error { return node(modules, "-e", `require("onnxruntime-node")`).Run() },
			func(t *testing.T, folder string, n *export.Network) {
				data, err := onnx.Encode(n)
				put(t, filepath.Join(folder, "model.onnx"), data, err)
			},
			func(folder, photos, size string) *exec.Cmd {
				return node(modules, "testdata/onnx.cjs", filepath.Join(folder, "model.onnx"), photos, size)
			},
		},
		{
			"TensorFlow.js",
			func() error { return node(modules, "-e", `require("@tensorflow/tfjs")`).Run() },
			func(t *testing.T, folder string, n *export.Network) {
				topology, weights, err := tfjs.Encode(n)
				put(t, filepath.Join(folder, tfjs.Topology), topology, err)
				put(t, filepath.Join(folder, tfjs.Weights), weights, nil)
			},
			func(folder, photos, size string) *exec.Cmd {
				return node(modules, "testdata/tfjs.cjs", folder, photos, size)
			},
		},
		{
			"PyTorch",
			func() error { return exec.Command(python(), "-c", "import torch").Run() },
			func(t *testing.T, folder string, n *export.Network) {
				data, err := safetensors.Encode(n)
				put(t, filepath.Join(folder, "model.safetensors"), data, err)
				put(t, filepath.Join(folder, "load.py"), safetensors.Loader, nil)
			},
			func(folder, photos, size string) *exec.Cmd {
				return exec.Command(python(), "testdata/pytorch.py", folder)
			},
		},
	}
	list := networks(t)
	for _, tool := range tools {
		t.Run(tool.name, func(t *testing.T) {
			if tool.present() != nil {
				t.Skipf("NOT TESTED: %s is not here; make tools brings it where it can be had", tool.name)
			}
			for name, n := range list {
				folder := t.TempDir()
				tool.write(t, folder, n)
				photos := filepath.Join(folder, "photos")
				put(t, photos, n.Golden.Pixels, nil)
				command := tool.ask(folder, photos, strconv.Itoa(n.Size))
				command.Stderr = os.Stderr
				out, err := command.Output()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				var got []float64
				if err := json.Unmarshal(out, &got); err != nil || len(got) != export.Goldens {
					t.Fatalf("%s: it says %q (%v)", name, out, err)
				}
				for i, want := range n.Golden.Probabilities {
					if math.Abs(got[i]-want) > tolerance {
						t.Errorf("%s, picture %d: %s says %.7f, the page %.7f", name, i, tool.name, got[i], want)
					}
				}
			}
		})
	}
}

func put(t *testing.T, path string, data []byte, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// node runs Node with packages of a folder.
func node(modules string, args ...string) *exec.Cmd {
	command := exec.Command("node", args...)
	command.Env = append(os.Environ(), "NODE_PATH="+modules)
	return command
}

// python is Debian's Python, which has Debian's PyTorch, or whatever else is called so.
func python() string {
	for _, path := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(path, "-c", "import torch").Run() == nil {
			return path
		}
	}
	return "python3"
}
