package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/hdf5"
	"pawgrad/assets/vgg19/internal/floats"
	"pawgrad/assets/vgg19/safetensors"
)

// kind is the format of a file.
type kind int

const (
	kindNone kind = iota
	kindHDF5
	kindTFJS
	kindSafetensors
)

func (k kind) String() string {
	return [...]string{"no weights", "Keras HDF5", "TensorFlow.js", "safetensors"}[k]
}

const (
	// headBytes is what is looked at of every file.
	headBytes = 64
	// maxJSON bounds a JSON file that may be a model.
	maxJSON = 4 << 20
)

// sniff tells a file's kind by its content; of a file without weights it says
// what it is instead.
func sniff(f File) (k kind, what string, err error) {
	head := make([]byte, min(headBytes, max(f.Size, 0)))
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
	case starts("PK\x03\x04") && (ends(".pth") || ends(".pt")), starts("\x80\x02"):
		return kindNone, "a PyTorch file (save its weights as safetensors)", nil
	case starts("PK\x03\x04") && ends(".keras"):
		return kindNone, "a .keras archive (unpack it and use its model.weights.h5)", nil
	case starts("PK\x03\x04"), starts("\x1f\x8b"):
		return kindNone, "a packed archive (unpack it first)", nil
	case starts("<"):
		return kindNone, "a web page, not a file of weights (the download went wrong)", nil
	case ends(".h5"), ends(".hdf5"), ends(".keras"), ends(".safetensors"):
		return kindNone, fmt.Sprintf("not what its name says: it begins with %q, and is damaged or was renamed", head[:min(8, len(head))]), nil
	case ends(".bin"):
		return kindNone, "a shard without its model.json", nil
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
