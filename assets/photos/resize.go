package photos

import (
	"fmt"

	"pawgrad/assets/pack"
)

// Resize brings a photo to height x width without keeping its aspect ratio
// ("stretch"), as Keras' image pipeline does: 8-bit RGB, HWC. Each axis that
// shrinks is averaged over the area a new pixel covers; each that grows is
// interpolated by Catmull-Rom's cubic (Catmull & Rom 1974), clamped at the
// edges. Transparent parts are shown on white.
//
// It works in integers, row by row, so that its result is the same on every
// machine and its memory small.
func Resize(p Photo, height, width int) []byte {
	if p.Width < 1 || p.Height < 1 || len(p.RGBA) != p.Width*p.Height*4 || height < 1 || width < 1 || max(height, width) > pack.MaxSide {
		panic(fmt.Sprintf("photos: Resize of %d bytes, %dx%d, to %dx%d", len(p.RGBA), p.Width, p.Height, width, height))
	}
	h, w := min(height, p.Height), min(width, p.Width)
	small := average(p, h, w)
	if h == height && w == width {
		return small
	}
	return enlarge(small, h, w, height, width)
}

const (
	// weightOne is a filter's weight 1. 255 times it, with the overshoot of Catmull-Rom
	// in both directions, stays far inside 64 bits, and sides up to pack.MaxSide keep the
	// cubic's weights inside them, too.
	weightOne  = 1 << weightBits
	weightBits = 20
	// rowBits is the precision, in bits behind the binary point, to which a
	// row brought to the new width is kept before rows are mixed.
	rowBits = 12
	// catmullRomTaps is the number of pixels Catmull-Rom interpolates between.
	// No two successive outputs share more source rows than that.
	catmullRomTaps = 4
)

// enlarge brings h x w RGB to height x width, neither smaller. A row is brought to the new width
// once, and as many of such rows are kept as a new row is made of.
func enlarge(rgb []byte, h, w, height, width int) []byte {
	columns, rows := newFilter(w, width), newFilter(h, height)
	out := make([]byte, 0, height*width*3)
	var kept [catmullRomTaps][]int32
	var holds [catmullRomTaps]int // the source row in kept, plus one
	for i := range kept {
		kept[i] = make([]int32, width*3)
	}
	sum := make([]int64, width*3)
	for y := range height {
		clear(sum)
		first, weights := rows.taps(y)
		for k, weight := range weights {
			row := first + k
			slot := row % catmullRomTaps
			if holds[slot] != row+1 {
				columns.apply(kept[slot], rgb[row*w*3:(row+1)*w*3])
				holds[slot] = row + 1
			}
			weight := int64(weight)
			for x, v := range kept[slot] {
				sum[x] += weight * int64(v)
			}
		}
		for _, v := range sum {
			v = (v + 1<<(rowBits+weightBits-1)) >> (rowBits + weightBits)
			out = append(out, byte(min(max(v, 0), 255)))
		}
	}
	return out
}

// filter says of which source pixels each new pixel of one axis that does not shrink is made.
type filter struct {
	first   []int   // of each new pixel: its first source pixel
	end     []int   // of each new pixel: where its weights end
	weights []int32 // all new pixels' weights; each one's sum to weightOne
}

func (f *filter) taps(i int) (first int, weights []int32) {
	begin := 0
	if i > 0 {
		begin = f.end[i-1]
	}
	return f.first[i], f.weights[begin:f.end[i]]
}

func newFilter(src, dst int) *filter {
	f := &filter{first: make([]int, 0, dst), end: make([]int, 0, dst)}
	for i := range dst {
		f.catmullRom(i, src, dst)
		f.end = append(f.end, len(f.weights))
	}
	return f
}

// catmullRom adds the weights of new pixel i, whose centre lies at source
// coordinate (i+1/2)*src/dst - 1/2, between the second and third of four
// pixels; those beyond the edges are replaced by the edge. An axis that keeps its
// length keeps its pixels.
func (f *filter) catmullRom(i, src, dst int) {
	// The distance t from the second pixel is n/d, exactly.
	position, d := (2*i+1)*src-dst, 2*dst
	base := (position+d)/d - 1
	n := position - base*d
	// The cubic's four weights in t, times 2*d^3.
	cubic := [catmullRomTaps]int{
		(-n*n + 2*n*d - d*d) * n,
		(3*n-5*d)*n*n + 2*d*d*d,
		((-3*n+4*d)*n + d*d) * n,
		(n - d) * n * n,
	}
	unit := 2 * d * d * d
	clamp := func(j int) int { return min(max(j, 0), src-1) }
	first := clamp(base - 1)
	weights := make([]int32, clamp(base+2)-first+1)
	done, running := 0, 0
	for k, c := range cubic {
		running += c
		// Rounded; a whole weightOne is added first, since running may be
		// negative and division would then round the other way.
		total := (running*weightOne+unit/2+unit*weightOne)/unit - weightOne
		weights[clamp(base-1+k)-first] += int32(total - done)
		done = total
	}
	f.first = append(f.first, first)
	f.weights = append(f.weights, weights...)
}

// apply brings one row of RGB to the new width, with rowBits behind the
// binary point.
func (f *filter) apply(dst []int32, row []byte) {
	begin := 0
	for i, end := range f.end {
		var r, g, b int64
		src := row[f.first[i]*3:]
		for _, weight := range f.weights[begin:end] {
			w := int64(weight)
			r += w * int64(src[0])
			g += w * int64(src[1])
			b += w * int64(src[2])
			src = src[3:]
		}
		begin = end
		const shift, half = weightBits - rowBits, 1 << (weightBits - rowBits - 1)
		dst[i*3] = int32((r + half) >> shift)
		dst[i*3+1] = int32((g + half) >> shift)
		dst[i*3+2] = int32((b + half) >> shift)
	}
}
