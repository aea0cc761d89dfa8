package pack

import (
	"io"
	"os"
)

// OpenFile opens the pack at a path, as [Open] does. The set reads the file until that is closed.
func OpenFile(path string) (*Set, io.Closer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	set, err := Open(f, info.Size())
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return set, f, nil
}
