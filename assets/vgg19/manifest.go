package vgg19

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

const (
	// ManifestName is the name of the file that lists the others.
	ManifestName = "manifest.json"
	// Format is the value of the manifest's "format".
	Format = "pawgrad-vgg19-int8"
	// Version is the version of the format that this package writes, and the
	// newest that it reads.
	Version = 1
	// MaxShardBytes bounds a shard: small enough that an interrupted download
	// loses little, and that file hosts take it.
	MaxShardBytes = 4_000_000
	// maxManifestBytes bounds what ParseManifest looks at; a manifest has
	// about 5,000 bytes.
	maxManifestBytes = 1 << 20
)

// Reasons for which weights cannot be used; the errors that wrap them name the
// cure. Test with errors.Is.
var (
	// ErrDamaged: a file is cut short, altered, or not the one it is called.
	ErrDamaged = errors.New("these VGG19 weights are damaged")
	// ErrNotManifest: the file is not a manifest of this format.
	ErrNotManifest = errors.New("this file is not a manifest of converted VGG19 weights")
	// ErrNewer: the weights were written by a newer version of the program.
	ErrNewer = errors.New("these VGG19 weights are of a newer kind")
)

// Manifest lists the parts of the quantized form. The shards, one after the
// other, are one stream of bytes; it holds for each layer the scales, the
// biases (float32, little-endian), and the int8 kernel (HWIO).
type Manifest struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Info
	Layers []ManifestLayer `json:"layers"`
	Shards []Shard         `json:"shards"`
}

// ManifestLayer says where in the stream a layer's parts begin, in bytes.
type ManifestLayer struct {
	Name string `json:"name"`
	// Shape is the kernel's shape, HWIO.
	Shape  [4]int `json:"shape"`
	Scale  int    `json:"scale"`
	Bias   int    `json:"bias"`
	Kernel int    `json:"kernel"`
}

// Shard is one file of the stream.
type Shard struct {
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
	// SHA256 of the file, hexadecimal.
	SHA256 string `json:"sha256"`
}

// Bytes is the length of all shards together.
func (m *Manifest) Bytes() int {
	total := 0
	for _, s := range m.Shards {
		total += s.Bytes
	}
	return total
}

// ID is a short name of these weights and their preprocessing: what was
// computed with one set of weights must not be taken for another's.
func (m *Manifest) ID() string {
	sum := sha256.New()
	for _, s := range m.Shards {
		fmt.Fprintln(sum, s.SHA256)
	}
	fmt.Fprint(sum, m.Preprocessing)
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// layout places the layers' parts in the stream and gives its length.
func layout(layers []Layer) (placed []ManifestLayer, total int) {
	for _, l := range layers {
		p := ManifestLayer{Name: l.Name, Shape: l.Shape()}
		p.Scale = total
		p.Bias = p.Scale + 4*l.Out
		p.Kernel = p.Bias + 4*l.Out
		total = p.Kernel + l.KernelLen()
		placed = append(placed, p)
	}
	return placed, total
}

// StoredBytes is the length of the shards of VGG19 together.
func StoredBytes() int {
	_, total := layout(Layers())
	return total
}

// shardSizes cuts the stream into the fewest shards of nearly the same size.
func shardSizes(total int) []int {
	n := (total + MaxShardBytes - 1) / MaxShardBytes
	sizes := make([]int, n)
	for i := range sizes {
		sizes[i] = total*(i+1)/n - total*i/n
	}
	return sizes
}

func shardName(i, n int) string { return fmt.Sprintf("vgg19-int8-%dof%d.bin", i+1, n) }

// ParseManifest reads a manifest and checks it against the network. Its
// errors are sentences for the user.
func ParseManifest(text []byte) (*Manifest, error) { return parseManifest(text, Layers()) }

func parseManifest(text []byte, layers []Layer) (*Manifest, error) {
	const again = "convert the weights again, or load the page again if it came with them"
	if len(text) > maxManifestBytes {
		return nil, fmt.Errorf("%w: it has %d bytes, expected at most %d; %s", ErrNotManifest, len(text), maxManifestBytes, again)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%w: %v, expected a JSON object with the format %q; %s", ErrNotManifest, err, Format, again)
	}
	switch {
	case m.Format != Format:
		return nil, fmt.Errorf("%w: its format is %q, expected %q; %s", ErrNotManifest, m.Format, Format, again)
	case m.Version > Version:
		return nil, fmt.Errorf("%w: version %d, and this program reads up to version %d; load the page again to get the newest program", ErrNewer, m.Version, Version)
	case m.Version != Version:
		return nil, fmt.Errorf("%w: version %d, expected %d; %s", ErrNotManifest, m.Version, Version, again)
	}
	if err := m.check(layers); err != nil {
		return nil, fmt.Errorf("%w: %s: %w; %s", ErrDamaged, ManifestName, err, again)
	}
	return &m, nil
}

// check compares the manifest with the one that the network determines.
func (m *Manifest) check(layers []Layer) error {
	if err := m.Preprocessing.check(); err != nil {
		return err
	}
	placed, total := layout(layers)
	if len(m.Layers) != len(placed) {
		return fmt.Errorf("%d layers, expected %d", len(m.Layers), len(placed))
	}
	for i, got := range m.Layers {
		if got != placed[i] {
			return fmt.Errorf("layer %d is %+v, expected %+v", i, got, placed[i])
		}
	}
	found := 0
	var names []string
	for _, s := range m.Shards {
		if s.Bytes < 1 || s.Bytes > MaxShardBytes || found > math.MaxInt32 {
			return fmt.Errorf("shard %q has %d bytes, expected 1 to %d", s.Name, s.Bytes, MaxShardBytes)
		}
		if sum, err := hex.DecodeString(s.SHA256); err != nil || len(sum) != sha256.Size {
			return fmt.Errorf("shard %q has the sha256 %q, expected %d hexadecimal digits", s.Name, s.SHA256, 2*sha256.Size)
		}
		if !plainName(s.Name) || slices.Contains(names, s.Name) {
			return fmt.Errorf("shard name %q: expected a file name of its own, of letters, digits, dots and dashes", s.Name)
		}
		names = append(names, s.Name)
		found += s.Bytes
	}
	if found != total {
		return fmt.Errorf("shards of %d bytes in all, expected %d", found, total)
	}
	return nil
}

// plainName tells whether a shard's name can only mean a file beside the
// manifest: it becomes part of a URL or a path.
func plainName(name string) bool {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_') {
			return false
		}
	}
	return name != "" && name[0] != '.' && len(name) <= 100
}
