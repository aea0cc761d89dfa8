package photos

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"pawgrad/assets/content"
	"pawgrad/assets/plan"
)

const (
	// maxExpansion bounds how many times larger than the archive its content
	// may be. Photos are compressed already and hardly shrink; plain bitmaps
	// shrink perhaps tenfold.
	maxExpansion = 100
	// freeExpansion is what any archive may expand to, in bytes.
	freeExpansion = 64 << 20
)

// Scratch is a file being written, to be read when it is whole.
type Scratch interface {
	io.Writer
	// Done returns what was written and its size in bytes.
	Done() (io.ReaderAt, int64, error)
}

// Inflater is a file that decompresses deflated data in a way of its own, faster than Go's.
type Inflater interface {
	Inflate(in io.Reader) io.ReadCloser
}

// Whole is a file that reads itself whole, in a way of its own, faster than piece by piece.
type Whole interface {
	All() ([]byte, error)
}

// archive is the files of a zip or tar archive, those of archives within it too.
type archive struct {
	paths  []string
	member map[string]member
	locked []Skip
	// room is how many bytes more its files may claim to hold.
	room int64
	// holds is what it is where it may be no archive of photos at all: "a network of Keras'".
	holds   string
	scratch func() (Scratch, error)
	inflate func(io.Reader) io.ReadCloser // that of the file itself, or nil
}

// member is a file of an archive.
type member struct {
	size int64
	open func() (io.ReadCloser, error)
	// stored is where its bytes lie as they are in the archive, nil if they are compressed.
	stored io.ReaderAt
	whole  Whole // what reads it whole in a way of its own, or nil
}

// OpenArchive opens a zip, tar or tar.gz archive of size bytes, whatever its name, and
// archives within it, one level deep: Kaggle's dogs-vs-cats.zip holds train.zip and test1.zip.
// What is compressed as a whole is unpacked into scratch files. It refuses an archive that
// expands as none of photos does, and names those that cannot be read.
func OpenArchive(r io.ReaderAt, size int64, scratch func() (Scratch, error)) (Source, error) {
	a := &archive{member: map[string]member{}, room: size*maxExpansion + freeExpansion, scratch: scratch}
	if err := a.add("", r, size); err != nil {
		return nil, err
	}
	a.lookInto(isArchiveName, func(p string) error {
		m := a.member[p]
		if m.stored != nil {
			return a.add(p+"/", m.stored, m.size)
		}
		r, size, err := a.unpack(m.open)
		if err != nil {
			return err
		}
		return a.add(p+"/", r, size)
	})
	return a, nil
}

// Item is one of several files that were chosen or dropped together.
type Item struct {
	Path string
	io.ReaderAt
	Size int64
}

// OpenFiles is what was chosen or dropped together: photos, and archives, whose files lie in
// folders of the archives' names. So cats.zip and dogs.zip are two folders.
func OpenFiles(items []Item, scratch func() (Scratch, error)) (Source, error) {
	a := &archive{member: map[string]member{}, scratch: scratch}
	whole := map[string]Item{}
	for _, item := range items {
		a.room += item.Size*(1+maxExpansion) + freeExpansion
		whole[item.Path] = item
		open := func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(item, 0, item.Size)), nil
		}
		m := member{size: item.Size, open: open}
		m.whole, _ = item.ReaderAt.(Whole)
		if err := a.file("", item.Path, m); err != nil {
			return nil, err
		}
	}
	isArchive := func(p string) bool { return isArchiveName(p) || holdsArchive(whole[p]) }
	a.lookInto(isArchive, func(p string) error { return a.add(p+"/", whole[p].ReaderAt, whole[p].Size) })
	return a, nil
}

// lookInto puts the files of archives among the files in these archives' places. Those that
// cannot be read are named.
func (a *archive) lookInto(is func(path string) bool, add func(path string) error) {
	outer := a.paths
	a.paths = nil
	for _, p := range outer {
		if !is(p) {
			a.paths = append(a.paths, p)
			continue
		}
		if err := add(p); err != nil {
			a.locked = append(a.locked, Skip{p, Unreadable, fmt.Sprintf("cannot be opened (%v)", err)})
		}
	}
}

// isArchiveName reports whether an entry may be an archive that is looked into.
func isArchiveName(p string) bool { return content.Named(p) == content.Archive }

// holdsArchive tells archives under other names, by their content. What is called a photo is not
// looked into: there may be thousands.
func holdsArchive(item Item) bool {
	if path.Ext(item.Path) != "" && len(plan.Photos([]string{item.Path})) > 0 {
		return false
	}
	head := make([]byte, min(item.Size, content.Probe))
	if _, err := item.ReadAt(head, 0); err != nil && err != io.EOF {
		return false
	}
	kind, _ := content.Of(head)
	return kind == content.Archive
}

// errBomb refuses what expands too far.
var errBomb = fmt.Errorf("the archive holds more than %d times its own size, as archives of photos never do; if you trust it, unpack it and choose the folder", maxExpansion)

// add lists the files of an archive below a folder.
func (a *archive) add(folder string, r io.ReaderAt, size int64) error {
	head := make([]byte, min(size, content.Probe))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("the archive cannot be read: %w", err)
	}
	kind, says := content.Of(head)
	if folder == "" && kind != content.Archive {
		a.holds = says
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK")):
		return a.addZip(folder, r, size)
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return a.addGzip(folder, r, size)
	case says == content.Tar:
		return a.addTar(folder, r, size)
	case kind == content.Locked:
		return fmt.Errorf("%s cannot be opened here; unpack it and drop the folder", says)
	}
	return fmt.Errorf("this is no zip or tar archive, it holds %s; choose an archive or a folder of photos", says)
}

// unpack writes a stream into a scratch file.
func (a *archive) unpack(open func() (io.ReadCloser, error)) (io.ReaderAt, int64, error) {
	in, err := open()
	if err != nil {
		return nil, 0, err
	}
	defer in.Close()
	out, err := a.scratch()
	if err != nil {
		return nil, 0, err
	}
	n, err := io.Copy(out, io.LimitReader(in, a.room+1))
	if err != nil {
		return nil, 0, err
	}
	if n > a.room {
		return nil, 0, errBomb
	}
	return out.Done()
}

// file lists one file in a folder; a later one of the same name takes its place.
func (a *archive) file(folder, name string, m member) error {
	// Some programs for Windows write backslashes, some begin each name with "./".
	name = folder + strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "./")
	if a.room -= m.size; a.room < 0 || m.size < 0 {
		return errBomb
	}
	if _, twice := a.member[name]; !twice {
		a.paths = append(a.paths, name)
	}
	a.member[name] = m
	return nil
}

func (a *archive) addZip(folder string, r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return fmt.Errorf("the zip archive cannot be read (%w); make or fetch it again, or unpack it and choose the folder", err)
	}
	if i, ok := r.(Inflater); ok {
		a.inflate = i.Inflate
	}
	if a.inflate != nil {
		z.RegisterDecompressor(zip.Deflate, a.inflate)
	}
	for _, f := range z.File {
		if !f.FileInfo().Mode().IsRegular() || strings.HasSuffix(f.Name, "/") {
			continue
		}
		if f.UncompressedSize64 > uint64(a.room) {
			return errBomb
		}
		m := member{size: int64(f.UncompressedSize64), open: func() (io.ReadCloser, error) { return openZipped(f) }}
		if f.Method == zip.Store && f.Flags&encrypted == 0 && isArchiveName(f.Name) {
			if at, err := f.DataOffset(); err == nil {
				m.stored = io.NewSectionReader(r, at, m.size)
			}
		}
		if err := a.file(folder, f.Name, m); err != nil {
			return err
		}
	}
	return nil
}

// methods are those of compression that are not read, by their numbers in the zip format
// (APPNOTE 4.4.5).
var methods = map[uint16]string{9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "zstd", 95: "xz", 98: "PPMd", 99: "AES encryption"}

// encrypted is bit 0 of an entry's flags.
const encrypted = 1

// lockedError says of an entry of an archive why it is not opened, and the cure.
type lockedError struct{ why string }

func (l *lockedError) Error() string {
	return l.why + "; unpack the archive and choose the folder"
}

func openZipped(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&encrypted != 0 {
		return nil, &lockedError{"locked with a password"}
	}
	in, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		name := cmp.Or(methods[f.Method], fmt.Sprint("number ", f.Method))
		return nil, &lockedError{fmt.Sprintf("compressed by the method %s, which is not read here", name)}
	}
	return in, err
}

// addTar lists a tar archive's files by where each begins: the reader seeks over contents.
func (a *archive) addTar(folder string, r io.ReaderAt, size int64) error {
	section := io.NewSectionReader(r, 0, size)
	t := tar.NewReader(section)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the tar archive cannot be read (%w); make or fetch it again, or unpack it and choose the folder", err)
		}
		if h.Typeflag != tar.TypeReg || h.PAXRecords["GNU.sparse.major"] != "" {
			continue
		}
		at, err := section.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, at, h.Size)), nil }
		if err := a.file(folder, h.Name, member{size: h.Size, open: open, stored: io.NewSectionReader(r, at, h.Size)}); err != nil {
			return err
		}
	}
}

// addGzip unpacks a compressed tar archive and lists its files.
func (a *archive) addGzip(folder string, r io.ReaderAt, size int64) error {
	all, n, err := a.unpack(func() (io.ReadCloser, error) { return gzip.NewReader(io.NewSectionReader(r, 0, size)) })
	if err != nil {
		return fmt.Errorf("the compressed archive cannot be read (%w); make or fetch it again, or unpack it and choose the folder", err)
	}
	head := make([]byte, min(n, content.Probe))
	if _, err := all.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	if _, says := content.Of(head); says != content.Tar {
		return fmt.Errorf("the compressed file is no tar archive, it holds %s; unpack it and choose the folder", says)
	}
	return a.addTar(folder, all, n)
}

func (a *archive) Files() ([]string, []Skip, error) {
	if a.holds != "" && len(plan.Photos(a.paths)) == 0 {
		return nil, nil, fmt.Errorf("it holds %s and no photos; choose an archive or a folder of photos", a.holds)
	}
	return a.paths, a.locked, nil
}

func (a *archive) Read(p string) ([]byte, error) {
	m := a.member[p]
	if m.size > MaxFileBytes {
		return nil, ErrTooLarge
	}
	if m.whole != nil {
		return m.whole.All()
	}
	r, err := m.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readBounded(r, m.size)
}
