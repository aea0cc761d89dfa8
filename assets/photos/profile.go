//go:build !js

package photos

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"pawgrad/assets/content"
)

// profileOf finds the ICC profile that a picture carries, nil if none: in JPEG's APP2, in parts,
// PNG's iCCP, WebP's ICCP, TIFF's tag 34675.
func profileOf(data []byte) (icc []byte) {
	switch _, format := content.Of(data); format {
	case "JPEG":
		jpegSegments(data, func(marker byte, body []byte) bool {
			const app2, numbers = 0xe2, 2
			part, ok := bytes.CutPrefix(body, []byte(iccMark))
			if ok && marker == app2 && len(part) >= numbers { // cameras write them in order
				icc = append(icc, part[numbers:]...)
			}
			return true
		})
	case "PNG":
		_, packed, found := bytes.Cut(pngChunk(data, "iCCP"), []byte{0})
		if found && len(packed) > 1 { // behind the byte that says that it is compressed
			if r, err := zlib.NewReader(bytes.NewReader(packed[1:])); err == nil {
				icc, _ = io.ReadAll(io.LimitReader(r, maxProfile))
			}
		}
	case "WebP":
		icc = webpChunk(data, "ICCP")
	case "TIFF":
		const tagProfile = 34675
		if order, e := tiffEntry(data, tagProfile); e != nil {
			size, at := int64(order.Uint32(e[4:])), int64(order.Uint32(e[8:]))
			if at+size <= int64(len(data)) {
				icc = data[at : at+size]
			}
		}
	}
	return icc
}

// maxProfile bounds a profile, in bytes: the largest are those of presses, of some megabytes.
const maxProfile = 16 << 20

// toSRGB returns what brings RGBA from a profile's colours to sRGB: for profiles of three curves
// and a matrix, or of one curve for gray (ICC.1:2010). The error tells that the profile is of
// another kind; what is returned then does nothing.
func toSRGB(icc []byte) (convert func(rgba []byte), err error) {
	nothing := func([]byte) {}
	const spaceAt, spaceEnd, pcsEnd, header = 16, 20, 24, 128
	if len(icc) < header+4 {
		return nothing, nil // a browser passes over what is no profile, too
	}
	curve := func(name string) (c [256]float64, ok bool) { return curveOf(tagOf(icc, name)) }
	switch space := string(icc[spaceAt:spaceEnd]); {
	case space == "GRAY":
		if gray, ok := curve("kTRC"); ok {
			identity := matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
			return converter([3][256]float64{gray, gray, gray}, identity), nil
		}
	case space == "RGB " && string(icc[spaceEnd:pcsEnd]) == "XYZ ":
		r, okR := curve("rTRC")
		g, okG := curve("gTRC")
		b, okB := curve("bTRC")
		m, okM := matrixOf(icc)
		if okR && okG && okB && okM {
			return converter([3][256]float64{r, g, b}, fromXYZ.times(m)), nil
		}
	case space == "CMYK":
		return nothing, fmt.Errorf("it has a colour profile for printing, which is not applied here as a browser applies it: its colours are duller or brighter than there; save it as RGB to have them exact")
	}
	return nothing, fmt.Errorf("it has a colour profile of a kind that is not applied here as a browser applies it: its colours differ a little from those there; save it with the profile sRGB to have them exact")
}

// matrix maps colours, linear in light.
type matrix [3][3]float64

func (m matrix) times(n matrix) (p matrix) {
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				p[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return p
}

// fromXYZ leads from the profiles' connection space, CIE XYZ seen by the light D50, to sRGB: the
// inverse of sRGB's own colorants, adapted to D50 after Bradford.
var fromXYZ = matrix{
	{3.1338561, -1.6168667, -0.4906146},
	{-0.9787684, 1.9161415, 0.0334540},
	{0.0719453, -0.2289914, 1.4052427},
}

// matrixOf reads a profile's colorants, the columns of the matrix to XYZ.
func matrixOf(icc []byte) (m matrix, ok bool) {
	for column, name := range []string{"rXYZ", "gXYZ", "bXYZ"} {
		tag := tagOf(icc, name)
		if len(tag) < 20 || string(tag[:4]) != "XYZ " {
			return m, false
		}
		for row := range 3 {
			m[row][column] = fixed(tag[8+4*row:])
		}
	}
	return m, true
}

// converter makes lookups of curves and a matrix.
func converter(curves [3][256]float64, m matrix) func([]byte) {
	const steps = 1 << 12 // fine enough to tell sRGB's darkest bytes apart
	var encoded [steps + 1]byte
	for i := range encoded {
		encoded[i] = byte(math.Round(255 * encodeSRGB(float64(i)/steps)))
	}
	return func(rgba []byte) {
		for p := rgba; len(p) >= 4; p = p[4:] {
			r, g, b := curves[0][p[0]], curves[1][p[1]], curves[2][p[2]]
			for c := range 3 {
				v := m[c][0]*r + m[c][1]*g + m[c][2]*b
				p[c] = encoded[int(min(max(v, 0), 1)*steps+0.5)]
			}
		}
	}
}

// encodeSRGB is sRGB's transfer function (IEC 61966-2-1).
func encodeSRGB(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// tagOf is the content of a profile's tag, nil if there is none.
func tagOf(icc []byte, name string) []byte {
	const table, entryBytes = 128, 12
	entries := icc[table+4:]
	for range binary.BigEndian.Uint32(icc[table:]) {
		if len(entries) < entryBytes {
			return nil
		}
		at, size := int64(binary.BigEndian.Uint32(entries[4:])), int64(binary.BigEndian.Uint32(entries[8:]))
		if string(entries[:4]) == name && at+size <= int64(len(icc)) {
			return icc[at : at+size]
		}
		entries = entries[entryBytes:]
	}
	return nil
}

// curveOf evaluates a tone curve for every byte: a table, a power, or one of five formulas.
func curveOf(tag []byte) (c [256]float64, ok bool) {
	if len(tag) < 12 {
		return c, false
	}
	var f func(x float64) float64
	switch body := tag[8:]; string(tag[:4]) {
	case "curv":
		n := int(binary.BigEndian.Uint32(body))
		table := body[4:]
		if n < 0 || n > len(table)/2 {
			return c, false
		}
		switch n {
		case 0:
			f = func(x float64) float64 { return x }
		case 1:
			power := float64(binary.BigEndian.Uint16(table)) / 256
			f = func(x float64) float64 { return math.Pow(x, power) }
		default:
			f = func(x float64) float64 {
				at := x * float64(n-1)
				i := min(int(at), n-2)
				low, high := float64(binary.BigEndian.Uint16(table[2*i:])), float64(binary.BigEndian.Uint16(table[2*i+2:]))
				return (low + (high-low)*(at-float64(i))) / math.MaxUint16
			}
		}
	case "para":
		f = formula(int(binary.BigEndian.Uint16(body)), body[4:])
	}
	if f == nil {
		return c, false
	}
	for i := range c {
		c[i] = f(float64(i) / math.MaxUint8)
	}
	return c, true
}

// formula is one of the parametric curves (ICC.1:2010, 10.16): all are (a*x+b)^g+e from d on and
// c*x+f below it.
func formula(kind int, parameters []byte) func(float64) float64 {
	counts := []int{1, 3, 4, 5, 7} // of the kinds 0 to 4
	if kind >= len(counts) || len(parameters) < 4*counts[kind] {
		return nil
	}
	var p [7]float64 // g, a, b, c, d, e, f
	p[1] = 1
	for i := range counts[kind] {
		p[i] = fixed(parameters[4*i:])
	}
	g, a, b, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	switch kind {
	case 0:
		d = -1
	case 1, 2: // the third parameter of kind 2 is added everywhere
		e, f = c, c
		c, d = 0, -b/a
	}
	return func(x float64) float64 {
		if x < d {
			return c*x + f
		}
		return math.Pow(max(a*x+b, 0), g) + e
	}
}

// fixed reads a number with 16 bits behind the binary point.
func fixed(p []byte) float64 { return float64(int32(binary.BigEndian.Uint32(p))) / 65536 }
