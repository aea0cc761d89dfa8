package obtain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
)

// elsewhere is the cure where the output folder cannot be written to.
const elsewhere = "choose another folder with -out"

// convertTo converts the weights at from, a file or folder, into the folder out.
func convertTo(ctx context.Context, from, out string) (*vgg19.Manifest, error) {
	files, err := filesAt(from)
	if err != nil {
		return nil, err
	}
	src, err := convert.Open(files)
	if err != nil {
		return nil, err
	}
	return writeTo(ctx, src, out)
}

// writeTo writes the quantized form of src into the folder out.
func writeTo(ctx context.Context, src vgg19.Source, out string) (*vgg19.Manifest, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("%w; %s", err, elsewhere)
	}
	part, err := os.MkdirTemp(out, ".part-*")
	if err != nil {
		return nil, fmt.Errorf("%w; %s", err, elsewhere)
	}
	defer os.RemoveAll(part)
	m, err := vgg19.Write(src, func(name string, data []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(part, name), data, 0o644)
	}, nil)
	if err != nil {
		return nil, err
	}
	if err := verify(part, m); err != nil {
		return nil, fmt.Errorf("what was written reads back differently: %w", err)
	}
	// The manifest goes first and comes last: where one is, its shards are.
	if err := os.Remove(filepath.Join(out, vgg19.ManifestName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w; %s", err, elsewhere)
	}
	var names []string
	for _, s := range m.Shards {
		names = append(names, s.Name)
	}
	for _, name := range append(names, vgg19.ManifestName) {
		if err := os.Rename(filepath.Join(part, name), filepath.Join(out, name)); err != nil {
			return nil, fmt.Errorf("%w; %s", err, elsewhere)
		}
	}
	return m, nil
}

// verify reads the quantized form in a folder as the page does.
func verify(dir string, m *vgg19.Manifest) error {
	r := vgg19.NewReader(m)
	for i, s := range m.Shards {
		data, err := os.ReadFile(filepath.Join(dir, s.Name))
		if err != nil {
			return err
		}
		if err := r.Add(i, data); err != nil {
			return err
		}
	}
	return nil
}
