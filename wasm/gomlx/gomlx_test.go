package gomlx

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var backend = flag.String("backend", "wasm", "the backend that the tests run on: go shows what GoMLX's own passes")

var all = flag.Bool("all", false, "run the tests of all packages, not only the quick ones")

// module is GoMLX, which lends its tests.
const module = "github.com/gomlx/gomlx"

// packages are those whose tests compute something on a backend; passing is how many tests and subtests at least must
// pass, so that a test that runs nothing shows. Not among them: ml/layers/bspline and ml/layers/kan, which need a module of
// splines that this project does not depend on.
var packages = []struct {
	path    string
	passing int
	slow    bool // only with -all
}{
	{"core/graph", 544, false},
	{"core/graph/nanlogger", 2, false},
	{"core/tensors", 82, false},
	{"core/tensors/images", 3, false},
	{"ml/dataset", 22, false},
	{"ml/layers", 10, false},
	{"ml/layers/activation", 23, false},
	{"ml/layers/attention", 56, true},
	{"ml/layers/attention/kvcache", 5, false},
	{"ml/layers/attention/pos", 24, true},
	{"ml/layers/fnn", 55, true},
	{"ml/layers/lstm", 5, true},
	{"ml/layers/norm", 4, false},
	{"ml/layers/rational", 3, true},
	{"ml/layers/regularizer", 2, false},
	{"ml/layers/vnn", 10, true},
	{"ml/model", 25, false},
	{"ml/model/checkpoint", 6, false},
	{"ml/model/initializer", 3, false},
	{"ml/nn", 41, false},
	{"ml/train", 9, false},
	{"ml/train/loss", 16, false},
	{"ml/train/metric", 9, false},
	{"ml/train/optimizer", 3, false},
	{"ml/train/optimizer/cosineschedule", 5, false},
	{"ml/zoo/transformer", 22, true},
	{"ml/zoo/transformer/generate", 14, true},
	{"ml/zoo/transformer/generate/sample", 26, false},
}

// leftOut are the tests that need what the backend does not have.
var leftOut = map[string]string{
	"TestFromRaw":              "makes a Uint4, a type below a byte",
	"TestBitcastSubByteDTypes": "packs Int2 and Int4, types below a byte",
}

// hook chooses the backend for a package's tests, which otherwise would want to download another.
const hook = `package %s

import (
	_ "pawgrad/wasm"
	_ "pawgrad/wasm/half"

	"github.com/gomlx/go-xla/compute/xla"
)

type nothing struct{}

func (nothing) AutoInstall() error             { return nil }
func (nothing) AutoInstallPlugin(string) error { return nil }

func init() { xla.RegisterAutoInstaller(nothing{}) }
`

// hookFile is the hook's name; it must not end in _wasm_test.go, which would be for that machine only.
const hookFile = "chosen_backend_test.go"

func TestGoMLX(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: GoMLX's own tests are NOT run with -short")
	}
	dir := t.TempDir()
	source := goCommand(t, "list", "-m", "-f", "{{.Dir}}", module)
	copyModule(t, source, filepath.Join(dir, "gomlx"))
	root := filepath.Dir(goCommand(t, "env", "GOMOD"))
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "go.mod" {
			text = fmt.Appendf(text, "\nreplace %s => %s\n", module, filepath.Join(dir, "gomlx"))
		}
		write(t, filepath.Join(dir, name), text)
	}
	var names []string
	for name := range leftOut {
		names = append(names, name)
	}
	slices.Sort(names)
	args := []string{"test", "-json", "-p", "1", "-trimpath", "-tags", "noxla", "-modfile", filepath.Join(dir, "go.mod"),
		"-skip", "^(" + strings.Join(names, "|") + ")$"}
	for _, p := range packages {
		if p.slow && !*all {
			continue
		}
		addHook(t, filepath.Join(dir, "gomlx", p.path))
		args = append(args, module+"/"+p.path)
	}
	command := exec.Command("go", args...)
	command.Dir = root
	command.Env = append(os.Environ(), "GOMLX_BACKEND="+*backend)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if len(output) == 0 {
		t.Fatalf("go test: %v\n%s", err, stderr.Bytes())
	}
	report(t, output)
	if err != nil && !t.Failed() {
		t.Errorf("go test: %v\n%s", err, stderr.Bytes())
	}
}

// event is a line of go test -json.
type event struct{ Action, Package, Test, Output, ImportPath string }

// report compares what passed and failed with what should.
func report(t *testing.T, output []byte) {
	passed, failed, skipped := map[string]int{}, map[string][]string{}, map[string]int{}
	text := map[string]string{} // what a test printed
	for line := range bytes.Lines(output) {
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("go test -json prints %q: %v", line, err)
		}
		p := strings.TrimPrefix(e.Package+e.ImportPath, module+"/")
		switch e.Action {
		case "pass":
			passed[p]++
		case "skip":
			skipped[p]++
		case "fail":
			failed[p] = append(failed[p], e.Test)
		case "output", "build-output":
			text[p+" "+e.Test] += e.Output
		}
	}
	for _, p := range packages {
		if p.slow && !*all {
			continue
		}
		t.Logf("%s: %d pass, %d skip themselves", p.path, passed[p.path], skipped[p.path])
		for _, name := range failed[p.path] {
			const most = 4000 // bytes
			said := text[p.path+" "+name]
			t.Errorf("%s %s fails:\n%s", p.path, name, said[max(0, len(said)-most):])
		}
		if passed[p.path] < p.passing {
			t.Errorf("%s: %d tests pass, there should be at least %d", p.path, passed[p.path], p.passing)
		}
	}
}

// goCommand returns what a go command prints.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// copyModule copies a module's folder but for its documentation, which is most of it.
func copyModule(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if relative == "docs" {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, relative), 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, relative), text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

var packageClause = regexp.MustCompile(`(?m)^package (\w+)`)

// addHook puts the hook beside a package's tests.
func addHook(t *testing.T, dir string) {
	t.Helper()
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(tests) == 0 {
		t.Fatalf("%s has no tests: %v", dir, err)
	}
	text, err := os.ReadFile(tests[len(tests)-1])
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, hookFile), fmt.Appendf(nil, hook, packageClause.FindSubmatch(text)[1]))
}

// TestLeftOut checks that the tests that are left out still exist.
func TestLeftOut(t *testing.T) {
	source := goCommand(t, "list", "-m", "-f", "{{.Dir}}", module)
	var tests []byte
	for _, p := range packages {
		files, err := filepath.Glob(filepath.Join(source, p.path, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			tests = append(tests, text...)
		}
	}
	for name := range leftOut {
		if !bytes.Contains(tests, []byte("func "+name+"(")) {
			t.Errorf("%s is left out, but GoMLX has no such test any more", name)
		}
	}
}
