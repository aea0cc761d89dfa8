package pack

import (
	"encoding/binary"
	"testing"
)

// Open takes any bytes: it must not panic, and a set that it accepts must be
// readable to its last pixel.
func FuzzOpen(f *testing.F) {
	good := testPack(f)
	f.Add(good)
	f.Add(good[:40])
	f.Add(withIndex(f, good, func(m map[string]any) { m["height"] = 1 << 30 }))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := open(file)
		if err != nil {
			return
		}
		dst := make([]byte, s.Info().PixelBytes())
		for i := range s.Len() {
			if err := s.Pixels(i, dst); err != nil {
				t.Fatalf("image %d of %d: %v", i, s.Len(), err)
			}
		}
	})
}

// FuzzIndex gives any index a right checksum, which FuzzOpen rarely finds.
func FuzzIndex(f *testing.F) {
	good := testPack(f)
	m := int(binary.LittleEndian.Uint32(good[len(good)-16:]))
	f.Add(good[len(good)-16-m : len(good)-16])
	f.Fuzz(func(t *testing.T, text []byte) {
		file := seal(good[:8+len(testImages)*18], text)
		s, err := open(file)
		if err != nil {
			return
		}
		if want := int64(len(testImages) * 18); int64(s.Len()*s.Info().PixelBytes()) != want {
			t.Fatalf("%d images of %d bytes in %d", s.Len(), s.Info().PixelBytes(), want)
		}
		_ = s.Verify(nil)
	})
}
