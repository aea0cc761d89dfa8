package site

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// licences joins the licence of the project, of Go, of the bundled images and of
// every module that the two programs are linked from, as their terms ask.
func licences(ctx context.Context, root string) ([]byte, error) {
	var text bytes.Buffer
	add := func(title string, paths ...string) error {
		if len(paths) == 0 {
			return fmt.Errorf("no licence file found for %s", title)
		}
		fmt.Fprintf(&text, "%s\n%s\n\n", title, strings.Repeat("=", len(title)))
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				return fmt.Errorf("licence of %s: %w", title, err)
			}
			text.Write(content)
			text.WriteString("\n\n")
		}
		return nil
	}
	if err := add("Pawgrad", filepath.Join(root, "LICENSE")); err != nil {
		return nil, err
	}
	if err := add("The bundled images", filepath.Join(root, "assets", "bundled", "LICENCE")); err != nil {
		return nil, err
	}
	goroot, err := output(ctx, root, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	if err := add("Go", filepath.Join(strings.TrimSpace(goroot), "LICENSE")); err != nil {
		return nil, err
	}
	modules, err := linkedModules(ctx, root)
	if err != nil {
		return nil, err
	}
	for _, m := range modules {
		if err := add(m.path, licenceFiles(m.dir)...); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), nil
}

// module is a Go module and the folder of its source.
type module struct{ path, dir string }

// linkedModules lists the modules of other projects that the programs are linked
// from.
func linkedModules(ctx context.Context, root string) ([]module, error) {
	args := []string{"list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}"}
	for _, pkg := range programs {
		args = append(args, pkg)
	}
	list, err := output(ctx, root, []string{"GOOS=js", "GOARCH=wasm"}, "go", args...)
	if err != nil {
		return nil, err
	}
	lines := strings.Fields(strings.ReplaceAll(list, "\t", "|"))
	slices.Sort(lines)
	var modules []module
	for _, line := range slices.Compact(lines) {
		path, dir, _ := strings.Cut(line, "|")
		modules = append(modules, module{path, dir})
	}
	return modules, nil
}

// licenceFiles finds the licence files of a module, whatever they are called.
func licenceFiles(dir string) []string {
	var found []string
	for _, pattern := range []string{"LICEN[SC]E*", "COPYING*", "NOTICE*"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			panic(fmt.Sprintf("site: pattern %q: %v", pattern, err))
		}
		found = append(found, paths...)
	}
	return found
}
