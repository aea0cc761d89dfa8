// Package pack is the file format of an image set: many small labelled
// photos of one size, their split into training, validation and test, and a
// checksum, in one file.
//
// A pack is written strictly front to back, so that a writer needs nothing
// but an io.Writer (in the browser: the parts of a Blob), and is read at
// random, so that a set larger than memory can be trained on (in the browser:
// slices of a Blob, read synchronously in a worker). Both follow from putting
// the index behind the pixels:
//
//	offset  bytes       what
//	0       8           "PAWPACK\n"
//	8       n*h*w*3     the pixels of n images, one after another: 8-bit RGB,
//	                    rows top to bottom, pixels left to right (HWC)
//	...     m           the index: one JSON object (UTF-8)
//	end-16  4           m, unsigned, little-endian
//	end-12  4           CRC-32 (IEEE) of the index, little-endian
//	end-8   8           "KCAPWAP\n"
//
// The index holds the fields of [Info], "images" (a list of [Image]) and
// "sha256" (of all pixels, hexadecimal). Nothing may stand between or behind
// the parts: a file cut short, or with something added, does not open.
//
// The package decodes no photos and knows nothing of networks; package photos
// makes packs from folders of photos.
package pack

import (
	"errors"
	"fmt"
)

const (
	headMagic = "PAWPACK\n"
	tailMagic = "KCAPWAP\n"
	// tailBytes is what follows the index: its length, its CRC-32, the magic.
	tailBytes = 4 + 4 + len(tailMagic)

	// Format is the value of the index's "format".
	Format = "pawgrad-pack"
	// Version is the version of the format that this package writes, and the
	// newest that it reads.
	Version = 1

	// FitStretch says that a photo was brought to the set's height and width
	// without keeping its aspect ratio, as Keras' image pipeline does.
	FitStretch = "stretch"

	// MaxSide bounds height and width, in pixels: far more than a network that
	// trains in a browser can use, little enough that sizes cannot overflow.
	MaxSide = 1024
	// MaxClasses bounds the number of classes.
	MaxClasses = 256
	// maxIndexBytes bounds what Open reads into memory: some 200,000 images
	// at 80 bytes an entry.
	maxIndexBytes = 16 << 20
)

// Reasons for which a file does not open; the errors that wrap them name the
// cure. Test with errors.Is.
var (
	// ErrNotPack: the file is something else altogether.
	ErrNotPack = errors.New("this file is not an image pack")
	// ErrDamaged: the file began as a pack but is cut short or altered.
	ErrDamaged = errors.New("this image pack is damaged")
	// ErrNewer: the pack was written by a newer version of the program.
	ErrNewer = errors.New("this image pack is of a newer kind")
)

// Split names the use of an image: learnt from, watched while learning, or
// kept back for the final score.
type Split string

// The splits of a set.
const (
	Train      Split = "train"
	Validation Split = "validation"
	Test       Split = "test"
)

// Splits lists all splits in their usual order.
var Splits = [...]Split{Train, Validation, Test}

func (s Split) valid() bool { return s == Train || s == Validation || s == Test }

// Info describes a set. A writer needs Height, Width and Classes; Format,
// Version and an empty Fit it fills in itself.
type Info struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Name is what the page calls the set: "Cats and dogs, 32 x 32".
	Name string `json:"name"`
	// Source says where the photos are from, Licence under which terms they
	// may be passed on, Note anything else a user should know.
	Source  string `json:"source,omitempty"`
	Licence string `json:"licence,omitempty"`
	Note    string `json:"note,omitempty"`
	// Height and Width of every image, in pixels.
	Height int `json:"height"`
	Width  int `json:"width"`
	// Fit says how photos were brought to that size; see FitStretch.
	Fit string `json:"fit"`
	// Classes names the labels: an image with label 0 shows Classes[0].
	Classes []string `json:"classes"`
	// Relabelled is set if the set was made of another by changing labels.
	Relabelled *Relabelled `json:"relabelled,omitempty"`
}

// Relabelled says how a set came of another one.
type Relabelled struct {
	// Of is the other set's identity; see [Set.SHA256].
	Of string `json:"of"`
	// Changed and LeftOut count the images with another label, and those left out.
	Changed int `json:"changed"`
	LeftOut int `json:"leftOut"`
}

// PixelBytes is the size of one image, Height*Width*3 bytes.
func (in Info) PixelBytes() int { return in.Height * in.Width * 3 }

// Image is what the index says of one image.
type Image struct {
	// Name is the photo's path in the folder or archive it came from.
	Name string `json:"name"`
	// Label is an index into Info.Classes.
	Label int   `json:"label"`
	Split Split `json:"split"`
}

// check reports what makes the description unusable.
func (in Info) check() error {
	switch {
	case in.Height < 1 || in.Height > MaxSide || in.Width < 1 || in.Width > MaxSide:
		return fmt.Errorf("image size %dx%d: both sides must be 1 to %d pixels", in.Height, in.Width, MaxSide)
	case in.Fit != FitStretch:
		return fmt.Errorf("fit %q: only %q is known", in.Fit, FitStretch)
	case len(in.Classes) < 2 || len(in.Classes) > MaxClasses:
		return fmt.Errorf("%d classes: a set needs 2 to %d", len(in.Classes), MaxClasses)
	}
	seen := make(map[string]bool, len(in.Classes))
	for _, class := range in.Classes {
		if class == "" || seen[class] {
			return fmt.Errorf("classes %q: every class needs a name of its own", in.Classes)
		}
		seen[class] = true
	}
	return nil
}

// check reports what is wrong with an image's entry in a set of n classes.
func (img Image) check(n int) error {
	if img.Label < 0 || img.Label >= n {
		return fmt.Errorf("image %q has label %d: the set's labels are 0 to %d", img.Name, img.Label, n-1)
	}
	if !img.Split.valid() {
		return fmt.Errorf("image %q is in split %q: only %q are known", img.Name, img.Split, Splits)
	}
	return nil
}
