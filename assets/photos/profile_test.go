//go:build !js

package photos

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

// iccOf is a profile of a colour space with tags.
func iccOf(space string, tags map[string][]byte) []byte {
	icc := make([]byte, 128)
	copy(icc[16:], space+"XYZ ")
	icc = binary.BigEndian.AppendUint32(icc, uint32(len(tags)))
	at := len(icc) + 12*len(tags)
	var contents []byte
	for name, content := range tags {
		icc = binary.BigEndian.AppendUint32(append(icc, name...), uint32(at+len(contents)))
		icc = binary.BigEndian.AppendUint32(icc, uint32(len(content)))
		contents = append(contents, content...)
	}
	return append(icc, contents...)
}

func xyz(x, y, z float64) []byte {
	out := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(v*65536))))
	}
	return out
}

// gammaCurve is a tone curve x^2.
var gammaCurve = []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00")

// sRGB's own colorants with the curve x^2: only the curve has to show.
func TestProfileOfCurvesAndMatrix(t *testing.T) {
	icc := iccOf("RGB ", map[string][]byte{
		"rXYZ": xyz(0.4360747, 0.2225045, 0.0139322), "gXYZ": xyz(0.3850649, 0.7168786, 0.0971045), "bXYZ": xyz(0.1430804, 0.0606169, 0.7141733),
		"rTRC": gammaCurve, "gTRC": gammaCurve, "bTRC": gammaCurve,
	})
	convert, err := toSRGB(icc)
	if err != nil {
		t.Fatal(err)
	}
	rgba := []byte{200, 100, 0, 77, 255, 255, 255, 255}
	convert(rgba)
	want := func(v float64) int { return int(math.Round(255 * encodeSRGB(v*v))) }
	for i, w := range []int{want(200. / 255), want(100. / 255), 0, 77, 255, 255, 255, 255} {
		if d := int(rgba[i]) - w; d < -1 || d > 1 {
			t.Errorf("byte %d is %d, want %d", i, rgba[i], w)
		}
	}
}

func TestProfileOfGray(t *testing.T) {
	convert, err := toSRGB(iccOf("GRAY", map[string][]byte{"kTRC": gammaCurve}))
	if err != nil {
		t.Fatal(err)
	}
	rgba := []byte{128, 128, 128, 255}
	convert(rgba)
	if want := byte(math.Round(255 * encodeSRGB(128./255*128/255))); rgba[0] != want || rgba[2] != want {
		t.Errorf("%v, want %d", rgba, want)
	}
}

func TestProfilesThatAreNotApplied(t *testing.T) {
	for name, c := range map[string]struct {
		icc  []byte
		says string // of the error, or empty for none
	}{
		"for printing":     {iccOf("CMYK", nil), "for printing"},
		"of lookup tables": {iccOf("RGB ", map[string][]byte{"A2B0": make([]byte, 40)}), "of a kind"},
		"cut":              {iccOf("RGB ", nil)[:60], ""},
		"without curves":   {iccOf("RGB ", map[string][]byte{"rXYZ": xyz(1, 1, 1)}), "of a kind"},
	} {
		convert, err := toSRGB(c.icc)
		if (err != nil) != (c.says != "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		rgba := []byte{1, 2, 3, 4}
		if convert(rgba); string(rgba) != "\x01\x02\x03\x04" {
			t.Errorf("%s changes colours: %v", name, rgba)
		}
	}
}

// The five formulas, each by hand at a point above and below its bend.
func TestFormulas(t *testing.T) {
	fixed := func(numbers ...float64) (out []byte) {
		for _, n := range numbers {
			out = binary.BigEndian.AppendUint32(out, uint32(int32(n*65536)))
		}
		return out
	}
	for _, c := range []struct {
		kind       int
		parameters []byte
		x, want    float64
	}{
		{0, fixed(2), 0.5, 0.25},
		{1, fixed(2, 2, -0.5), 0.5, 0.25}, {1, fixed(2, 2, -0.5), 0.125, 0},
		{2, fixed(2, 2, -0.5, 0.25), 0.5, 0.5}, {2, fixed(2, 2, -0.5, 0.25), 0.125, 0.25},
		{3, fixed(2, 1, 0, 0.5, 0.25), 0.5, 0.25}, {3, fixed(2, 1, 0, 0.5, 0.25), 0.125, 0.0625},
		{4, fixed(2, 1, 0, 0.5, 0.25, 0.125, 0.0625), 0.5, 0.375}, {4, fixed(2, 1, 0, 0.5, 0.25, 0.125, 0.0625), 0.125, 0.125},
	} {
		if got := formula(c.kind, c.parameters)(c.x); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("kind %d at %g: %g, want %g", c.kind, c.x, got, c.want)
		}
	}
	if formula(5, fixed(1, 1, 1, 1, 1, 1, 1)) != nil || formula(4, fixed(1)) != nil {
		t.Error("formulas that there are not")
	}
}
