package photos

// average brings a photo to height x width, neither of them larger than the photo's own: 8-bit
// RGB, HWC. Each new pixel is the mean of the area that it covers.
//
// In units of 1/height and 1/width of a pixel all weights are whole numbers, and the photo's own
// area is what they sum to. So the mean is exact but for one rounding at its end, and a turned
// or mirrored photo gives the same pixels, turned or mirrored.
func average(p Photo, height, width int) []byte {
	columns, rows := cover(p.Width, width), cover(p.Height, height)
	out := make([]byte, 0, height*width*3)
	s, flat := newStrip(p.Width), make([]byte, p.Width*4)
	row := func(y int) []byte { return p.RGBA[y*p.Width*4 : (y+1)*p.Width*4] }
	flatRow := func(y int) []byte { flatten(flat, row(y)); return flat }
	area := uint64(p.Width) * uint64(p.Height)
	for _, c := range rows {
		s.addUp(c, uint64(height), row)
		if !s.opaque() {
			s.addUp(c, uint64(height), flatRow)
		}
		s.run()
		for _, c := range columns {
			r, g, b := s.sum(c, uint64(width))
			out = append(out, byte((r+area/2)/area), byte((g+area/2)/area), byte((b+area/2)/area))
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

// flatten shows a row of straight RGBA on white.
func flatten(dst, row []byte) {
	for i := 0; i+3 < len(row); i += 4 {
		a := int(row[i+3])
		for c := range 3 {
			dst[i+c] = byte((int(row[i+c])*a + 255*(255-a) + 127) / 255)
		}
		dst[i+3] = 255
	}
}
