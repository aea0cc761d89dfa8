//go:build !js

package main

import (
	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
)

// photosFile is what the worker trains on: the first photos for training of the bundled set, cats and dogs in turn, each
// its label, a byte, and its pixels at the size, 8 bits each, height, width, channel.
func photosFile(size, count int) ([]byte, error) {
	set := bundled.Open()
	info := set.Info()
	var byLabel [2][]int
	for _, i := range set.Split(pack.Train) {
		label := set.Image(i).Label
		byLabel[label] = append(byLabel[label], i)
	}
	file := make([]byte, 0, count*(1+size*size*3))
	rgb := make([]byte, info.PixelBytes())
	rgba := make([]byte, info.Height*info.Width*4)
	for n := range count {
		if err := set.Pixels(byLabel[n%2][n/2], rgb); err != nil {
			return nil, err
		}
		for p := range info.Height * info.Width {
			copy(rgba[4*p:], rgb[3*p:3*p+3])
			rgba[4*p+3] = 0xff
		}
		file = append(file, byte(n%2))
		file = append(file, photos.Resize(photos.Photo{RGBA: rgba, Width: info.Width, Height: info.Height}, size, size)...)
	}
	return file, nil
}
