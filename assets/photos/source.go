package photos

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"pawgrad/assets/plan"
)

const (
	// maxExpansion bounds how many times larger than the archive its content
	// may claim to be. Photos are compressed already and hardly shrink; plain
	// bitmaps shrink perhaps tenfold.
	maxExpansion = 100
	// freeExpansion is what any archive may expand to, in bytes.
	freeExpansion = 64 << 20
)

// Source lists and reads the files of a folder, an archive, or a selection.
type Source interface {
	// Files lists all files' paths, slash-separated, none twice, and what could
	// not be listed. An error means that the source as a whole is not readable.
	Files() (paths []string, unreadable []Skip, err error)
	// Read returns a file's bytes. Its error wraps ErrTooLarge for a file of
	// more than MaxFileBytes. Build calls it from one goroutine.
	Read(path string) ([]byte, error)
}

// Folder is the files of a file system, such as os.DirFS gives for a folder.
func Folder(fsys fs.FS) Source { return folder{fsys} }

type folder struct{ fsys fs.FS }

func (f folder) Files() (paths []string, unreadable []Skip, err error) {
	err = fs.WalkDir(f.fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && p == ".":
			return err
		case err != nil:
			unreadable = append(unreadable, Skip{p, Unreadable, fmt.Sprintf("cannot be opened (%v); check its permissions", err)})
			return nil
		case d.IsDir() && p != "." && plan.Hidden(p, ""):
			return fs.SkipDir
		case d.Type().IsRegular() || d.Type()&fs.ModeSymlink != 0:
			paths = append(paths, p)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("the folder cannot be read: %w; check its name and permissions", err)
	}
	return paths, unreadable, nil
}

func (f folder) Read(p string) ([]byte, error) {
	file, err := f.fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readBounded(file)
}

// Zip opens a zip archive of size bytes. It refuses one that claims to expand
// as no archive of photos does.
func Zip(r io.ReaderAt, size int64) (Source, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("the zip archive cannot be read (%w); make or fetch it again, or unpack it and choose the folder", err)
	}
	a := archive{files: make(map[string]*zip.File, len(z.File))}
	bound, total := uint64(size)*maxExpansion+freeExpansion, uint64(0)
	for _, f := range z.File {
		total += min(f.UncompressedSize64, bound+1) // the sum of few such cannot overflow
		if total > bound {
			return nil, fmt.Errorf("the zip archive claims to hold more than %d times its own size, as archives of photos never do; if you trust it, unpack it and choose the folder", maxExpansion)
		}
		if f.FileInfo().Mode().IsRegular() && !strings.HasSuffix(f.Name, "/") {
			// Some programs for Windows write backslashes.
			name := strings.ReplaceAll(f.Name, `\`, "/")
			if a.files[name] == nil {
				a.paths = append(a.paths, name)
			}
			a.files[name] = f
		}
	}
	return a, nil
}

type archive struct {
	paths []string
	files map[string]*zip.File
}

func (a archive) Files() ([]string, []Skip, error) { return a.paths, nil, nil }

func (a archive) Read(p string) ([]byte, error) {
	const encrypted = 1 // bit 0 of the general purpose flags
	f := a.files[p]
	if f.Flags&encrypted != 0 {
		return nil, errors.New("it is locked with a password; unpack the archive and choose the folder")
	}
	if f.UncompressedSize64 > MaxFileBytes {
		return nil, ErrTooLarge
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readBounded(r)
}

// readBounded reads all of r, but no more than MaxFileBytes.
func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err == nil && len(data) > MaxFileBytes {
		return nil, ErrTooLarge
	}
	return data, err
}
