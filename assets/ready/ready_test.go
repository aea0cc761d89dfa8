//go:build !js

package ready

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"pawgrad/assets/bundled"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// mostBytes bounds the small network's file: whoever opens the page fetches it.
const mostBytes = 1 << 20

// TestNetworks holds the files against what the page expects of them, and what it says of
// them against the files: a network that was made anew has to be measured anew.
func TestNetworks(t *testing.T) {
	files, accuracies := Files(), Accuracies()
	for _, n := range Networks {
		content := files[n.File]
		m, err := file.Decode(content)
		if err != nil {
			t.Fatalf("%s: %v", n.File, err)
		}
		if m.Run.Model != n.Model || m.Set != bundled.Open().Info().Name || !slices.Equal(m.Labels, bundled.Open().Info().Classes) || m.Base != "" {
			t.Errorf("%s: %+v", n.File, m.Description)
		}
		for _, w := range m.Weights {
			if len(w.Shape) > 1 && w.Steps == nil {
				t.Errorf("%s has its %s in float32", n.File, w.Name)
			}
		}
		if n.Model == spec.CNN && len(content) > mostBytes {
			t.Errorf("%s has %d bytes, more than %d", n.File, len(content), mostBytes)
		}
		sum := sha256.Sum256(content)
		if a := accuracies[n.Model]; a.SHA256 != hex.EncodeToString(sum[:]) || a.Photos == 0 || a.Right == 0 || a.Right > a.Photos {
			t.Errorf("%s says %+v of %s with the sha256 %x: run make accuracy ROWS=ready-%s", MeasuredFile, a, n.File, sum, n.Model)
		}
	}
}
