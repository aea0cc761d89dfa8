package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pawgrad/assets/bundled"
	"pawgrad/assets/ready"
)

// Names of the files that others ask for.
const (
	shellFile         = "index.html"
	serviceWorkerFile = "sw.js"
	pageFile          = "page.wasm.gz"
	trainerFile       = "trainer.wasm.gz"
	wasmExecFile      = "wasm_exec.js"
	licencesFile      = "LICENSES.txt"
	// weightsFolder holds VGG19's pretrained weights, if the site has them.
	weightsFolder = "vgg19"
	// bootFile says, as the shell does, what has to be said before the page's program has come.
	bootFile = "boot.js"
)

// The two programs: file name in the site to package in the module.
var programs = map[string]string{
	pageFile:    "./web/page",
	trainerFile: "./web/trainer",
}

// Report says what a build made.
type Report struct {
	Version string         // twelve hexadecimal digits of the content's sha256
	Sizes   map[string]int // bytes of each file as it travels
}

// Build writes the site made of the module at root into the folder out, which is
// replaced as a whole once everything has worked; a failed build leaves the old
// site in place. The site is without VGG19's weights.
func Build(root, out string) (Report, error) {
	return BuildContext(context.Background(), root, out, "")
}

// BuildContext is Build until ctx ends: then the commands that the build runs are
// ended too, and it fails. The site has VGG19's weights if they are in the folder
// weights.
func BuildContext(ctx context.Context, root, out, weights string) (Report, error) {
	files, err := collect(ctx, root)
	if err != nil {
		return Report{}, err
	}
	if weights != "" {
		if err := collectWeights(weights, files); err != nil {
			return Report{}, err
		}
	}
	version := stamp(files)
	if err := fillIn(files, version); err != nil {
		return Report{}, err
	}
	if err := write(files, out); err != nil {
		return Report{}, err
	}
	report := Report{Version: version, Sizes: map[string]int{}}
	for name, content := range files {
		report.Sizes[name] = len(content)
	}
	return report, nil
}

// collect gathers the content of every file of the site, placeholders still in
// place.
func collect(ctx context.Context, root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	static := filepath.Join(root, "web", "static")
	err := filepath.WalkDir(static, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(static, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the static files: %w", err)
	}
	goroot, err := output(ctx, root, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	for name, path := range map[string]string{
		shellFile:        filepath.Join(root, shellFile),
		bundled.FileName: filepath.Join(root, "assets", "bundled", bundled.FileName),
		// It must be that of the toolchain that compiles the programs.
		wasmExecFile: filepath.Join(strings.TrimSpace(goroot), "lib", "wasm", wasmExecFile),
	} {
		if files[name], err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("collect the site: %w", err)
		}
	}
	for name, pkg := range programs {
		if files[name], err = compile(ctx, root, pkg); err != nil {
			return nil, err
		}
	}
	for _, n := range ready.Networks {
		if files[n.Path()], err = os.ReadFile(filepath.Join(root, "assets", "ready", n.File)); err != nil {
			return nil, fmt.Errorf("collect the site: %w", err)
		}
	}
	if files[licencesFile], err = licences(ctx, root); err != nil {
		return nil, err
	}
	return files, collectCatalogues(root, files)
}

// compile builds a program for js/wasm and returns it compressed.
func compile(ctx context.Context, root, pkg string) ([]byte, error) {
	temp, err := os.MkdirTemp("", "pawgrad-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	mod, err := lean(ctx, root, temp)
	if err != nil {
		return nil, fmt.Errorf("prepare go-app: %w", err)
	}
	binary := filepath.Join(temp, "program.wasm")
	_, err = output(ctx, root, []string{"GOOS=js", "GOARCH=wasm"},
		"go", "build", "-modfile="+mod, "-trimpath", "-ldflags=-s -w", "-o", binary, pkg)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	return compress(content), nil
}

// compress returns the content in gzip form, the same bytes for the same input.
func compress(content []byte) []byte {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		panic(fmt.Sprintf("site: gzip level %d: %v", gzip.BestCompression, err))
	}
	// A bytes.Buffer takes everything.
	w.Write(content)
	w.Close()
	return packed.Bytes()
}

// unpackedSize reads the size of a gzip file's content from its last four bytes
// (RFC 1952), which hold it modulo 4 GiB.
func unpackedSize(packed []byte) int {
	n := len(packed)
	return int(packed[n-4]) | int(packed[n-3])<<8 | int(packed[n-2])<<16 | int(packed[n-1])<<24
}

// stamp derives the version from the content of all files.
func stamp(files map[string][]byte) string {
	const digits = 12 // 48 bits: no two builds of a project ever share them
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(hash, "%s %d\n", name, len(files[name]))
		hash.Write(files[name])
	}
	return hex.EncodeToString(hash.Sum(nil))[:digits]
}

// fillIn replaces the placeholders of the shell and of the service worker.
func fillIn(files map[string][]byte, version string) error {
	fill := func(file string, values map[string]string) error {
		text := string(files[file])
		for key, value := range values {
			placeholder := "{{" + key + "}}"
			if !strings.Contains(text, placeholder) {
				return fmt.Errorf("%s has no %s to fill in", file, placeholder)
			}
			text = strings.ReplaceAll(text, placeholder, value)
		}
		files[file] = []byte(text)
		return nil
	}
	texts, err := shellTexts(files)
	if err != nil {
		return err
	}
	if err := fill(shellFile, map[string]string{
		"shell-texts":         texts,
		"version":             version,
		"page-packed-bytes":   strconv.Itoa(len(files[pageFile])),
		"page-unpacked-bytes": strconv.Itoa(unpackedSize(files[pageFile])),
		"vgg19":               weightsID(files),
	}); err != nil {
		return err
	}
	if err := fill(shellFile, map[string]string{"watch-sha256": inlineSum(string(files[shellFile]))}); err != nil {
		return err
	}
	list, err := json.Marshal(offlineAddresses(files, version))
	if err != nil {
		return err
	}
	return fill(serviceWorkerFile, map[string]string{"version": version, "files": string(list)})
}

// write puts the files into a new folder and then that folder in the place of
// out.
func write(files map[string][]byte, out string) error {
	out = filepath.Clean(out)
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	next, err := os.MkdirTemp(filepath.Dir(out), filepath.Base(out)+"-next-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(next) // gone already when all went well
	if err := os.Chmod(next, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(next, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	return os.Rename(next, out)
}

// output runs a command in root and returns what it printed; its error holds
// what it complained of.
func output(ctx context.Context, root string, env []string, name string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = root, append(os.Environ(), env...), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}
