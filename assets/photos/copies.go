package photos

import (
	"hash/maphash"
	"math/bits"

	"pawgrad/assets/pack"
)

// A copy of a photo that lies in two splits is learned by heart in one and counted in the other.
// Copies are often encoded anew: saved at another quality or size, or in another format. So
// photos are compared by a difference hash: of a small grey picture of each it says, for each
// two cells side by side or one above the other, which is the brighter, if either clearly is.
// What a photo shows decides nearly all of these bits, and how it is encoded hardly any.
const (
	// printSide is the side of that picture, in cells.
	printSide = 16
	// printWords hold a bit for each two neighbours.
	printWords = (2*printSide*(printSide-1) + 63) / 64
	// clearly is how much brighter a cell has to be, in levels of 255: an even wall is brighter
	// nowhere, however it is encoded.
	clearly = 2
	// unlike is the least share of bits, of those that either photo has, in which different photos
	// differ. TestCopies measures how many are taken for copies wrongly, and how many copies are
	// not noticed.
	unlike = 0.25
	// leastBits is how many bits a photo must have to be compared at all: one colour, or a
	// gradient, tells nothing.
	leastBits = 48
	// brightness is the difference of the mean grey levels from which on photos are not compared.
	brightness = 8
)

// look is what a photo looks like.
type look struct {
	sum    uint64 // of its pixels, by pixelSeed
	print  fingerprint
	bright int // the mean grey level, 0 to 255
}

// fingerprint is a difference hash.
type fingerprint struct {
	up, down [printWords]uint64 // for each two neighbours whether the second is brighter, or darker
	bits     int                // how many are set
}

// pixelSeed is that of the sums of pixels. They are compared within one run of the program alone;
// among 25,000 photos two of them agree by chance with a probability of 2e-11.
var pixelSeed = maphash.MakeSeed()

// lookOf returns the look of 8-bit RGB pixels, HWC.
func lookOf(rgb []byte, width int) look {
	l := look{sum: maphash.Bytes(pixelSeed, rgb)}
	grey := greyCells(rgb, width)
	for _, g := range grey {
		l.bright += g
	}
	l.bright /= len(grey)
	bit := 0
	compare := func(from, to int) {
		switch difference := grey[to] - grey[from]; {
		case difference >= clearly:
			l.print.up[bit/64] |= 1 << (bit % 64)
			l.print.bits++
		case difference <= -clearly:
			l.print.down[bit/64] |= 1 << (bit % 64)
			l.print.bits++
		}
		bit++
	}
	for y := range printSide {
		for x := range printSide {
			at := y*printSide + x
			if x+1 < printSide {
				compare(at, at+1)
			}
			if y+1 < printSide {
				compare(at, at+printSide)
			}
		}
	}
	return l
}

// greyCells are the grey levels of the small picture, row by row, by the weights of ITU-R BT.601.
func greyCells(rgb []byte, width int) (cells [printSide * printSide]int) {
	small := Resize(opaque(rgb, width), printSide, printSide)
	for i := range cells {
		cells[i] = (299*int(small[3*i]) + 587*int(small[3*i+1]) + 114*int(small[3*i+2])) / 1000
	}
	return cells
}

// difference is the share of bits in which two photos differ, of those that either has, if it is
// below limit (0 to 1); else it is 1, as where they have too few bits to tell.
//
// Of two photos with b bits together that differ in d of them, o of these as one is brighter where
// the other is darker, either has (b-o+d)/2. So d has a limit, however large o is, which most
// photos exceed after a few words.
func (f *fingerprint) difference(g *fingerprint, limit float64) float64 {
	if f.bits < leastBits || g.bits < leastBits {
		return 1
	}
	both := f.bits + g.bits
	most := int(limit * float64(both) / (2 - limit))
	if max(f.bits, g.bits)-min(f.bits, g.bits) > most {
		return 1
	}
	differ, opposite := 0, 0
	for i := range printWords {
		up, down := f.up[i]^g.up[i], f.down[i]^g.down[i]
		differ += bits.OnesCount64(up | down)
		opposite += bits.OnesCount64(up & down)
		if differ > most {
			return 1
		}
	}
	either := (both - opposite + differ) / 2
	if share := float64(differ) / float64(either); share < limit {
		return share
	}
	return 1
}

// copies finds photos that look like earlier ones. The zero value has seen none.
type copies struct {
	same  map[uint64]pack.Image
	alike map[int][]seen // by brightness
}

type seen struct {
	pack.Image
	fingerprint
}

// add notes a photo.
func (c *copies) add(img pack.Image, l look) {
	if c.same == nil {
		c.same, c.alike = map[uint64]pack.Image{}, map[int][]seen{}
	}
	c.same[l.sum] = img
	step := l.bright / brightness
	c.alike[step] = append(c.alike[step], seen{img, l.print})
}

// find returns the photo noted that one is a copy of: the same pixels, or else the most alike.
func (c *copies) find(l look) (twin pack.Image, found bool) {
	if twin, found = c.same[l.sum]; found {
		return twin, true
	}
	least, step := unlike, l.bright/brightness
	for near := step - 1; near <= step+1; near++ {
		for i := range c.alike[near] {
			s := &c.alike[near][i]
			if d := l.print.difference(&s.fingerprint, least); d < least {
				twin, least, found = s.Image, d, true
			}
		}
	}
	return twin, found
}
