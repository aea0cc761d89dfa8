package features

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

func floats(b []byte) []float32 {
	f := make([]float32, len(b)/4)
	for i := range f {
		f[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return f
}

func TestRows(t *testing.T) {
	want := [][]float32{{0, 1, 100, 0.3}, {0, 0, 0, 0}, {1e-3, 2e-3, 5, 4}, {7, 7, 7, 7}, {1e30, 3e29, 0, 1}}
	part := func(rows [][]float32) File {
		var b []byte
		for _, r := range rows {
			b = Append(b, r)
		}
		return bytes.NewReader(b)
	}
	// Room for two of five, so that both ways of reading are met.
	r, err := Open([]File{part(want[:2]), part(nil), part(want[2:])}, 4, 5, func(i int) int { return i % 2 }, 2*RowBytes(4))
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]byte, r.Bytes())
	for range 2 {
		for i := len(want) - 1; i >= 0; i-- {
			if err := r.Read(i, dst); err != nil {
				t.Fatal(err)
			}
			most := 0.0
			for _, v := range want[i] {
				most = max(most, float64(v))
			}
			for k, got := range floats(dst) {
				v := float64(want[i][k])
				if bound := math.Sqrt(v*most)/levels + most/(levels*levels); math.Abs(float64(got)-v) > bound*1.0001 {
					t.Errorf("row %d: %g became %g, want it within %g", i, v, got, bound)
				}
			}
			if r.Label(i) != i%2 {
				t.Errorf("row %d has the label %d", i, r.Label(i))
			}
		}
	}
}

func TestWhatNoLayerGives(t *testing.T) {
	row := Append(nil, []float32{-1, float32(math.NaN()), float32(math.Inf(1)), 2})
	dst := make([]byte, 16)
	decode(row, dst)
	if got := floats(dst); got[0] != 0 || got[1] != 0 || got[2] != 0 || got[3] != 2 {
		t.Errorf("%v, want 0 0 0 2", got)
	}
}

func TestDamage(t *testing.T) {
	row := Append(nil, []float32{1, 2})
	nan := bytes.Clone(row)
	binary.LittleEndian.PutUint32(nan, math.Float32bits(float32(math.NaN())))
	open := func(data []byte, images int) error {
		r, err := Open([]File{bytes.NewReader(data)}, 2, images, nil, 0)
		if err != nil {
			return err
		}
		return r.Read(0, make([]byte, r.Bytes()))
	}
	for _, c := range []struct {
		name, want string
		err        error
	}{
		{"cut short", "no whole number", open(row[:5], 1)},
		{"another set", "another image set", open(row, 2)},
		{"no number", "damaged", open(nan, 1)},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, c.err, c.want)
		}
	}
}
