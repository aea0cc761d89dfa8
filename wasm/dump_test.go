package wasm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/wasm"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// TestDump finds every stage in the file that the option "dump" names.
func TestDump(t *testing.T) {
	file := filepath.Join(t.TempDir(), "stages.txt")
	b := newBackend(t, "baseline, dump="+file)
	build(t, b, []shapes.Shape{vector(8)}, func(f compute.Function, x []compute.Value) []compute.Value {
		return []compute.Value{must(f.Add(x[0], x[0]))}
	})
	text := string(must(os.ReadFile(file)))
	for _, want := range []string{
		"== TestDump: graph\n#0 Parameter", "== TestDump: simplified\n", "== TestDump: recognised\n",
		"== TestDump: program\n", "step 0: Add\n  for i0<8\n", "== TestDump: plan\n", "output 0 may take the buffer of input 0",
		"== TestDump: module\n(module\n", "f32x4.add\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the dump lacks %q:\n%s", want, text)
		}
	}
	if _, err := wasm.New("dump=" + filepath.Join(file, "none")); err == nil || !strings.Contains(err.Error(), "can be written") {
		t.Errorf("a file that cannot be written gives error %v", err)
	}
	if _, err := wasm.New("dumps"); err == nil || !strings.Contains(err.Error(), `"dump=FILE"`) {
		t.Errorf("an unknown option gives error %v", err)
	}
}
