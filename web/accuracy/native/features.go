// Package native computes VGG19's features without a browser, under wazero: with
// the page's 8-bit weights for sweeps without Chromium, and with float32 weights,
// which the page has no way to take, to tell what the 8 bits cost.
package native

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gomlx/compute"

	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/data"
	"pawgrad/nn/features"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
)

// OpenBase reads VGG19's quantized weights from a folder made by makevgg19.
func OpenBase(folder string) (*vgg19.Reader, error) {
	text, err := os.ReadFile(filepath.Join(folder, vgg19.ManifestName))
	if err != nil {
		return nil, err
	}
	manifest, err := vgg19.ParseManifest(text)
	if err != nil {
		return nil, err
	}
	reader := vgg19.NewReader(manifest)
	for i, shard := range manifest.Shards {
		content, err := os.ReadFile(filepath.Join(folder, shard.Name))
		if err != nil {
			return nil, err
		}
		if err := reader.Add(i, content); err != nil {
			return nil, err
		}
	}
	return reader, nil
}

// Features computes the features of all images of a set for runs like this one, on
// all cores, as the rows of package features, or reads them from path where an
// earlier call has left them.
func Features(ctx context.Context, backend string, base vgg19.Source, set *pack.Set, run spec.Run, path string) ([]byte, error) {
	rows, err := os.ReadFile(path)
	if err == nil && len(rows) == set.Len()*features.RowBytes(nn.InputShape(run, 1).Size()) {
		return rows, nil
	}
	if rows, err = extract(ctx, backend, base, set, run); err != nil {
		return nil, err
	}
	// Under its name only when it is complete.
	part := path + ".part"
	if err := os.WriteFile(part, rows, 0o644); err != nil {
		return nil, err
	}
	return rows, os.Rename(part, path)
}

// Pretrained gathers what a run needs.
func Pretrained(base vgg19.Source, rows []byte, set *pack.Set, run spec.Run) (train.Pretrained, error) {
	label := func(i int) int { return set.Image(i).Label }
	opened, err := features.Open([]features.File{bytes.NewReader(rows)}, nn.InputShape(run, 1).Size(), set.Len(), label, 0)
	return train.Pretrained{Base: base, Features: opened}, err
}

// extract computes the features of all images of a set.
func extract(ctx context.Context, backend string, base vgg19.Source, set *pack.Set, run spec.Run) ([]byte, error) {
	batches := slices.Collect(slices.Chunk(indexes(set.Len()), nn.ExtractBatch))
	parts, failures := make([][]byte, len(batches)), make([]error, runtime.NumCPU())
	var next atomic.Int64
	var workers sync.WaitGroup
	for w := range failures {
		workers.Go(func() {
			failures[w] = func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				b, err := compute.NewWithConfig(backend) // one is not safe for concurrent use
				if err != nil {
					return err
				}
				e, err := nn.NewExtractor(b, base, run)
				if err != nil {
					return err
				}
				defer e.Close()
				images := data.NewImages(set, run.ImageSize, 0)
				for n := int(next.Add(1)) - 1; n < len(batches); n = int(next.Add(1)) - 1 {
					if err := ctx.Err(); err != nil {
						return err
					}
					pixels := make([]byte, len(batches[n])*images.Bytes())
					for i, image := range batches[n] {
						if err := images.Read(image, pixels[i*images.Bytes():(i+1)*images.Bytes()]); err != nil {
							return err
						}
					}
					values, err := e.Features(pixels)
					if err != nil {
						return err
					}
					for row := range slices.Chunk(values, len(values)/len(batches[n])) {
						parts[n] = features.Append(parts[n], row)
					}
				}
				return nil
			}()
		})
	}
	workers.Wait()
	for _, err := range failures {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(parts...), nil
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
