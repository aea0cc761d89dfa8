package data

import (
	"fmt"
	"io"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// WriteCopies writes a set to w as a pack in which each photo for training comes in so
// many varied forms, as [Augment] would show it in as many epochs; the photos for
// validation and test are as they were. So varied photos can be had whose features are
// computed once, where varying them anew in every epoch would have VGG19's frozen layers
// look at each of them every time.
func WriteCopies(w io.Writer, set Source, a spec.Augment, copies int, seed uint64) error {
	info := set.Info()
	if info.Height != info.Width {
		return fmt.Errorf("photos of %dx%d pixels cannot be varied: they have to be square", info.Height, info.Width)
	}
	if info.Note != "" {
		info.Note += " "
	}
	info.Note += fmt.Sprintf("Each photo for training is there in %d varied forms.", copies)
	out, err := pack.NewWriter(w, info)
	if err != nil {
		return err
	}
	plain, varied := make([]byte, info.PixelBytes()), make([]byte, info.PixelBytes())
	for _, split := range []pack.Split{pack.Train, pack.Validation, pack.Test} {
		for _, i := range set.Split(split) {
			if err := set.Pixels(i, plain); err != nil {
				return err
			}
			image := set.Image(i)
			if split != pack.Train {
				if err := out.Add(image, plain); err != nil {
					return err
				}
				continue
			}
			name := image.Name
			for form := range copies {
				image.Name = fmt.Sprintf("%s, form %d", name, form+1)
				Augment(a, seed, form, i, info.Width, plain, varied)
				if err := out.Add(image, varied); err != nil {
					return err
				}
			}
		}
	}
	return out.Close()
}
