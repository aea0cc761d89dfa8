package safetensors

import (
	"bytes"
	"encoding/json"
	"fmt"

	"pawgrad/assets/content"
	reader "pawgrad/assets/vgg19/safetensors"
	"pawgrad/nn/export"
	"pawgrad/nn/file"
)

// Decode reads a file of [Encode] back. Errors are sentences for the page.
func Decode(data []byte) (*file.Model, error) {
	r, size := bytes.NewReader(data), int64(len(data))
	about, err := reader.Metadata(r, size)
	if err != nil {
		return nil, err
	}
	text, ours := about[content.Mark]
	if !ours {
		return nil, fmt.Errorf("%w: these are weights in safetensors form that do not say how photos are prepared for them. "+
			"Open one that this page has exported; what an older version of it has exported, export again", file.ErrForeign)
	}
	var description file.Description
	if err := json.Unmarshal([]byte(text), &description); err != nil {
		return nil, fmt.Errorf("%w: its description cannot be read (%v)", file.ErrDamaged, err)
	}
	list, err := reader.Open(r, size)
	if err != nil {
		return nil, err
	}
	tensors := map[string]file.Tensor{}
	for _, t := range list {
		values := make([]float32, t.Len())
		if err := t.ReadFloat32(values); err != nil {
			return nil, err
		}
		tensors[t.Name] = file.Tensor{Data: values}
	}
	return export.Restore(description, tensors)
}
