package photos

import "encoding/binary"

// strip is the rows that a new row covers, added up: of each of the photo's columns the weighted
// sum. Most of the work on a photo is done here, so it is done on eight bytes at a time: every
// other byte of them is put into 16 bits of its own, and later into 32.
type strip struct {
	// even and odd are plain sums of rows, four of 16 bits in each: of two pixels' red and blue,
	// and of their green and alpha.
	even, odd []uint64
	rows      int // how many are in them
	// red, green and blue are weighted sums, of two pixels in each, of 32 bits: at most 255 times
	// the photo's height.
	red, green, blue []uint64
	// all are the bits that all bytes have, by which it is told whether all pixels are opaque.
	all uint64
	// running are the weighted sums of all pixels before each, RGB.
	running []uint64
}

const (
	// mostRows is how many bytes 16 bits hold the sum of.
	mostRows = 0xffff / 0xff
	// blockBytes are added up in one go, and wordBytes are in one number.
	blockBytes, wordBytes = 32, 8
	// everyOther are the bytes that are put into 16 bits, firsts those of 16 or 32 bits that are
	// put into 32.
	everyOther, firstBytes, firsts = 0x00ff00ff00ff00ff, 0x000000ff000000ff, 0x0000ffff0000ffff
)

func newStrip(width int) *strip {
	words := (width*4/blockBytes + 1) * (blockBytes / wordBytes)
	all := make([]uint64, 5*words+3*(2*words+1))
	part := func(n int) []uint64 {
		p := all[:n:n]
		all = all[n:]
		return p
	}
	return &strip{even: part(words), odd: part(words), red: part(words), green: part(words), blue: part(words), running: part(3 * (2*words + 1))}
}

// addUp adds up the rows that a new row covers; those between the first and the last have the
// weight between.
func (s *strip) addUp(c covered, between uint64, row func(y int) []byte) {
	s.begin()
	s.addWeighted(row(c.first), uint64(c.left))
	for y := c.first + 1; y < c.end-1; y++ {
		if s.rows == mostRows {
			s.weigh(between)
		}
		s.add(row(y))
	}
	s.weigh(between)
	if c.end > c.first+1 {
		s.addWeighted(row(c.end-1), uint64(c.right))
	}
}

// opaque reports whether all pixels that were added are.
func (s *strip) opaque() bool {
	const alpha = 0xff000000ff000000
	return s.all&alpha == alpha
}

// begin forgets all.
func (s *strip) begin() {
	s.rows, s.all = 0, ^uint64(0)
	for _, sums := range [...][]uint64{s.even, s.odd, s.red, s.green, s.blue} {
		clear(sums)
	}
}

// blocks are a row's bytes in two parts: those in whole blocks, and a last block with the rest and
// opaque white behind it.
func blocks(row []byte, rest *[blockBytes]byte) [2][]byte {
	whole := len(row) / blockBytes * blockBytes
	for i := copy(rest[:], row[whole:]); i < blockBytes; i++ {
		rest[i] = 0xff
	}
	return [2][]byte{row[:whole], rest[:]}
}

// add adds a row of RGBA, of which there may be mostRows until they are weighed.
func (s *strip) add(row []byte) {
	s.rows++
	var rest [blockBytes]byte
	even, odd, all := s.even, s.odd, s.all
	for _, part := range blocks(row, &rest) {
		for ; len(part) >= blockBytes; part = part[blockBytes:] {
			b, e, o := (*[blockBytes]byte)(part), (*[4]uint64)(even), (*[4]uint64)(odd)
			w0, w1 := binary.LittleEndian.Uint64(b[0:]), binary.LittleEndian.Uint64(b[8:])
			w2, w3 := binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])
			e[0], o[0] = e[0]+w0&everyOther, o[0]+w0>>8&everyOther
			e[1], o[1] = e[1]+w1&everyOther, o[1]+w1>>8&everyOther
			e[2], o[2] = e[2]+w2&everyOther, o[2]+w2>>8&everyOther
			e[3], o[3] = e[3]+w3&everyOther, o[3]+w3>>8&everyOther
			even, odd, all = even[4:], odd[4:], all&w0&w1&w2&w3
		}
	}
	s.all = all
}

// addWeighted adds a row of RGBA with a weight.
func (s *strip) addWeighted(row []byte, weight uint64) {
	var rest [blockBytes]byte
	red, green, blue, all := s.red, s.green, s.blue, s.all
	for _, part := range blocks(row, &rest) {
		for ; len(part) >= blockBytes; part = part[blockBytes:] {
			b, rs, gs, bs := (*[blockBytes]byte)(part), (*[4]uint64)(red), (*[4]uint64)(green), (*[4]uint64)(blue)
			w0, w1 := binary.LittleEndian.Uint64(b[0:]), binary.LittleEndian.Uint64(b[8:])
			w2, w3 := binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])
			rs[0], gs[0], bs[0] = rs[0]+w0&firstBytes*weight, gs[0]+w0>>8&firstBytes*weight, bs[0]+w0>>16&firstBytes*weight
			rs[1], gs[1], bs[1] = rs[1]+w1&firstBytes*weight, gs[1]+w1>>8&firstBytes*weight, bs[1]+w1>>16&firstBytes*weight
			rs[2], gs[2], bs[2] = rs[2]+w2&firstBytes*weight, gs[2]+w2>>8&firstBytes*weight, bs[2]+w2>>16&firstBytes*weight
			rs[3], gs[3], bs[3] = rs[3]+w3&firstBytes*weight, gs[3]+w3>>8&firstBytes*weight, bs[3]+w3>>16&firstBytes*weight
			red, green, blue, all = red[4:], green[4:], blue[4:], all&w0&w1&w2&w3
		}
	}
	s.all = all
}

// weigh puts the plain sums, all with one weight, among the weighted ones.
func (s *strip) weigh(weight uint64) {
	if s.rows == 0 {
		return
	}
	s.rows = 0
	even := s.even
	odd, red, green, blue := s.odd[:len(even)], s.red[:len(even)], s.green[:len(even)], s.blue[:len(even)]
	for i, e := range even {
		red[i] += e & firsts * weight
		green[i] += odd[i] & firsts * weight
		blue[i] += e >> 16 & firsts * weight
		even[i], odd[i] = 0, 0
	}
}

// run adds up the weighted sums from the left to the right.
func (s *strip) run() {
	const low = 1<<32 - 1
	var r, g, b uint64
	running := s.running[3:]
	green, blue := s.green[:len(s.red)], s.blue[:len(s.red)]
	for i, rs := range s.red {
		gs, bs := green[i], blue[i]
		pair := (*[6]uint64)(running)
		r, g, b = r+rs&low, g+gs&low, b+bs&low
		pair[0], pair[1], pair[2] = r, g, b
		r, g, b = r+rs>>32, g+gs>>32, b+bs>>32
		pair[3], pair[4], pair[5] = r, g, b
		running = running[6:]
	}
}

// sum is the weighted sum of what a new pixel covers of the columns; those between the first and
// the last have the weight between.
func (s *strip) sum(c covered, between uint64) (r, g, b uint64) {
	// The running sums before and behind the first column and the last.
	first, last := (*[6]uint64)(s.running[3*c.first:]), (*[6]uint64)(s.running[3*c.end-3:])
	left, right := uint64(c.left), uint64(c.right)
	r, g, b = left*(first[3]-first[0]), left*(first[4]-first[1]), left*(first[5]-first[2])
	if c.end > c.first+1 {
		r += between*(last[0]-first[3]) + right*(last[3]-last[0])
		g += between*(last[1]-first[4]) + right*(last[4]-last[1])
		b += between*(last[2]-first[5]) + right*(last[5]-last[2])
	}
	return r, g, b
}
