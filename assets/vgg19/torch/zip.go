package torch

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"path"
)

// openZip opens the newer form: a zip archive of one folder that has the pickle, and
// below data/ a file for each storage.
func openZip(r io.ReaderAt, size int64) ([]*Tensor, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: it is cut short or altered (%v)", ErrDamaged, err)
	}
	entries := map[string]*zip.File{}
	folder := ""
	for _, f := range archive.File {
		if dir, name := path.Split(f.Name); name == "data.pkl" && folder == "" {
			folder = dir
		}
		entries[f.Name] = f
	}
	pickle := entries[folder+"data.pkl"]
	if pickle == nil {
		return nil, fmt.Errorf("%w: it is a zip archive without data.pkl", ErrNotTorch)
	}
	content, err := pickle.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: data.pkl: %w", ErrDamaged, err)
	}
	defer content.Close()
	root, _, err := run(bufio.NewReader(content), maxPickle)
	if err != nil {
		return nil, err
	}
	if order := entries[folder+"byteorder"]; order != nil && order.UncompressedSize64 == uint64(len("big")) {
		return nil, errBigEndian
	}
	tensors, err := tensorsOf(root)
	if err != nil {
		return nil, err
	}
	for _, t := range tensors {
		entry := entries[folder+"data/"+t.key]
		if entry == nil {
			return nil, fmt.Errorf("%w: the values of %s (data/%.40q) are missing", ErrDamaged, t.Name, t.key)
		}
		if err := t.placeIn(r, entry, size); err != nil {
			return nil, err
		}
	}
	return tensors, nil
}

// placeIn finds where a storage lies in the archive.
func (t *Tensor) placeIn(r io.ReaderAt, entry *zip.File, size int64) error {
	if entry.Method != zip.Store {
		return fmt.Errorf("%w: its values are compressed, expected them as torch.save writes them", ErrUnsupported)
	}
	begin, err := entry.DataOffset()
	if err != nil {
		return fmt.Errorf("%w: the values of %s: %w", ErrDamaged, t.Name, err)
	}
	if kind, known := types[t.class]; known {
		if want := t.storage.len * kind.size; uint64(want) != entry.UncompressedSize64 || begin > size-want {
			return fmt.Errorf("%w: the values of %s have %d bytes, expected %d", ErrDamaged, t.Name, entry.UncompressedSize64, want)
		}
	}
	t.r, t.begin = r, begin
	return nil
}
