//go:build !js

package bundled

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"testing"

	"pawgrad/assets/pack"
)

// fileSHA256 is the SHA-256 of the whole file, hexadecimal.
const fileSHA256 = "f4dcd66298a507b6117c8f520c0b872d553850b73ec55ae506703e5fac864824"

func TestPackIsWhatTheReadmeSays(t *testing.T) {
	if sum := sha256.Sum256(Pack); hex.EncodeToString(sum[:]) != fileSHA256 {
		t.Errorf("the file's SHA-256 is %x, it was %s", sum, fileSHA256)
	}
	set := Open()
	if err := set.Verify(nil); err != nil {
		t.Error(err)
	}
	if info := set.Info(); info.Height != Pixels || info.Width != Pixels || info.Name != Name || set.SHA256() != ContentSHA256 || !reflect.DeepEqual(info.Classes, []string{"cat", "dog"}) ||
		info.Source == "" || info.Licence == "" {
		t.Errorf("info: %+v", info)
	}
	for split, each := range map[pack.Split]int{pack.Train: 700, pack.Validation: 100, pack.Test: 200} {
		if got, want := set.Counts(split), []int{each, each}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", split, got, want)
		}
	}
}

// No photo may be in the set twice, above all not in two splits: neither the
// same bytes nor nearly so. The closest pair of the source that is not the same
// picture differs by 23.6 (root mean square, of 255); the same pictures, all
// in training, by 17.4 and more. Mirrored copies count, too.
func TestNoPhotoIsInTwoSplits(t *testing.T) {
	const closest = 23.0
	set := Open()
	photos := make([][]byte, set.Len())
	size := set.Info().PixelBytes()
	for i := range photos {
		photos[i] = make([]byte, size)
		if err := set.Pixels(i, photos[i]); err != nil {
			t.Fatal(err)
		}
	}
	bound := int(closest * closest * float64(size))
	for i, a := range photos {
		flipped := mirrored(a, set.Info().Width)
		for j := i + 1; j < len(photos); j++ {
			if set.Image(i).Split == set.Image(j).Split {
				continue
			}
			for _, photo := range [][]byte{a, flipped} {
				if d := distance(photo, photos[j], bound); d < bound {
					t.Errorf("%v and %v are nearly the same", set.Image(i), set.Image(j))
				}
			}
		}
	}
}

// distance is the sum of squared differences, given up beyond bound.
func distance(a, b []byte, bound int) int {
	sum := 0
	for k := 0; k < len(a) && sum < bound; k += 96 {
		for i, v := range a[k : k+96] {
			d := int(v) - int(b[k+i])
			sum += d * d
		}
	}
	return sum
}

func mirrored(rgb []byte, width int) []byte {
	out := make([]byte, 0, len(rgb))
	for row := 0; row < len(rgb); row += width * 3 {
		for x := width - 1; x >= 0; x-- {
			out = append(out, rgb[row+x*3:row+x*3+3]...)
		}
	}
	return out
}
