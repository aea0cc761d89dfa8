package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	_ "pawgrad/wasm" // the backend that computes float32 features natively

	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"
	"pawgrad/web/accuracy/native"
	"pawgrad/web/driver"
	"pawgrad/web/site"
)

// bench is what rows are measured with: the built site in a browser, photos and
// weights.
type bench struct {
	ctx     context.Context // of the whole command
	root    string          // of the project
	folder  string          // what is kept between calls
	from    string          // photos
	weights string          // VGG19's, as they were named
	exact   string          // the file of the weights in float32
	program string          // hash of the trainer program
	rounded string          // folder of the page's weights
	workers int
	dist    string // folder of the built site
	driver  *driver.Driver
	sets    map[int]*driver.Set // by image size
}

// newBench builds the site.
func newBench(ctx context.Context, root, from, weights string, workers int) (b *bench, err error) {
	b = &bench{ctx: ctx, root: root, weights: weights, folder: filepath.Join(root, "build", "accuracy"), workers: workers, sets: map[int]*driver.Set{}}
	if b.from, err = filepath.Abs(from); err != nil {
		return nil, err
	}
	b.dist = filepath.Join(b.folder, "site")
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return nil, err
	}
	_, err = site.Build(root, b.dist)
	return b, err
}

// bring looks for the photos, converts the weights and opens the browser, which rows other
// than those of the page need.
func (b *bench) bring() (err error) {
	if _, err := os.Stat(b.from); err != nil {
		return fmt.Errorf("There are no photos to measure with (%w). Name a folder with make accuracy FROM=...", err)
	}
	if b.exact, err = weightsFile(b.weights); err != nil {
		return err
	}
	if b.program, err = hash(filepath.Join(b.dist, "trainer.wasm.gz")); err != nil {
		return err
	}
	b.rounded = filepath.Join(b.folder, "vgg19")
	if err := b.command("./assets/makevgg19", "-out", b.rounded, "-from", b.exact); err != nil {
		return err
	}
	b.driver, err = driver.Open(b.ctx, b.dist)
	return err
}

func (b *bench) close() {
	if b.driver != nil {
		b.driver.Close()
	}
}

// weightsFile finds the file of weights that a path means: itself, or in a folder
// the one that has them.
func weightsFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("There are no weights of VGG19 (%w). Name a file with make accuracy WEIGHTS=...", err)
	}
	if !info.IsDir() {
		return filepath.Abs(path)
	}
	for _, pattern := range []string{"*.h5", "*.safetensors"} {
		if found, _ := filepath.Glob(filepath.Join(path, pattern)); len(found) > 0 {
			return filepath.Abs(found[0])
		}
	}
	return "", fmt.Errorf("%s has no .h5 and no .safetensors file. Name the file of VGG19's weights with make accuracy WEIGHTS=...", path)
}

// command runs one of the project's commands. What it prints is shown if it fails.
func (b *bench) command(name string, arguments ...string) error {
	c := exec.Command("go", append([]string{"run", name}, arguments...)...)
	c.Dir = b.root
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// bundledSet stands for the size of the set that comes with the page.
const bundledSet = 0

// size is that of the set that a row opens. Ready-made networks look at photos as they are.
func (r row) size() int {
	if strings.HasPrefix(r.id, readyRow) {
		return bundledSet
	}
	return r.run.ImageSize
}

// set makes a pack of the photos at a size and opens it in the page.
func (b *bench) set(size int) (*driver.Set, error) {
	if s := b.sets[size]; s != nil {
		return s, nil
	}
	path := b.packPath(size)
	if size == bundledSet {
		path = filepath.Join(b.root, "assets", "bundled", bundled.FileName)
	}
	if _, err := os.Stat(path); err != nil {
		if err := b.command("./assets/makepack", "-size", fmt.Sprint(size), "-out", path, b.from); err != nil {
			return nil, err
		}
	}
	// A changed trainer's features are its own.
	keep := filepath.Join(b.folder, b.program[:16])
	s, err := b.driver.Open(driver.Materials{Pack: path, Weights: b.rounded, Keep: keep})
	b.sets[size] = s
	return s, err
}

// packPath is where the pack of the photos at a size is kept.
func (b *bench) packPath(size int) string {
	name := sha256.Sum256([]byte(b.from))
	return filepath.Join(b.folder, fmt.Sprintf("%s-%x-%d.pack", filepath.Base(b.from), name[:4], size))
}

// exactFeatures computes features with the weights in float32, natively, and
// returns the file of their rows.
func (b *bench) exactFeatures(run spec.Run) (string, error) {
	f, err := os.Open(b.exact)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	weights, err := convert.Open([]convert.File{{Name: b.exact, Size: info.Size(), ReaderAt: f}})
	if err != nil {
		return "", err
	}
	base, err := vgg19.Load(weights)
	if err != nil {
		return "", err
	}
	set, photos, err := pack.OpenFile(b.packPath(run.ImageSize))
	if err != nil {
		return "", err
	}
	defer photos.Close()
	id, err := hash(b.exact)
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.folder, fmt.Sprintf("%s-%d-%s-float32-%s.rows", set.SHA256()[:16], run.ImageSize, run.Cut(), id[:16]))
	_, err = native.Features(b.ctx, "wasm", base, set, run, path)
	return path, err
}

// inputs are what results depend on besides the row itself.
type inputs struct {
	Program string // hash of the trainer program
	Browser string
	Photos  string // hash of the pack
	Weights string // name of the page's weights
	Exact   string // hash of the weights in float32, if the row reads them
	Workers int
}

// inputs are those of a row.
func (b *bench) inputs(r row) (inputs, error) {
	set, err := b.set(r.size())
	if err != nil {
		return inputs{}, err
	}
	in := inputs{Program: b.program, Browser: b.driver.Browser, Photos: set.SHA256(), Weights: set.BaseID(), Workers: b.workers}
	if r.exact {
		in.Exact, err = hash(b.exact)
	}
	return in, err
}

// key names a row's result by all that it depends on.
func (in inputs) key(r row) string {
	text, err := json.Marshal([]any{r.id, r.run, in})
	if err != nil {
		panic(fmt.Sprintf("accuracy: row %+v: %v", r, err)) // a run has nothing that JSON lacks
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// hash is the sha256 of a file, in hexadecimal digits.
func hash(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
