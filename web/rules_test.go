package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestImports holds the rules of ARCHITECTURE.md about who may import whom.
func TestImports(t *testing.T) {
	cases := []struct {
		packages, forbidden string
	}{
		{"pawgrad/app/...", "github.com/gomlx/"},
		{"pawgrad/web/page", "github.com/gomlx/"},
		{"pawgrad/web/page", "pawgrad/wasm"},
		{"pawgrad/nn/...", "pawgrad/app"},
		{"pawgrad/nn/...", "pawgrad/wasm"},
		{"pawgrad/nn/spec", "github.com/"},
		{"pawgrad/nn/metric", "github.com/"},
		{"pawgrad/wasm/...", "pawgrad/nn"},
		{"pawgrad/wasm/...", "pawgrad/app"},
		{"pawgrad/wasm", "github.com/gomlx/gomlx"},
		{"pawgrad/assets/...", "github.com/gomlx/"},
	}
	for _, c := range cases {
		for _, target := range []string{"linux", "js"} {
			for _, path := range deps(t, target, c.packages) {
				if strings.HasPrefix(path, c.forbidden) {
					t.Errorf("on %s, %s depends on %s", target, c.packages, path)
				}
			}
		}
	}
}

// deps lists all packages that some packages are linked from for an operating
// system. Packages without files for it list nothing.
func deps(t *testing.T, goos, packages string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-deps", packages)
	arch := "amd64"
	if goos == "js" {
		arch = "wasm"
	}
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+arch)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", packages, err)
	}
	return strings.Fields(string(out))
}
