package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// project is how the project's own packages begin.
const project = "pawgrad/"

// TestImports holds the rules of ARCHITECTURE.md about who may import whom.
func TestImports(t *testing.T) {
	packages := load(t)
	for _, c := range []struct {
		packages, forbidden string
	}{
		{"pawgrad/app/...", "github.com/gomlx/"},
		{"pawgrad/web/page", "github.com/gomlx/"},
		{"pawgrad/web/page", "pawgrad/wasm"},
		{"pawgrad/nn/...", "pawgrad/app"},
		{"pawgrad/nn/...", "pawgrad/wasm"},
		{"pawgrad/nn/...", "pawgrad/web"},
		{"pawgrad/nn/spec", "github.com/"},
		{"pawgrad/nn/metric", "github.com/"},
		{"pawgrad/nn/search", "github.com/"},
		{"pawgrad/app/session/...", "github.com/"},
		{"pawgrad/app/record", "github.com/"},
		{"pawgrad/wasm/...", "pawgrad/nn"},
		{"pawgrad/wasm/...", "pawgrad/app"},
		{"pawgrad/wasm", "pawgrad/web"},
		{"pawgrad/wasm", "github.com/gomlx/gomlx"},
		{"pawgrad/assets/...", "github.com/gomlx/"},
	} {
		matched := false
		for path, p := range packages {
			if !matches(c.packages, path) {
				continue
			}
			matched = true
			for _, dep := range p.deps {
				if strings.HasPrefix(dep, c.forbidden) {
					t.Errorf("%s depends on %s", path, dep)
				}
			}
		}
		if !matched {
			t.Errorf("there is no package %s: the rule about it holds nothing", c.packages)
		}
	}
}

// browserFolders are those with code that touches the browser; ARCHITECTURE.md names them.
var browserFolders = []string{"app/browser", "app/figure", "app/protocol/post", "wasm/bench/worker", "wasm/run", "web/trainer"}

// TestBrowserCodeIsWhereItBelongs finds what imports syscall/js: files whose name says so, in
// the folders that are for it.
func TestBrowserCodeIsWhereItBelongs(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && name == filepath.Join("..", "build") { // what is made, not ours
			return fs.SkipDir
		}
		if err != nil || filepath.Ext(name) != ".go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			if i.Path.Value != `"syscall/js"` {
				continue
			}
			folder, base := path.Split(filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator))))
			folder = path.Clean(folder)
			found[folder] = true
			if !slices.Contains(browserFolders, folder) || !strings.HasSuffix(base, "_js.go") && !strings.HasSuffix(base, "_js_test.go") {
				t.Errorf("%s imports syscall/js", name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range browserFolders {
		if !found[folder] {
			t.Errorf("%s no longer touches the browser", folder)
		}
	}
}

// TestWithoutABrowser holds that what is tested natively knows no browser, by itself or by
// what it imports.
func TestWithoutABrowser(t *testing.T) {
	packages := load(t)
	for _, pattern := range []string{"pawgrad/app/session/...", "pawgrad/app/record", "pawgrad/app/protocol", "pawgrad/nn/...", "pawgrad/web/trainer/jobs"} {
		matched := false
		for path, p := range packages {
			if !matches(pattern, path) {
				continue
			}
			matched = true
			for _, dep := range append(p.deps, path) {
				if folder, own := strings.CutPrefix(dep, project); own && slices.Contains(browserFolders, folder) ||
					strings.HasPrefix(dep, "github.com/maxence-charriere/go-app") {
					t.Errorf("%s depends on %s", path, dep)
				}
			}
		}
		if !matched {
			t.Errorf("there is no package %s: the rule about it holds nothing", pattern)
		}
	}
}

// matches reports whether a pattern of the go command names a package.
func matches(pattern, path string) bool {
	base, all := strings.CutSuffix(pattern, "/...")
	return path == base || all && strings.HasPrefix(path, base+"/")
}

// listed is a package with all that it depends on, natively or in the browser.
type listed struct{ deps []string }

// load lists the project's packages, those for the browser too.
func load(t *testing.T) map[string]listed {
	t.Helper()
	packages := map[string]listed{}
	for goos, arch := range map[string]string{"linux": "amd64", "js": "wasm"} {
		cmd := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Deps " "}}`, project+"...")
		cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+arch)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", goos, err)
		}
		for line := range strings.Lines(string(out)) {
			words := strings.Fields(line)
			p := packages[words[0]]
			p.deps = append(p.deps, words[1:]...)
			packages[words[0]] = p
		}
	}
	return packages
}
