// Package hdf5 reads the arrays of the HDF5 files that Keras writes.
//
// HDF5 is a file system in a file: a superblock points to the root group; a
// group is an object header whose symbol-table message points to a B-tree of
// nodes that list its members, and to a local heap of their names; a dataset
// is an object header with messages that give its shape, its number type and
// where its values lie. That is the oldest and still the default form of the
// format, which h5py, and so Keras, has written since the first. The package
// reads that form, with float32 values stored in one piece or in chunks, and
// says by name what else it meets: newer groups (written on request,
// libver="latest"), compressed chunks, other number types. Attributes are not
// read: in Keras' files paths say what an array is.
//
// A file is not to be trusted. Every address is checked against the file's
// size, and each look at its structure draws on a budget, so that neither
// loops in it nor lengths that it claims cost more than the file is worth.
//
// The names of fields are those of "HDF5 File Format Specification Version
// 3.0"; the comments cite its sections.
package hdf5

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"pawgrad/assets/vgg19/internal/floats"
)

// Signature is how an HDF5 file begins.
const Signature = "\x89HDF\r\n\x1a\n"

// undefined is the address of what is not there.
const undefined = ^uint64(0)

const (
	// mostBudget bounds how much of a file's structure is read in all. Keras'
	// VGG19 file has 19,016 bytes of it, in 267 reads.
	mostBudget = 16 << 20
	// leastBudget and budgetEach bound it for small files: so much, and so often
	// each byte. A file without hard links is read once and costs, with readCost,
	// twice its bytes; one that lists the same things again and again would
	// otherwise cost the square of its size.
	leastBudget = 64 << 10
	budgetEach  = 16
	// readCost is charged for each read on top of its bytes: it bounds the
	// number of reads to a quarter of a million.
	readCost = 64
	// maxPart bounds one part of the structure, in bytes.
	maxPart = 1 << 20
	// maxDepth bounds groups within groups.
	maxDepth = 16
)

// Reasons for which a file does not open; test with errors.Is.
var (
	// ErrNotHDF5: the file is something else altogether.
	ErrNotHDF5 = errors.New("this is not an HDF5 file")
	// ErrDamaged: the file is cut short or altered.
	ErrDamaged = errors.New("this HDF5 file is damaged")
	// ErrUnsupported: the file uses a part of HDF5 that this package lacks.
	ErrUnsupported = errors.New("this HDF5 file is of a form that is not read here")
)

// File is an open file. It is not safe for concurrent use.
type File struct {
	r        io.ReaderAt
	size     int64
	budget   int
	datasets []*Dataset
}

// Open reads the structure of a file of size bytes. The values stay in r until
// they are asked for.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, budget: budget(size)}
	root, err := f.superblock()
	if err != nil {
		return nil, err
	}
	if err := f.walk(root, "", 0); err != nil {
		return nil, err
	}
	return f, nil
}

// Datasets lists the arrays of all groups, a group's members in the order of
// their names.
func (f *File) Datasets() []*Dataset { return f.datasets }

// superblock finds the root group's object header (section II.A, "Disk Format:
// Level 0A"). Versions 0 and 1 are those with symbol-table groups.
func (f *File) superblock() (root uint64, err error) {
	const length = 96 // of version 0, root entry included
	if f.size < int64(len(Signature)) {
		return 0, fmt.Errorf("%w: it has %d bytes", ErrNotHDF5, f.size)
	}
	b, err := f.bytes(0, min(length, uint64(f.size)))
	if err != nil {
		return 0, err
	}
	if string(b[:8]) != Signature {
		return 0, fmt.Errorf("%w: it begins with %q, expected %q", ErrNotHDF5, b[:8], Signature)
	}
	if len(b) < length {
		return 0, fmt.Errorf("%w: it ends after %d bytes, within its first %d", ErrDamaged, f.size, length)
	}
	at := 24
	switch version := b[8]; version {
	case 0:
	case 1:
		at += 4 // "Indexed Storage Internal Node K"; moves the root entry's end beyond b
		if b, err = f.bytes(0, length+4); err != nil {
			return 0, err
		}
	case 2, 3:
		return 0, fmt.Errorf("%w: superblock version %d, expected 0 or 1 (h5py's default, not libver=\"latest\")", ErrUnsupported, version)
	default:
		return 0, fmt.Errorf("%w: superblock version %d, expected 0 or 1", ErrDamaged, version)
	}
	if b[13] != 8 || b[14] != 8 {
		return 0, fmt.Errorf("%w: addresses and lengths of %d and %d bytes, expected 8 and 8", ErrUnsupported, b[13], b[14])
	}
	base, end := u64(b[at:]), u64(b[at+16:])
	if base != 0 {
		return 0, fmt.Errorf("%w: base address %d, expected 0", ErrUnsupported, base)
	}
	if end > uint64(f.size) {
		return 0, fmt.Errorf("%w: it is cut short: it has %d bytes, expected %d", ErrDamaged, f.size, end)
	}
	// The root group's symbol table entry: name offset, then header address.
	return u64(b[at+32+8:]), nil
}

// bytes reads a part of the structure.
func (f *File) bytes(addr, n uint64) ([]byte, error) {
	if n > maxPart || addr > uint64(f.size) || n > uint64(f.size)-addr {
		return nil, fmt.Errorf("%w: a part of %d bytes at address %d, and the file has %d bytes", ErrDamaged, n, addr, f.size)
	}
	if err := f.spend(int(n) + readCost); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	if err := floats.Full(f.r, b, int64(addr)); err != nil {
		return nil, fmt.Errorf("reading the HDF5 file at address %d: %w", addr, err)
	}
	return b, nil
}

// budget is what a file of so many bytes may spend.
func budget(size int64) int { return int(min(mostBudget, leastBudget+budgetEach*size)) }

// spend draws on the budget.
func (f *File) spend(bytes int) error {
	if f.budget -= bytes; f.budget < 0 {
		return fmt.Errorf("%w: its structure is larger than %d bytes, or runs in circles", ErrDamaged, budget(f.size))
	}
	return nil
}

// signed reads a part that begins with a signature.
func (f *File) signed(addr, n uint64, signature string) ([]byte, error) {
	b, err := f.bytes(addr, n)
	if err != nil {
		return nil, err
	}
	if string(b[:len(signature)]) != signature {
		return nil, fmt.Errorf("%w: %q at address %d, expected %q", ErrDamaged, b[:len(signature)], addr, signature)
	}
	return b, nil
}

func u16(b []byte) int    { return int(binary.LittleEndian.Uint16(b)) }
func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
func u64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
