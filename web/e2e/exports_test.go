package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/export"
)

// TestExportsFromTheCard trains a network, exports it in every form by the menu of its card,
// and lets each form's own tool say of the golden pictures what the page said.
func TestExportsFromTheCard(t *testing.T) {
	const size = 48
	v := open(t, "#size=48&epochs=1&train-images=64&eval-images=32&batch=16&methods=adam")
	folder := v.downloads()
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "done")
	v.click(card("adam") + " .exports summary")
	v.shot("exports")
	for _, f := range protocol.Formats {
		v.click(card("adam") + ` [data-format="` + string(f.ID) + `"]`)
		v.waitFile(filepath.Join(folder, "pawgrad-cnn-adam"+f.Ending))
		v.waitFor("the next export to be possible", `!document.querySelector('`+card("adam")+` [data-format="onnx"]').disabled`)
	}
	v.checkOneFile(filepath.Join(folder, "pawgrad-cnn-adam.html"))
	v.checkOpensAgain(folder)
	for archive, names := range map[string][]string{
		"tfjs": {"model.json", "weights.bin"}, "pytorch": {"model.safetensors", "load.py", "evaluate.ipynb"},
	} {
		for _, name := range names {
			write(t, folder, name, inArchive(t, filepath.Join(folder, "pawgrad-cnn-adam-"+archive+".zip"), name))
		}
	}
	var topology struct {
		UserDefinedMetadata struct{ GoldenProbabilities []float64 }
	}
	text, err := os.ReadFile(filepath.Join(folder, "model.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &topology); err != nil {
		t.Fatal(err)
	}
	want := topology.UserDefinedMetadata.GoldenProbabilities
	if len(want) != export.Goldens {
		t.Fatalf("golden answers %v", want)
	}
	photos := write(t, folder, "photos", export.Pictures(size))
	scripts := filepath.Join(world.root, "nn", "export", "testdata")
	for _, tool := range []struct {
		name          string
		present, open []string
	}{
		{"ONNX Runtime", []string{"node", "-e", `require("onnxruntime-node")`},
			[]string{"node", filepath.Join(scripts, "onnx.cjs"), filepath.Join(folder, "pawgrad-cnn-adam.onnx"), photos, strconv.Itoa(size)}},
		{"TensorFlow.js", []string{"node", "-e", `require("@tensorflow/tfjs")`},
			[]string{"node", filepath.Join(scripts, "tfjs.cjs"), folder, photos, strconv.Itoa(size)}},
		{"PyTorch", []string{"/usr/bin/python3", "-c", "import torch"},
			[]string{"/usr/bin/python3", filepath.Join(scripts, "pytorch.py"), folder}},
	} {
		if _, err := withTools(tool.present); err != nil {
			t.Logf("NOT TESTED: the export for %s, which is not here; make tools brings it where it can be had", tool.name)
			continue
		}
		out, err := withTools(tool.open)
		if err != nil {
			t.Errorf("%s: %v", tool.name, err)
			continue
		}
		checkNear(t, tool.name, out, want)
	}
}

// checkOpensAgain drops networks that the page has exported on it: they name photos under their files' names. Another
// tool's is refused with a reason.
func (v *visit) checkOpensAgain(folder string) {
	v.t.Helper()
	for _, ending := range []string{".onnx", "-pytorch.zip"} {
		name := "pawgrad-cnn-adam" + ending
		v.drop(filepath.Join(folder, name))
		v.waitText("#opened", strings.TrimSuffix(name, filepath.Ext(name))+": CNN by Adam, 48 px")
	}
	v.drop(write(v.t, folder, "foreign.onnx", []byte("\x08\x08\x12\x07pytorch")))
	v.waitText("#notice", `written by "pytorch"`)
}

// withTools runs a command that finds the packages that `make tools` has brought.
func withTools(args []string) ([]byte, error) {
	command := exec.Command(args[0], args[1:]...)
	command.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(world.root, "build", "tools", "node_modules"))
	command.Stderr = os.Stderr
	return command.Output()
}

// checkNear compares a tool's answers, as JSON, with the page's.
func checkNear(t *testing.T, tool string, answers []byte, want []float64) {
	t.Helper()
	var got []float64
	if err := json.Unmarshal(answers, &got); err != nil || len(got) != len(want) {
		t.Errorf("%s says %q (%v), want %v", tool, answers, err, want)
		return
	}
	for i := range want {
		if diff := got[i] - want[i]; diff > 1e-5 || diff < -1e-5 {
			t.Errorf("%s says %.7f of picture %d, the page %.7f", tool, got[i], i, want[i])
		}
	}
}
