package photos

import (
	"bytes"
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
	// more than MaxFileBytes. Build calls it from several goroutines.
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
		case d.IsDir():
			return nil
		}
		switch why := f.passedOver(p, d); {
		case why == "":
			paths = append(paths, p)
		case !plan.Hidden(p, ""):
			unreadable = append(unreadable, Skip{p, Unreadable, why})
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("the folder cannot be read: %w; check its name and permissions", err)
	}
	return paths, unreadable, nil
}

// passedOver says why an entry that is no folder is not read, or nothing. A pipe would be
// waited on for ever, a device has no end, and links may lead to either, to each other, or
// back to a folder that they lie in.
func (f folder) passedOver(p string, d fs.DirEntry) string {
	kind := d.Type()
	if kind&fs.ModeSymlink != 0 {
		info, err := fs.Stat(f.fsys, p)
		if err != nil {
			return fmt.Sprintf("is a link that leads to no file (%v); mend it or leave it out", err)
		}
		if kind = info.Mode().Type(); kind.IsDir() {
			return "is a link to a folder; choose that folder, or copy it here"
		}
	}
	if !kind.IsRegular() {
		return "is a pipe, a device or the like, and no file; leave it out"
	}
	return ""
}

func (f folder) Read(p string) ([]byte, error) {
	file, err := f.fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	stat, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return readBounded(file, stat.Size())
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

// readBounded reads all of r, but no more than MaxFileBytes; size is what it is said to have.
func readBounded(r io.Reader, size int64) ([]byte, error) {
	const usual = 1 << 20 // bytes: what is said is believed up to here
	var data bytes.Buffer
	data.Grow(int(min(max(size, 0), usual)) + bytes.MinRead)
	_, err := data.ReadFrom(io.LimitReader(r, MaxFileBytes+1))
	if err == nil && data.Len() > MaxFileBytes {
		return nil, ErrTooLarge
	}
	return data.Bytes(), err
}
