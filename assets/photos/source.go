package photos

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"pawgrad/assets/plan"
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

// OpenFolder is a folder as Folder gives it, but archives in it are looked into, as by
// [OpenFiles]. What they need is open until close is called.
func OpenFolder(fsys fs.FS, scratch func() (Scratch, error)) (src Source, close func() error) {
	f := &fullFolder{folder: folder{fsys}, archives: archive{member: map[string]member{}, scratch: scratch}}
	return f, f.close
}

// fullFolder is a folder with archives in it.
type fullFolder struct {
	folder
	archives archive
	open     []io.Closer
}

func (f *fullFolder) Files() (paths []string, unreadable []Skip, err error) {
	all, unreadable, err := f.folder.Files()
	for _, p := range all {
		if !isArchiveName(p) {
			paths = append(paths, p)
		} else if err := f.lookInto(p); err != nil {
			unreadable = append(unreadable, Skip{p, Unreadable, fmt.Sprintf("cannot be opened (%v)", err)})
		}
	}
	return append(paths, f.archives.paths...), unreadable, err
}

// lookInto lists an archive's files in a folder of its name.
func (f *fullFolder) lookInto(p string) error {
	file, err := f.fsys.Open(p)
	if err != nil {
		return err
	}
	f.open = append(f.open, file)
	stat, err := file.Stat()
	if err != nil {
		return err
	}
	r, ok := file.(io.ReaderAt)
	if !ok {
		return fmt.Errorf("it is no file on a disk; unpack it")
	}
	f.archives.room += stat.Size()*(1+maxExpansion) + freeExpansion
	return f.archives.add(p+"/", r, stat.Size())
}

func (f *fullFolder) Read(p string) ([]byte, error) {
	if _, packed := f.archives.member[p]; packed {
		return f.archives.Read(p)
	}
	return f.folder.Read(p)
}

func (f *fullFolder) close() (err error) {
	for _, file := range f.open {
		err = errors.Join(err, file.Close())
	}
	return err
}

// readBounded reads all of r, but no more than MaxFileBytes.
func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err == nil && len(data) > MaxFileBytes {
		return nil, ErrTooLarge
	}
	return data, err
}
