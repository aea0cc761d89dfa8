package photos

import (
	"fmt"

	"pawgrad/assets/pack"
)

// Preparation says how a photo is brought to a network, which has to see it as it saw those that
// it learned from.
type Preparation struct {
	// Size is the side of the network's input, in pixels.
	Size int
	// Via, if not 0, is the side, in pixels, that the photo is brought to before it is brought to
	// Size: a network that learned from photos of so few pixels knows nothing finer.
	Via int
	// Mirrored tells that the network looks at the photo's mirror image, too: what it says is the
	// mean of both logits.
	Mirrored bool
}

// Check reports a preparation that is not possible.
func (p Preparation) Check() error {
	sides := []int{p.Size}
	if p.Via != 0 {
		sides = append(sides, p.Via)
	}
	for _, side := range sides {
		if side < MinSide || side > pack.MaxSide {
			return fmt.Errorf("a photo cannot be brought to %d pixels a side, only to %d to %d", side, MinSide, pack.MaxSide)
		}
	}
	return nil
}

// Look returns the network's inputs for a photo, one after the other: 8-bit RGB, HWC.
func (p Preparation) Look(photo Photo) []byte {
	whole := p.bring(photo)
	if p.Mirrored {
		whole = append(whole, mirror(whole, p.Size)...)
	}
	return whole
}

func (p Preparation) bring(photo Photo) []byte {
	if p.Via == 0 {
		return Resize(photo, p.Size, p.Size)
	}
	return Resize(opaque(Resize(photo, p.Via, p.Via), p.Via), p.Size, p.Size)
}

// mirror returns size x size RGB with left and right swapped.
func mirror(rgb []byte, size int) []byte {
	out := make([]byte, 0, len(rgb))
	for row := 0; row < len(rgb); row += size * 3 {
		for at := row + (size-1)*3; at >= row; at -= 3 {
			out = append(out, rgb[at:at+3]...)
		}
	}
	return out
}

// opaque is RGB, so many pixels wide, as a photo.
func opaque(rgb []byte, width int) Photo {
	pixels := len(rgb) / 3
	photo := Photo{Width: width, Height: pixels / width, RGBA: make([]byte, 0, 4*pixels)}
	for at := 0; at < len(rgb); at += 3 {
		photo.RGBA = append(photo.RGBA, rgb[at], rgb[at+1], rgb[at+2], 255)
	}
	return photo
}
