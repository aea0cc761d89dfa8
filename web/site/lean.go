package site

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// goApp is the module that the page is made with.
const goApp = "github.com/maxence-charriere/go-app/v10"

// lean prepares what the page is built with: a copy of go-app without its server of sites,
// which no page runs, and with which all of Go's HTTP and TLS would come. The files of the
// folder _goapp take the place of its own. The copy lies in the project's folder build, as its
// path becomes part of the program and has to be the same everywhere. lean writes into a
// folder a go.mod that names the copy, and returns that file.
func lean(ctx context.Context, root, folder string) (mod string, err error) {
	ours := map[string][]byte{"http.go": nil, "resource.go": nil}
	for name := range ours {
		if ours[name], err = os.ReadFile(filepath.Join(root, "web", "site", "_goapp", name)); err != nil {
			return "", err
		}
	}
	// Asking for the package downloads it, if need be.
	found, err := output(ctx, root, []string{"GOOS=js", "GOARCH=wasm"}, "go", "list", "-f", "{{.Module.Version}} {{.Module.Dir}}", goApp+"/pkg/app")
	if err != nil {
		return "", err
	}
	version, source, _ := strings.Cut(strings.TrimSpace(found), " ")
	place := "build/go-app-" + version + "-" + stamp(ours)
	if err := copyLean(source, filepath.Join(root, filepath.FromSlash(place)), ours); err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	mod = filepath.Join(folder, "go.mod")
	if err := os.WriteFile(mod, append(text, "\nreplace "+goApp+" => ./"+place+"\n"...), 0o644); err != nil {
		return "", err
	}
	return mod, copyFile(filepath.Join(root, "go.sum"), filepath.Join(folder, "go.sum"))
}

// copyLean copies go-app from its source, unless that has been done, with files of ours in
// its package app.
func copyLean(source, to string, ours map[string][]byte) error {
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	next, err := os.MkdirTemp(filepath.Dir(to), ".go-app-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(next) // gone already when all went well
	if err := os.CopyFS(filepath.Join(next, "pkg"), os.DirFS(filepath.Join(source, "pkg"))); err != nil {
		return err
	}
	for name, content := range ours {
		if err := os.WriteFile(filepath.Join(next, "pkg", "app", name), content, 0o644); err != nil {
			return err
		}
	}
	if err := copyFile(filepath.Join(source, "go.mod"), filepath.Join(next, "go.mod")); err != nil {
		return err
	}
	if err := os.Rename(next, to); err != nil && !os.IsExist(err) { // another build may have been faster
		return err
	}
	return nil
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}
