package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/web/driver"
)

// everyKnown is of how many photos for training one is shown to learn what known photos are like.
const everyKnown = 3

// learnNovelty adds to a network's file what photos unlike those that it learned from are: the page's
// trainer is shown some of these and those for validation, by which the limit is set.
func (k *kitchen) learnNovelty(r recipe) error {
	path := filepath.Join(k.out, r.name+".model")
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	m, err := file.Decode(content)
	if err != nil {
		return err
	}
	known, others, err := pictures(bundled.Open(), filepath.Join(k.folder, "pictures"))
	if err != nil {
		return err
	}
	photos, err := k.pack(recipe{name: "novelty", variants: 1})
	if err != nil {
		return err
	}
	set, err := k.driver.Open(driver.Materials{Pack: photos, Weights: k.weights, Keep: k.folder})
	if err != nil {
		return err
	}
	answers, err := set.Classify(path, append(known, others...), true)
	if err != nil {
		return err
	}
	channels := make([][]float32, len(answers))
	for i, a := range answers {
		channels[i] = a.Channels
	}
	m.Novelty = metric.NewNovelty(channels[:len(known)], channels[len(known):])
	if content, err = m.Encode(); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes; unlike its photos from the distance %.3f on, as are %.0f %% of %d for validation\n",
		path, len(content), m.Novelty.Limit, 100*metric.FalseAlarms, len(others))
	return os.WriteFile(path, content, 0o644)
}

// pictures writes photos of a set as PNG files to a folder: some of those for training, and those for
// validation.
func pictures(set *pack.Set, folder string) (known, others []string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, nil, err
	}
	info := set.Info()
	rgb := make([]byte, info.PixelBytes())
	for i := range set.Len() {
		validation := set.Image(i).Split == pack.Validation
		if !validation && i%everyKnown != 0 {
			continue
		}
		if err := set.Pixels(i, rgb); err != nil {
			return nil, nil, err
		}
		path := filepath.Join(folder, fmt.Sprintf("%d.png", i))
		if err := writePNG(path, rgb, info.Width, info.Height); err != nil {
			return nil, nil, err
		}
		if validation {
			others = append(others, path)
		} else {
			known = append(known, path)
		}
	}
	return known, others, nil
}

func writePNG(path string, rgb []byte, width, height int) error {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		picture.SetRGBA(i%width, i/width, color.RGBA{R: rgb[3*i], G: rgb[3*i+1], B: rgb[3*i+2], A: 255})
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		return err
	}
	return f.Close()
}
