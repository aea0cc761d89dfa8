package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"pawgrad/app/protocol"
	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/web/driver"
)

// everyKnown is of how many photos for training one is shown to learn what known photos are like.
const everyKnown = 6

// noveltyVia is how photos are brought to a network to tell whether they are unlike those that it
// learned from: as those were.
const noveltyVia = bundled.Pixels

// picture is a photo of the bundled set as a file that can be dropped on the page.
type picture struct {
	path  string
	label int
}

// said is what a network says, on the page, of photos that it has learned from and of those for
// validation.
type said struct {
	known, validation []protocol.Answer
	pictures          []picture // for validation
}

// ask drops photos on the page that has a network, as a visitor would.
func (b *builder) ask(m *file.Model) (*said, error) {
	asked := *m
	asked.Novelty, asked.NoveltyVia = nil, noveltyVia
	content, err := asked.Quantized().Encode()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(b.folder, fmt.Sprintf("%s.asked.model", m.Run.Model))
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return nil, err
	}
	known, validation, err := pictures(bundled.Open(), filepath.Join(b.folder, "pictures"))
	if err != nil {
		return nil, err
	}
	set, err := b.driver.Open(driver.Materials{Pack: b.bundled, Weights: b.weights, Keep: b.folder})
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, p := range append(known, validation...) {
		paths = append(paths, p.path)
	}
	answers, err := set.Classify(path, paths, true, b.workers)
	if err != nil {
		return nil, err
	}
	return &said{answers[:len(known)], answers[len(known):], validation}, nil
}

// logits are those of the photos for validation, labels their classes.
func (s *said) logits() []float64 {
	var probabilities []float64
	for _, a := range s.validation {
		probabilities = append(probabilities, a.Probability)
	}
	return logits(probabilities)
}

func (s *said) labels() []int {
	var labels []int
	for _, p := range s.pictures {
		labels = append(labels, p.label)
	}
	return labels
}

// novelty is the measure of what is unlike the photos learned from.
func (s *said) novelty() *metric.Novelty {
	channels := func(answers []protocol.Answer) (all [][]float32) {
		for _, a := range answers {
			all = append(all, a.Channels)
		}
		return all
	}
	return metric.NewNovelty(channels(s.known), channels(s.validation))
}

// learnNovelty puts the measure into the file of a network that there is, anew.
func (b *builder) learnNovelty(r recipe) error {
	m, err := read(b.path(r))
	if err != nil {
		return err
	}
	s, err := b.ask(m)
	if err != nil {
		return err
	}
	m.Novelty, m.NoveltyVia = s.novelty(), noveltyVia
	size, err := b.write(r, m)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes; unlike its photos from the distance %.3f on, as are %.0f %% of %d for validation\n",
		r.name, size, m.Novelty.Limit, 100*metric.FalseAlarms, len(s.validation))
	return nil
}

// pictures writes photos of a set as PNG files to a folder: some of those for training, and those for
// validation.
func pictures(set *pack.Set, folder string) (known, validation []picture, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, nil, err
	}
	info := set.Info()
	rgb := make([]byte, info.PixelBytes())
	for i := range set.Len() {
		held := set.Image(i).Split == pack.Validation
		if !held && i%everyKnown != 0 {
			continue
		}
		if err := set.Pixels(i, rgb); err != nil {
			return nil, nil, err
		}
		p := picture{filepath.Join(folder, fmt.Sprintf("%d.png", i)), set.Image(i).Label}
		if err := writePNG(p.path, rgb, info.Width, info.Height); err != nil {
			return nil, nil, err
		}
		if held {
			validation = append(validation, p)
		} else {
			known = append(known, p)
		}
	}
	return known, validation, nil
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
