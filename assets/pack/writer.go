package pack

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// Writer writes a pack front to back. What it keeps in memory is the index
// alone. It is not safe for concurrent use.
type Writer struct {
	w      io.Writer
	info   Info
	sum    hash.Hash
	images []Image
	listed int   // bytes that images take in the index
	err    error // the first failure of w, after which nothing is written
}

// index is the JSON object behind the pixels.
type index struct {
	Info
	SHA256 string  `json:"sha256"`
	Images []Image `json:"images"`
}

// NewWriter starts a pack. Its error says which field of info is not usable,
// or is w's.
func NewWriter(w io.Writer, info Info) (*Writer, error) {
	info.Format, info.Version = Format, Version
	info.Fit = cmp.Or(info.Fit, FitStretch)
	if err := info.check(); err != nil {
		return nil, fmt.Errorf("image pack: %w", err)
	}
	info.Classes = append([]string(nil), info.Classes...)
	pw := &Writer{w: w, info: info, sum: sha256.New()}
	return pw, pw.write([]byte(headMagic))
}

// Add appends one image; rgb has Height*Width*3 bytes, HWC. After an error
// about the image itself the pack is as before and takes further images;
// after an error of the underlying writer it takes nothing.
func (w *Writer) Add(img Image, rgb []byte) error {
	if w.err != nil {
		return w.err
	}
	if err := img.check(len(w.info.Classes)); err != nil {
		return fmt.Errorf("image pack: %w", err)
	}
	if len(rgb) != w.info.PixelBytes() {
		return fmt.Errorf("image pack: image %q has %d bytes of pixels: %dx%dx3 = %d are needed",
			img.Name, len(rgb), w.info.Height, w.info.Width, w.info.PixelBytes())
	}
	entry, err := json.Marshal(img)
	if err != nil {
		return fmt.Errorf("image pack: image %q: %w", img.Name, err)
	}
	// Half of the bound is left to the description, so that Close cannot fail
	// for want of room after all the work is done.
	if w.listed+len(entry)+1 > maxIndexBytes/2 {
		return fmt.Errorf("image pack: the list of names is full after %d images: make several packs, or shorten the names", len(w.images))
	}
	if err := w.write(rgb); err != nil {
		return err
	}
	w.sum.Write(rgb)
	w.images = append(w.images, img)
	w.listed += len(entry) + 1
	return nil
}

// SetSplit moves image i, in the order of Add, to another split. Up to Close
// any image may be moved: how a set is best divided shows when it is known
// which photos are in it.
func (w *Writer) SetSplit(i int, sp Split) {
	if i < 0 || i >= len(w.images) || !sp.valid() {
		panic(fmt.Sprintf("pack: SetSplit(%d, %q) in a set of %d images", i, sp, len(w.images)))
	}
	w.listed += len(sp) - len(w.images[i].Split)
	w.images[i].Split = sp
}

// Close writes the index. It does not close the underlying writer. A pack
// without images is an error.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	if len(w.images) == 0 {
		w.err = errors.New("image pack: no image was added, so there is nothing to train on: choose two folders of photos, such as cats and dogs")
		return w.err
	}
	text, err := json.Marshal(index{w.info, hex.EncodeToString(w.sum.Sum(nil)), w.images})
	if err != nil {
		w.err = fmt.Errorf("image pack: index: %w", err)
		return w.err
	}
	if len(text) > maxIndexBytes {
		w.err = fmt.Errorf("image pack: the description takes %d bytes with the names: %d fit; shorten source, licence or note", len(text), maxIndexBytes)
		return w.err
	}
	tail := binary.LittleEndian.AppendUint32(text, uint32(len(text)))
	tail = binary.LittleEndian.AppendUint32(tail, crc32.ChecksumIEEE(text))
	if err := w.write(append(tail, tailMagic...)); err != nil {
		return err
	}
	w.err = errors.New("image pack: already closed")
	return nil
}

func (w *Writer) write(p []byte) error {
	if _, err := w.w.Write(p); err != nil {
		w.err = fmt.Errorf("image pack: writing: %w", err)
	}
	return w.err
}
