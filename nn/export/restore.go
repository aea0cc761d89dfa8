package export

import (
	"fmt"
	"strings"

	"pawgrad/nn/file"
)

// Restore puts a model together again of what was written of it for another tool: its description, and its tensors
// as [OutputsFirst] orders them, under names such as "conv1.weight" and "conv1.bias"; those of pretrained layers are
// left alone. Errors are sentences for the page.
func Restore(d file.Description, tensors map[string]file.Tensor) (*file.Model, error) {
	if err := d.Run.Validate(); err != nil { // or it has no network
		return nil, fmt.Errorf("%w: its settings are not possible: %w", file.ErrDamaged, err)
	}
	m := &file.Model{Description: d}
	for _, w := range d.Run.Network().Weights(d.Run.ImageSize) {
		layer, kind, _ := strings.Cut(w.Name, "/")
		name := layer + ".bias"
		if kind == "kernel" {
			name = layer + ".weight"
		}
		t := tensors[name]
		size := 1
		for _, side := range w.Shape {
			size *= side
		}
		if len(t.Data) != size || t.Steps != nil && len(t.Steps) != w.Shape[len(w.Shape)-1] {
			return nil, fmt.Errorf("%w: it holds %d numbers as %s, %s has %d", file.ErrDamaged, len(t.Data), name, d.Run.Network().Name, size)
		}
		if kind == "kernel" {
			t.Data = outputsLast(t.Data, w.Shape)
		}
		m.Weights = append(m.Weights, file.Tensor{Name: w.Name, Shape: w.Shape, Data: t.Data, Steps: t.Steps})
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	return m, nil
}
