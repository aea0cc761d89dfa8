package obtain

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"pawgrad/assets/vgg19/convert"
)

// OfficialName is the file of the official address.
const OfficialName = convert.OfficialName

const (
	// kerasWhole is the same with the dense layers.
	kerasWhole      = "vgg19_weights_tf_dim_ordering_tf_kernels.h5"
	torchvisionName = "vgg19-dcbb9e9d.pth"
)

// Sum is what is published of a file, to know it by.
type Sum struct {
	// New is the algorithm; nil if nothing is published.
	New func() hash.Hash
	// Begins is how the sum begins, in hexadecimal digits, or all of it.
	Begins string
}

// md5s are of Keras' own source (keras.applications.vgg19).
var md5s = map[string]string{
	OfficialName: "253f8cb515780f3b799900260a226db6",
	kerasWhole:   "cbe5617147190e668d6c5d5026f83318",
}

// torchHub finds in a name the begin of the file's sha256, where torch.hub looks for
// it, too.
var torchHub = regexp.MustCompile(`-([0-9a-f]{8,64})\.(pth|pt)$`)

// blobName is how Hugging Face names a file in its cache, by its sha256; the name
// that people use links there.
var blobName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Published tells what is published of the file at path: by its name, or by that
// of the file that it links to.
func Published(path string) Sum {
	name := filepath.Base(path)
	if sum := md5s[name]; sum != "" {
		return Sum{md5.New, sum}
	}
	if found := torchHub.FindStringSubmatch(name); found != nil {
		return Sum{sha256.New, found[1]}
	}
	if target, err := os.Readlink(path); err == nil && blobName.MatchString(filepath.Base(target)) {
		return Sum{sha256.New, filepath.Base(target)}
	}
	return Sum{}
}

// check compares a file with its sum.
func (s Sum) check(path string) error {
	if s.New == nil {
		return nil
	}
	got, err := s.of(path)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(got, s.Begins) {
		return fmt.Errorf("%s has the checksum %.16s..., expected %.16s...: it is cut short, altered, or of another network", filepath.Base(path), got, s.Begins)
	}
	return nil
}

// of computes a file's sum.
func (s Sum) of(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := s.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
