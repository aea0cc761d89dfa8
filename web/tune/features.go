package main

import (
	"bytes"
	"fmt"
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

// openBase reads VGG19's quantized weights from a folder made by makevgg19.
func openBase(folder string) (*vgg19.Reader, error) {
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

// pretrained computes the features of all images of a set, on all cores, or reads
// them from the folder where an earlier call has left them.
func pretrained(backend string, base *vgg19.Reader, set *pack.Set, run spec.Run, folder string) (train.Pretrained, error) {
	p := train.Pretrained{Base: base}
	name := fmt.Sprintf("%s-%d-%s-%s.rows", set.SHA256()[:16], run.ImageSize, run.Cut(), base.Manifest().ID())
	path := filepath.Join(folder, name)
	rows, err := os.ReadFile(path)
	if err != nil {
		if rows, err = extract(backend, base, set, run); err != nil {
			return p, err
		}
		if err := os.WriteFile(path, rows, 0o644); err != nil {
			return p, err
		}
	}
	label := func(i int) int { return set.Image(i).Label }
	p.Features, err = features.Open([]features.File{bytes.NewReader(rows)}, nn.InputShape(run, 1).Size(), set.Len(), label, 0)
	return p, err
}

// extract computes the features of all images of a set.
func extract(backend string, base *vgg19.Reader, set *pack.Set, run spec.Run) ([]byte, error) {
	batches := slices.Collect(slices.Chunk(indexes(set.Len()), nn.ExtractBatch))
	parts, failures := make([][]byte, len(batches)), make([]error, runtime.NumCPU())
	var next atomic.Int64
	var workers sync.WaitGroup
	for w := range failures {
		workers.Go(func() {
			failures[w] = func() error {
				b, err := compute.NewWithConfig(backend)
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
