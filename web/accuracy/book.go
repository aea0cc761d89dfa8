package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// book keeps finished results in a file.
type book struct {
	path    string
	results map[string]result // by bench.key
}

func openBook(path string) (*book, error) {
	b := &book{path: path, results: map[string]result{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &b.results); err != nil {
		return nil, fmt.Errorf("%s cannot be read (%w). Remove it; all rows are then measured again.", path, err)
	}
	return b, nil
}

// put adds a result. The file is replaced as a whole, so that it is never half
// written.
func (b *book) put(key string, r result) error {
	b.results[key] = r
	text, err := json.MarshalIndent(b.results, "", "\t")
	if err != nil {
		return err
	}
	part := b.path + ".part"
	if err := os.MkdirAll(filepath.Dir(b.path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(part, text, 0o644); err != nil {
		return err
	}
	return os.Rename(part, b.path)
}
