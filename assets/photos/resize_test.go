package photos

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// gray makes an opaque photo of rows of gray values.
func gray(rows ...[]byte) Photo {
	p := Photo{Width: len(rows[0]), Height: len(rows)}
	for _, row := range rows {
		for _, v := range row {
			p.RGBA = append(p.RGBA, v, v, v, 255)
		}
	}
	return p
}

func noise(width, height int) Photo {
	rng := rand.New(rand.NewPCG(1, 2))
	p := Photo{make([]byte, width*height*4), width, height}
	for i := range p.RGBA {
		p.RGBA[i] = byte(rng.Uint32())
		if i%4 == 3 {
			p.RGBA[i] = 255
		}
	}
	return p
}

func TestResizeByHand(t *testing.T) {
	for _, c := range []struct {
		name          string
		photo         Photo
		height, width int
		want          []byte // of the red channel
	}{
		{"same size", gray([]byte{1, 2}, []byte{3, 250}), 2, 2, []byte{1, 2, 3, 250}},
		{"mean of 2x2", gray([]byte{10, 20}, []byte{30, 40}), 1, 1, []byte{25}},
		// Pixel 0 covers 1.5 source pixels: (30 + 60/2)/1.5.
		{"3 to 2", gray([]byte{30, 60, 90}), 1, 2, []byte{40, 80}},
		{"rows 3 to 2", gray([]byte{30}, []byte{60}, []byte{90}), 2, 1, []byte{40, 80}},
		// t = 3/4 and 1/4 around two pixels, edges doubled: Catmull-Rom's
		// weights there are (-3, 29, 111, -9)/128 and (-9, 111, 29, -3)/128.
		// 0,0,0,128 -> -9 -> 0; 0,0,128,128 -> 29-3 = 26; and mirrored.
		{"2 to 4", gray([]byte{0, 128}), 1, 4, []byte{0, 26, 102, 137}},
		{"1 to 3", gray([]byte{77}), 2, 3, []byte{77, 77, 77, 77, 77, 77}},
		{"shrink one way, grow the other", gray([]byte{10, 20, 30, 40}), 3, 2, []byte{15, 35, 15, 35, 15, 35}},
	} {
		got := Resize(c.photo, c.height, c.width)
		if len(got) != c.height*c.width*3 {
			t.Fatalf("%s: %d bytes", c.name, len(got))
		}
		for i, want := range c.want {
			if got[i*3] != want || got[i*3+1] != want || got[i*3+2] != want {
				t.Errorf("%s: pixel %d is %v, want %d", c.name, i, got[i*3:i*3+3], want)
			}
		}
	}
}

func TestResizeKeepsChannelsApartAndFlattensOnWhite(t *testing.T) {
	p := Photo{[]byte{10, 20, 30, 255, 0, 100, 200, 0, 0, 100, 200, 51, 9, 9, 9, 255}, 4, 1}
	want := []byte{10, 20, 30, 255, 255, 255, 204, 224, 244, 9, 9, 9} // 51/255 = 1/5
	if got := Resize(p, 1, 4); !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Against the definition of area averaging, in floating point and without any
// of Resize's bookkeeping.
func TestResizeAgainstDefinition(t *testing.T) {
	for _, c := range [][4]int{{37, 53, 16, 32}, {64, 64, 63, 1}, {100, 7, 7, 7}, {9, 640, 5, 64}, {33, 1100, 8, 2}} {
		p := noise(c[0], c[1])
		width, height := c[2], c[3]
		if width > p.Width {
			width = p.Width
		}
		got := Resize(p, height, width)
		for y := range height {
			for x := range width {
				for ch := range 3 {
					if want := areaMean(p, height, width, y, x, ch); math.Abs(want-float64(got[(y*width+x)*3+ch])) > 0.51 {
						t.Fatalf("%v: pixel %d,%d channel %d is %d, want %.2f", c, y, x, ch, got[(y*width+x)*3+ch], want)
					}
				}
			}
		}
	}
}

func areaMean(p Photo, height, width, y, x, ch int) float64 {
	overlap := func(j int, i, src, dst int) float64 {
		lo, hi := float64(i)*float64(src)/float64(dst), float64(i+1)*float64(src)/float64(dst)
		return max(0, min(hi, float64(j+1))-max(lo, float64(j)))
	}
	sum, area := 0.0, 0.0
	for sy := range p.Height {
		for sx := range p.Width {
			a := overlap(sy, y, p.Height, height) * overlap(sx, x, p.Width, width)
			sum, area = sum+a*float64(p.RGBA[(sy*p.Width+sx)*4+ch]), area+a
		}
	}
	return sum / area
}

// Rows and columns must be treated alike, whether they shrink or grow.
func TestResizeTransposed(t *testing.T) {
	p := noise(9, 14)
	turned := Photo{make([]byte, len(p.RGBA)), p.Height, p.Width}
	for y := range p.Height {
		for x := range p.Width {
			copy(turned.RGBA[(x*p.Height+y)*4:], p.RGBA[(y*p.Width+x)*4:][:4])
		}
	}
	for _, c := range [][2]int{{40, 31}, {40, 3}, {5, 31}, {5, 3}} {
		height, width := c[0], c[1]
		a, b := Resize(p, height, width), Resize(turned, width, height)
		for y := range height {
			for x := range width {
				for ch := range 3 {
					// The order in which the axes are rounded may show by one.
					d := int(a[(y*width+x)*3+ch]) - int(b[(x*height+y)*3+ch])
					if d < -1 || d > 1 {
						t.Fatalf("to %dx%d: pixel %d,%d channel %d differs by %d", height, width, y, x, ch, d)
					}
				}
			}
		}
	}
}

// What shrinks is exact: mirrored and turned photos give mirrored and turned pixels.
func TestResizeMirrored(t *testing.T) {
	p := noise(37, 53)
	const height, width = 16, 9
	want := Resize(p, height, width)
	for name, turn := range map[string]func(x, y, width, height int) (int, int){
		"mirrored":    func(x, y, width, _ int) (int, int) { return width - 1 - x, y },
		"upside down": func(x, y, _, height int) (int, int) { return x, height - 1 - y },
	} {
		turned := Photo{make([]byte, len(p.RGBA)), p.Width, p.Height}
		for y := range p.Height {
			for x := range p.Width {
				tx, ty := turn(x, y, p.Width, p.Height)
				copy(turned.RGBA[(ty*p.Width+tx)*4:], p.RGBA[(y*p.Width+x)*4:][:4])
			}
		}
		got := Resize(turned, height, width)
		for y := range height {
			for x := range width {
				tx, ty := turn(x, y, width, height)
				if !bytes.Equal(got[(ty*width+tx)*3:][:3], want[(y*width+x)*3:][:3]) {
					t.Fatalf("%s: pixel %d,%d differs", name, x, y)
				}
			}
		}
	}
}

// A new pixel may cover more pixels of a row or a column than 16 bits hold the sum of.
func TestResizeOfLongPhotos(t *testing.T) {
	for _, length := range []int{256, 257, 258, 259, 260, 513, 515, 1030, 5000, 70000} {
		row := bytes.Repeat([]byte{255}, length)
		row[length/2] = 0
		wide := gray(row)
		for _, p := range []Photo{wide, {wide.RGBA, 1, length}} {
			got := Resize(p, 1, 1)[0]
			if want := byte(math.Round(255 * float64(length-1) / float64(length))); got != want {
				t.Errorf("%d x %d pixels: %d, want %d", p.Width, p.Height, got, want)
			}
		}
	}
}

// The cost of a photo of the usual size, at which archives of thousands come.
func BenchmarkResizeUsual(b *testing.B) {
	p := noise(500, 375)
	b.SetBytes(int64(len(p.RGBA)))
	for b.Loop() {
		Resize(p, 64, 64)
	}
}

// Weights must sum to one exactly, or flat photos change their brightness.
func TestResizeKeepsFlatPhotosFlat(t *testing.T) {
	for _, side := range []int{1, 2, 15, 16, 17, 33, 100, 999} {
		p := gray(bytes.Repeat([]byte{203}, side))
		for _, width := range []int{1, 2, 16, 31, 64, 150, 1024} {
			for i, v := range Resize(p, 2, width) {
				if v != 203 {
					t.Fatalf("%d to %d: byte %d is %d", side, width, i, v)
				}
			}
		}
	}
}

// The cost that a visitor waits for when dropping a photo of 12 megapixels.
func BenchmarkResize12Megapixels(b *testing.B) {
	p := noise(4000, 3000)
	b.SetBytes(int64(len(p.RGBA)))
	for b.Loop() {
		Resize(p, 64, 64)
	}
}
