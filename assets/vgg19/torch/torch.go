// Package torch reads the arrays of the files that torch.save writes (.pth,
// .pt, .bin).
//
// Such a file is a pickle, a program for a small stack machine that builds
// Python objects, and beside it the numbers of the arrays. Python runs that
// program, and it may call any function of any module. Here it is run by a
// machine that can call nothing: functions and classes are names, what they
// would have made is a record of name and arguments, and the few names that
// stand for arrays and dictionaries are understood by those who read the record.
//
// Two forms are in use. Since PyTorch 1.6 the file is a zip archive, stored
// without compression, of data.pkl and a file for each storage of numbers.
// Before, it was five pickles, one after the other, and then the storages.
// torchvision's published weights of VGG19 are of the older form.
//
// A file is not to be trusted: lengths are checked against what is there before
// anything is made of them, and the values stay in the file until asked for.
package torch

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"pawgrad/assets/vgg19/internal/floats"
)

// Reasons for which a file does not open; test with errors.Is.
var (
	// ErrNotTorch: the file is something else altogether.
	ErrNotTorch = errors.New("this is not a file of torch.save")
	// ErrDamaged: the file is cut short or altered.
	ErrDamaged = errors.New("this PyTorch file is damaged")
	// ErrUnsupported: what the file holds cannot be read here.
	ErrUnsupported = errors.New("this PyTorch file is of a kind that is not read")
)

const (
	zipSignature = "PK\x03\x04"
	// magic is how the older form begins: a pickle of protocol 2 of one number.
	magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
)

// LooksLike tells whether a file that begins with head, 128 bytes or all of it,
// may be of this format.
func LooksLike(head []byte) bool {
	const nameLen, name = 26, 30 // places in the first entry's header
	if bytes.HasPrefix(head, []byte(zipSignature)) && len(head) > name {
		entry := head[name:min(len(head), name+int(binary.LittleEndian.Uint16(head[nameLen:])))]
		return bytes.HasSuffix(entry, []byte("/data.pkl"))
	}
	return bytes.HasPrefix(head, []byte(magic)[:4])
}

// Open reads the structure of a file of size bytes and lists its arrays, in the
// order in which the file has them. The values stay in r until they are asked
// for.
func Open(r io.ReaderAt, size int64) ([]*Tensor, error) {
	head := make([]byte, min(int64(len(magic)), max(size, 0)))
	if err := floats.Full(r, head, 0); err != nil {
		return nil, fmt.Errorf("reading the PyTorch file: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte(zipSignature)):
		return openZip(r, size)
	case string(head) == magic:
		return openLegacy(r, size)
	}
	return nil, fmt.Errorf("%w: it begins with %q", ErrNotTorch, head)
}
