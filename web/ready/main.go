// Command ready makes the networks that come with the page, so that a photo is answered before
// the visitor has trained anything:
//
//	make ready [WEIGHTS=vgg19.h5] [ONLY=cnn] [AGAIN=unlike]
//
// They learn from the photos of the bundled set alone, by the built site's own trainers in a
// headless Chromium. The photos come in variants, since a visitor's camera is none of those that
// took them. What a network has learned is then calibrated on the validation photos, rounded to
// 8 bits and written to assets/ready. What they are worth on photos of another source is for make
// accuracy to say.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/assets/bundled"
	"pawgrad/assets/printable"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
	"pawgrad/web/driver"
	"pawgrad/web/site"
)

func main() {
	out := flag.String("out", filepath.Join("assets", "ready"), "`folder` for the networks")
	only := flag.String("only", "", "the one `network` to make, cnn or vgg19 (default: both)")
	weights := flag.String("weights", filepath.Join("build", "vgg19"), "VGG19's weights, a `folder` made by makevgg19, or a file that it reads")
	again := flag.String("again", "", "unlike: train nothing, only learn anew what is unlike the photos of the networks there are")
	workers := flag.Int("workers", 2, "trainers that compute features at the same time")
	flag.Parse()
	// A signal ends the browser with the command.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *again != "" && *again != "unlike" {
		fmt.Fprintf(os.Stderr, "ready: there is no step %q to do again; there is unlike.\n", *again)
		os.Exit(2)
	}
	if err := run(ctx, *out, *only, *weights, *workers, *again == ""); err != nil {
		fmt.Fprintln(os.Stderr, "ready:", printable.Lines(err.Error()))
		os.Exit(1)
	}
}

func run(ctx context.Context, out, only, weights string, workers int, train bool) error {
	root, err := site.Root()
	if err != nil {
		return err
	}
	b := &builder{
		folder: filepath.Join(root, "build", "ready"), out: out, workers: workers,
		bundled: filepath.Join(root, "assets", "bundled", bundled.FileName),
	}
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return err
	}
	dist := filepath.Join(b.folder, "site")
	if _, err := site.Build(root, dist); err != nil {
		return err
	}
	if b.driver, err = driver.Open(ctx, dist); err != nil {
		return err
	}
	defer b.driver.Close()
	for _, r := range recipes {
		if only != "" && only != r.name {
			continue
		}
		if r.run.Model == spec.VGG19 {
			if b.weights, err = quantized(root, b.folder, weights); err != nil {
				return err
			}
		}
		step := b.make
		if !train {
			step = b.learnNovelty
		}
		if err := step(r); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	return nil
}

// quantized returns the folder of VGG19's weights as the page has them, made of a file if need be.
func quantized(root, folder, weights string) (string, error) {
	info, err := os.Stat(weights)
	if err != nil {
		return "", fmt.Errorf("There are no weights of VGG19 (%w). Run make vgg19 first, or name a file with make ready WEIGHTS=...", err)
	}
	if info.IsDir() {
		return weights, nil
	}
	if weights, err = filepath.Abs(weights); err != nil {
		return "", err
	}
	to := filepath.Join(folder, "vgg19")
	c := exec.Command("go", "run", "./assets/makevgg19", "-out", to, "-from", weights)
	c.Dir = root
	if text, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("makevgg19: %w\n%s", err, text)
	}
	return to, nil
}

// builder makes networks and keeps what it needs for that from one call to the next.
type builder struct {
	driver  *driver.Driver
	bundled string // path of the set that comes with the page
	folder  string // of what is kept from one call to the next
	weights string // folder of VGG19's, once they are needed
	out     string
	workers int
}

// make makes a network and writes its file.
func (b *builder) make(r recipe) error {
	photos, err := b.pack(r)
	if err != nil {
		return err
	}
	set, err := b.driver.Open(driver.Materials{Pack: photos, Weights: b.weights, Keep: b.folder})
	if err != nil {
		return err
	}
	var features *driver.Features
	if r.run.Cached() {
		fmt.Printf("%s: VGG19 looks at %d photos ...\n", r.name, set.Images())
		if features, err = set.Features(r.run, b.workers); err != nil {
			return err
		}
	}
	start := time.Now()
	outcome, err := set.TrainWithPath(r.run, features, func(p protocol.EpochPoint) {
		fmt.Printf("%s: epoch %d of %d: loss %.4f, validation loss %.4f, accuracy %.4f, %.0f s\n",
			r.name, p.Epoch, r.run.Epochs, p.TrainLoss, p.ValidationLoss, p.ValidationAccuracy, time.Since(start).Seconds())
	})
	if err != nil {
		return err
	}
	if outcome.Diverged != "" {
		return errors.New(outcome.Diverged)
	}
	m, err := b.averaged(r, outcome)
	if err != nil {
		return err
	}
	return b.finish(r, m)
}

// averaged is the network that a run has brought, with the mean weights of its last epochs.
func (b *builder) averaged(r recipe, o *driver.Outcome) (*file.Model, error) {
	trained := filepath.Join(b.folder, r.name+".trained.model")
	if err := b.driver.Give(o.Model, trained); err != nil {
		return nil, err
	}
	m, err := read(trained)
	if err != nil || r.averaged == 0 {
		return m, err
	}
	var points []string
	for i, name := range o.Path[len(o.Path)-r.averaged:] {
		points = append(points, filepath.Join(b.folder, fmt.Sprintf("%s-%d.weights", r.name, i)))
		if err := b.driver.Give(name, points[i]); err != nil {
			return nil, err
		}
	}
	return m, average(m, points)
}

// varySeed is the seed of the variants.
const varySeed = 1

// pack makes the image set that a network learns from.
func (b *builder) pack(r recipe) (string, error) {
	path := filepath.Join(b.folder, r.name+".pack")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if err := varied(f, bundled.Open(), r.vary, r.variants, varySeed); err != nil {
		return "", err
	}
	return path, f.Close()
}

// finish writes the file that the page brings along of a trained network: calibrated, with its
// preparation and what is unlike its photos, in 8 bits.
func (b *builder) finish(r recipe, m *file.Model) error {
	// Whoever has VGG19's weights from elsewhere has the same ones, rounded otherwise.
	m.Set, m.Base = bundled.Open().Info().Name, ""
	r.look(&m.Preprocessing)
	said, err := b.ask(m)
	if err != nil {
		return err
	}
	t := temperature(said.logits(), said.labels())
	calibrate(m, t)
	m.Novelty, m.NoveltyVia = said.novelty(), noveltyVia
	var mean metric.Mean
	for i, z := range said.logits() {
		mean.Add(z/t, said.labels()[i])
	}
	loss, accuracy := mean.Values()
	low, high := metric.Wilson(mean.Hits, mean.Count)
	size, err := b.write(r, m.Quantized())
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes; validation accuracy %.4f [%.4f, %.4f], loss %.4f on %d photos; temperature %.2f; unlike from %.3f on\n",
		r.name, size, accuracy, low, high, loss, mean.Count, t, m.Novelty.Limit)
	return nil
}

// path is where the file of a network is.
func (b *builder) path(r recipe) string { return filepath.Join(b.out, r.name+".model") }

// write writes the file of a network and returns its size in bytes.
func (b *builder) write(r recipe, m *file.Model) (int, error) {
	content, err := m.Encode()
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return 0, err
	}
	return len(content), os.WriteFile(b.path(r), content, 0o644)
}

// read reads the file of a network.
func read(path string) (*file.Model, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return file.Decode(content)
}
