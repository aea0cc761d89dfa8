package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/hdf5"
	"pawgrad/assets/vgg19/internal/floats"
	"pawgrad/assets/vgg19/safetensors"
	"pawgrad/assets/vgg19/torch"
)

// kind is the format of a file.
type kind int

const (
	kindNone kind = iota
	kindHDF5
	kindTFJS
	kindSafetensors
	kindTorch
)

func (k kind) String() string {
	return [...]string{"no weights", "Keras HDF5", "TensorFlow.js", "safetensors", "PyTorch"}[k]
}

const (
	// HeadBytes is what is looked at of every file.
	HeadBytes = 128
	// maxJSON bounds a JSON file that may be a model.
	maxJSON = 4 << 20
)

// LooksLikeWeights tells, by a file's name and its first [HeadBytes], whether it
// may be of a network's weights, so that a page can tell it from the photos that
// are dropped on it. Other programs' files that cannot be used look like weights,
// too: what is wrong with them, and whether others are VGG19's, Open finds out.
func LooksLikeWeights(name string, head []byte) bool {
	switch path.Ext(strings.ToLower(name)) {
	case ".h5", ".hdf5", ".keras", ".safetensors", ".pth", ".pt":
		return true
	}
	f := File{Name: name}
	return isModel(f) || isShard(f) || bytes.HasPrefix(head, []byte(hdf5.Signature)) || safetensors.LooksLike(head) || torch.LooksLike(head)
}

// isModel reports whether a file's name is that of a TensorFlow.js model.
func isModel(f File) bool { return strings.EqualFold(f.base(), "model.json") }

// isShard reports whether a file's name is one that TensorFlow.js gives to a part
// of the weights, which has no other mark: group1-shard1of4.bin, in its first
// versions without .bin.
func isShard(f File) bool {
	_, numbers, _ := strings.Cut(strings.ToLower(f.base()), "-shard")
	var shard, of int
	n, _ := fmt.Sscanf(numbers, "%dof%d", &shard, &of)
	return n == 2
}

// sniff tells a file's kind by its content; of a file without weights it says
// what it is instead.
func sniff(f File) (k kind, what string, err error) {
	head := make([]byte, min(HeadBytes, max(f.Size, 0)))
	if err := floats.Full(f, head, 0); err != nil {
		return kindNone, "", err
	}
	starts := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	ends := func(s string) bool { return strings.HasSuffix(strings.ToLower(f.Name), s) }
	switch {
	case f.Size == 0:
		return kindNone, "empty (0 bytes)", nil
	case starts(hdf5.Signature):
		return kindHDF5, "", nil
	case safetensors.LooksLike(head):
		return kindSafetensors, "", nil
	case starts("{") && f.Size <= maxJSON:
		return sniffJSON(f)
	case torch.LooksLike(head), starts("PK\x03\x04") && (ends(".pth") || ends(".pt")):
		return kindTorch, "", nil
	case starts("PK\x03\x04") && ends(".keras"):
		return kindNone, "a .keras archive (unpack it and use its model.weights.h5)", nil
	case starts("PK\x03\x04"), starts("\x1f\x8b"):
		return kindNone, "a packed archive (unpack it first)", nil
	case starts("<"):
		return kindNone, "a web page, not a file of weights (the download went wrong)", nil
	case ends(".h5"), ends(".hdf5"), ends(".keras"), ends(".safetensors"), ends(".pth"), ends(".pt"):
		return kindNone, fmt.Sprintf("not what its name says: it begins with %q, and is damaged or was renamed", head[:min(8, len(head))]), nil
	case ends(".bin"):
		return kindNone, "a shard, of no use without its model.json", nil
	}
	return kindNone, fmt.Sprintf("something else (it begins with %q)", head[:min(8, len(head))]), nil
}

func sniffJSON(f File) (k kind, what string, err error) {
	text := make([]byte, f.Size)
	if err := floats.Full(f, text, 0); err != nil {
		return kindNone, "", err
	}
	var m struct {
		Format  string          `json:"format"`
		Weights json.RawMessage `json:"weightsManifest"`
	}
	switch err := json.Unmarshal(text, &m); {
	case err != nil && bytes.Contains(text, []byte("weightsManifest")):
		return kindNone, fmt.Sprintf("a model.json that is cut short or altered (%v)", err), nil
	case err != nil:
		return kindNone, "JSON that is cut short or altered", nil
	case m.Weights != nil:
		return kindTFJS, "", nil
	case m.Format == vgg19.Format:
		return kindNone, "of weights that were converted before (they need no conversion)", nil
	}
	return kindNone, "JSON without a \"weightsManifest\"", nil
}
