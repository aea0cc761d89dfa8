package photos

import "encoding/binary"

// average brings a photo to height x width, neither of them larger than the photo's own: 8-bit
// RGB, HWC. Each new pixel is the mean of the area that it covers.
//
// In units of 1/height and 1/width of a pixel all weights are whole numbers, and the photo's own
// area is what they sum to. So the mean is exact but for one rounding at its end, and a turned
// or mirrored photo gives the same pixels, turned or mirrored.
func average(p Photo, height, width int) []byte {
	columns, rows := cover(p.Width, width), cover(p.Height, height)
	out := make([]byte, 0, height*width*3)
	flat, line, sum := make([]byte, p.Width*4), make([]uint32, width*3), make([]uint64, width*3)
	held := -1 // the row that line holds; two new rows may share one
	area := uint64(p.Width) * uint64(p.Height)
	for y := range height {
		clear(sum)
		c := rows[y]
		for row := c.first; row < c.end; row++ {
			if row != held {
				addUp(line, flatten(p.RGBA[row*p.Width*4:(row+1)*p.Width*4], flat), columns)
				held = row
			}
			weight := uint64(height)
			switch {
			case row == c.first:
				weight = uint64(c.left)
			case row == c.end-1:
				weight = uint64(c.right)
			}
			for i, v := range line {
				sum[i] += weight * uint64(v)
			}
		}
		for _, v := range sum {
			out = append(out, byte((v+area/2)/area))
		}
	}
	return out
}

// covered is what a new pixel covers of an axis: the pixels from first up to end, the first with
// the weight left, the last, if that is another, with the weight right, and those between with
// the new length of the axis.
type covered struct {
	first, end  int
	left, right uint32
}

// cover divides src pixels among dst new ones, src >= dst: new pixel i covers the source from
// i*src/dst to (i+1)*src/dst, and source pixel j lies from j*dst to (j+1)*dst in units of 1/dst.
func cover(src, dst int) []covered {
	all := make([]covered, dst)
	for i := range all {
		begin, end := i*src, (i+1)*src
		c := covered{first: begin / dst, end: (end + dst - 1) / dst}
		c.left = uint32(min((c.first+1)*dst, end) - begin)
		c.right = uint32(end - (c.end-1)*dst)
		all[i] = c
	}
	return all
}

// addUp brings a row of RGBA to the new width: RGB, each the sum of what it covers, at most 255
// times the row's length.
//
// The pixels between the first and the last have one weight, so they are just added up, two at
// a time: every other byte of eight is put into 16 bits of its own.
func addUp(line []uint32, row []byte, columns []covered) {
	const every = 0x00ff00ff00ff00ff
	const most = 8 * 256 // bytes after which 16 bits might be too few
	for i, c := range columns {
		first := row[c.first*4 : c.first*4+3 : c.first*4+3]
		r, g, b := c.left*uint32(first[0]), c.left*uint32(first[1]), c.left*uint32(first[2])
		if c.end > c.first+1 {
			last := row[c.end*4-4 : c.end*4-1 : c.end*4-1]
			r, g, b = r+c.right*uint32(last[0]), g+c.right*uint32(last[1]), b+c.right*uint32(last[2])
			for between := row[c.first*4+4 : c.end*4-4]; len(between) > 0; {
				part := between[:min(most, len(between))]
				between = between[len(part):]
				var even, odd uint64
				for ; len(part) >= 8; part = part[8:] {
					x := binary.LittleEndian.Uint64(part)
					even += x & every
					odd += x >> 8 & every
				}
				if len(part) >= 4 {
					x := uint64(binary.LittleEndian.Uint32(part))
					even += x & every
					odd += x >> 8 & every
				}
				w := uint32(len(columns))
				r += w * (uint32(even&0xffff) + uint32(even>>32&0xffff))
				g += w * (uint32(odd&0xffff) + uint32(odd>>32&0xffff))
				b += w * (uint32(even>>16&0xffff) + uint32(even>>48))
			}
		}
		line[i*3], line[i*3+1], line[i*3+2] = r, g, b
	}
}

// flatten shows a row of straight RGBA on white; it returns the row itself
// where nothing is transparent, and otherwise dst.
func flatten(row, dst []byte) []byte {
	opaque := ^uint64(0)
	rest := row
	for ; len(rest) >= 8; rest = rest[8:] {
		opaque &= binary.LittleEndian.Uint64(rest)
	}
	if len(rest) >= 4 {
		opaque &= uint64(binary.LittleEndian.Uint32(rest)) | 0xff<<56
	}
	const alpha = 0xff000000ff000000
	if opaque&alpha == alpha {
		return row
	}
	for i := 0; i+3 < len(row); i += 4 {
		a := int(row[i+3])
		for c := range 3 {
			dst[i+c] = byte((int(row[i+c])*a + 255*(255-a) + 127) / 255)
		}
	}
	return dst
}
