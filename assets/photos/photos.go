// Package photos makes image-set packs of photos, and brings a single photo
// to a model's input size in exactly the same way.
//
// The way of a photo is the same everywhere:
//
//	path --plan.New--> label and split
//	file --Source--> bytes --Decoder--> Photo --Resize--> 8-bit RGB of one size
//
// [Build] runs a folder or archive through it into a pack; [Load] runs one
// photo, such as one dropped on the page to be classified. That both share
// Load is the point: a network judged on photos that were prepared otherwise
// than those it learnt from scores worse, and nobody sees why.
//
// Everything but the decoding is plain Go on bytes and integers, so the same
// photo gives the same pixels on every machine. Decoding is the one effect
// left to the surroundings: a browser decodes faster than Go compiled to
// WebAssembly could, and knows more formats. [NativeDecoder] serves commands
// and tests.
package photos

import (
	"context"
	"errors"
	"fmt"

	"pawgrad/assets/content"
)

const (
	// MinSide is the shortest side a photo may have, in pixels: below that
	// nobody can tell a cat from a dog, and the file is an icon.
	MinSide = 16
	// MaxPixels is the largest area a photo may have: decoded, 100 megapixels
	// take 400 MB.
	MaxPixels = 100_000_000
	// MaxFileBytes is the largest file that is read, in bytes. Photos of 100
	// megapixels are smaller; what is larger is a film or a bomb.
	MaxFileBytes = 64 << 20
)

// Photo is a decoded photo: Width*Height*4 bytes of RGBA, rows top to bottom,
// 8 bits a channel, alpha straight (not premultiplied), as a browser's
// getImageData gives them, upright (EXIF orientation applied).
type Photo struct {
	RGBA          []byte
	Width, Height int
}

// Decoder decodes the bytes of one photo. path is for messages only. An error
// may wrap ErrUnsupported or ErrTooLarge; any other means that the file is
// corrupt. Build calls Decode from several goroutines.
type Decoder interface {
	Decode(ctx context.Context, path string, data []byte) (Photo, error)
	// Cost is what decoding a photo takes at most, in bytes of memory, as its header tells.
	Cost(data []byte) int64
}

// Reuser is a decoder that takes a photo's pixels back when nobody needs them any more, to use
// their memory for another. Load gives them back from several goroutines.
type Reuser interface{ Reuse(Photo) }

var (
	// ErrUnsupported: a picture in a format that the decoder does not know.
	ErrUnsupported = errors.New("this picture format is not supported here")
	// ErrTooLarge: a photo of more than MaxPixels, or a file of more than
	// MaxFileBytes.
	ErrTooLarge = errors.New("too large")
)

// Reason says why a file was not used.
type Reason string

// All reasons, worded as the summary counts them: "3 corrupt".
const (
	NotImage    Reason = "not images"
	Corrupt     Reason = "corrupt"
	Unsupported Reason = "in a format not supported here"
	TooSmall    Reason = "too small"
	TooLarge    Reason = "too large"
	Duplicate   Reason = "duplicates"
	Unlabelled  Reason = "of no class"
	Unreadable  Reason = "unreadable"
)

// reasons lists them in the order in which a summary names them.
var reasons = [...]Reason{NotImage, Corrupt, Unsupported, TooSmall, TooLarge, Duplicate, Unlabelled, Unreadable}

// counted is how a summary counts them.
var counted = map[Reason]string{
	NotImage: "%d not images", Corrupt: "%d corrupt", Unsupported: "%d in a format not supported here", TooSmall: "%d too small",
	TooLarge: "%d too large", Duplicate: "%d duplicates", Unlabelled: "%d of no class", Unreadable: "%d unreadable",
}

// Skip is a file that was not used: an error whose sentence says what to do.
type Skip struct {
	Path   string
	Reason Reason
	// Detail is what happened and the cure.
	Detail string
}

func (s *Skip) Error() string { return s.Path + ": " + s.Detail }

// Load brings one photo to height x width: 8-bit RGB, HWC. A photo that cannot
// be used gives a *Skip; other errors are the context's.
func Load(ctx context.Context, dec Decoder, path string, data []byte, height, width int) ([]byte, error) {
	skip := func(r Reason, format string, args ...any) ([]byte, error) {
		return nil, &Skip{path, r, fmt.Sprintf(format, args...)}
	}
	kind, says := content.Of(data)
	switch {
	case len(data) == 0:
		return skip(Corrupt, "the file is empty; copy it again from where it came")
	case kind == content.Archive || kind == content.Locked:
		return skip(NotImage, "%s inside; unpack it and choose the folder with the photos", says)
	case kind == content.Unknown:
		return skip(NotImage, "not an image, whatever its name; leave it out")
	case kind != content.Picture:
		return skip(NotImage, "not an image, whatever its name: it holds %s; leave it out", says)
	}
	switch width, height, known := Dimensions(data); {
	case known && forged(says, len(data), width, height):
		return skip(Corrupt, "the %s is damaged (it speaks of %d x %d pixels, which its %d bytes cannot hold); copy it again from where it came", says, width, height, len(data))
	case known && tooLarge(width, height):
		return skip(TooLarge, "%d x %d pixels, more than %d megapixels; save the photo smaller", width, height, MaxPixels/1_000_000)
	}
	p, err := dec.Decode(ctx, path, data)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, ErrUnsupported):
		return skip(Unsupported, "%s is not supported here; save the photo as JPEG or PNG", says)
	case errors.Is(err, ErrTooLarge) || err == nil && tooLarge(p.Width, p.Height):
		return skip(TooLarge, "more than %d megapixels, or more memory than there is for a photo; save it smaller", MaxPixels/1_000_000)
	case err != nil && rare(data):
		return skip(Unsupported, "a %s of a rare kind, which is not supported here; save the photo as a usual JPEG or PNG", says)
	case err != nil:
		return skip(Corrupt, "the %s is damaged (%v); copy it again from where it came", says, err)
	case p.Width < MinSide || p.Height < MinSide:
		return skip(TooSmall, "%d x %d pixels; both sides need %d or more", p.Width, p.Height, MinSide)
	}
	rgb := Resize(p, height, width)
	if r, takes := dec.(Reuser); takes {
		r.Reuse(p)
	}
	return rgb, nil
}
