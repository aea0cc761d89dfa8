package obtain

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"pawgrad/assets/vgg19/convert"
)

// filesAt lists the files that a path means: a file itself, and with a
// model.json the shards beside it; of a folder all files directly in it.
func filesAt(path string) ([]convert.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w; name a file or folder of VGG19 weights with -from", err)
	}
	dir, wanted := path, func(string) bool { return true }
	if !info.IsDir() {
		if filepath.Ext(path) != ".json" {
			return []convert.File{{Name: path, Size: info.Size(), ReaderAt: pathFile(path)}}, nil
		}
		dir = filepath.Dir(path)
		wanted = func(name string) bool { return name == filepath.Base(path) || strings.HasSuffix(name, ".bin") }
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []convert.File
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		// Stat, not e.Info: what a link points to counts.
		info, err := os.Stat(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		if err == nil && info.Mode().IsRegular() && wanted(e.Name()) {
			files = append(files, convert.File{Name: name, Size: info.Size(), ReaderAt: pathFile(name)})
		}
	}
	return files, nil
}

// pathFile reads the file of a path and keeps it open only for as long: a model
// may have hundreds of shards.
type pathFile string

func (p pathFile) ReadAt(b []byte, off int64) (int, error) {
	f, err := os.Open(string(p))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.ReadAt(b, off)
}
