package site

import (
	"slices"
	"strings"
	"testing"
)

// TestLean: what the page is built with needs no HTTP of Go's.
func TestLean(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	mod, err := lean(t.Context(), root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	list, err := output(t.Context(), root, []string{"GOOS=js", "GOARCH=wasm"}, "go", "list", "-modfile="+mod, "-deps", programs[pageFile])
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(list)
	if !slices.Contains(deps, goApp+"/pkg/app") || slices.Contains(deps, "net/http") {
		t.Errorf("the page is built of %d packages, with go-app: %v, with net/http: %v", len(deps),
			slices.Contains(deps, goApp+"/pkg/app"), slices.Contains(deps, "net/http"))
	}
}
