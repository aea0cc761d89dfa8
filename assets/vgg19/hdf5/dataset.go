package hdf5

import (
	"fmt"

	"pawgrad/assets/vgg19/internal/floats"
)

// float32Bytes is the size of the one number type that is read.
const float32Bytes = 4

// The classes of storage (section IV.A.2.i).
const (
	compact = iota
	contiguous
	chunked
)

// Dataset is one array.
type Dataset struct {
	// Path leads from the root group to the array: "/block1_conv1/kernel:0".
	Path string
	// Shape is nil if the file does not tell it in a form that is known.
	Shape []int

	file  *File
	class int
	// inline holds a compact array's values; addr is where a contiguous
	// array's values or a chunked array's B-tree begin.
	inline []byte
	addr   uint64
	bytes  uint64
	// chunk is the shape of a chunk.
	chunk []int
	// err says why the values cannot be read. It matters only to who reads them:
	// files of whole models hold more than weights.
	err error
}

// Len is the number of elements.
func (d *Dataset) Len() int { return floats.Len(d.Shape) }

// ReadFloat32 fills dst, which must have Len elements, with the values in
// row-major order.
func (d *Dataset) ReadFloat32(dst []float32) error {
	if d.err != nil {
		return fmt.Errorf("%s: %w", d.Path, d.err)
	}
	if len(dst) != d.Len() {
		panic(fmt.Sprintf("hdf5: %d elements for %s of shape %v", len(dst), d.Path, d.Shape))
	}
	var err error
	switch d.class {
	case compact:
		for i := range dst {
			dst[i] = floats.Float32(d.inline[i*float32Bytes:])
		}
	case contiguous:
		err = floats.Read(dst, d.file.r, int64(d.addr), float32Bytes, floats.Float32)
	case chunked:
		err = d.readChunks(dst)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", d.Path, err)
	}
	return nil
}

// dataset makes an array of its messages; what is wrong with them is kept in
// its err.
func (f *File) dataset(path string, messages []message) *Dataset {
	d := &Dataset{Path: path, file: f}
	if d.err = d.dataspace(find(messages, msgDataspace)); d.err != nil {
		d.Shape = nil
		return d
	}
	switch {
	case find(messages, msgFilters) != nil:
		d.err = fmt.Errorf("%w: its values are compressed or filtered, expected plain ones (save the file without compression)", ErrUnsupported)
	case find(messages, msgExternal) != nil:
		d.err = fmt.Errorf("%w: its values are in another file", ErrUnsupported)
	default:
		if d.err = datatype(find(messages, msgDatatype)); d.err == nil {
			d.err = d.layout(find(messages, msgLayout))
		}
	}
	return d
}

// dataspace reads the shape (section IV.A.2.b).
func (d *Dataset) dataspace(m *message) error {
	if m == nil || m.flags&flagShared != 0 || len(m.data) < 4 {
		return fmt.Errorf("%w: an array without a shape", ErrUnsupported)
	}
	b, rank := m.data, int(m.data[1])
	switch b[0] {
	case 1:
		b = b[min(8, len(b)):]
	case 2:
		b = b[4:]
	default:
		return fmt.Errorf("%w: a dataspace of version %d, expected 1 or 2", ErrUnsupported, b[0])
	}
	if rank > floats.MaxRank || len(b) < 8*rank {
		return fmt.Errorf("%w: %d dimensions in %d bytes, expected %d dimensions at most", ErrDamaged, rank, len(b), floats.MaxRank)
	}
	n := uint64(1)
	for i := range rank {
		side := u64(b[8*i:])
		if side == 0 || side > floats.MaxElements || n*side > floats.MaxElements {
			return fmt.Errorf("%w: an array with a side of %d, expected 1 to %d elements in all", ErrUnsupported, side, floats.MaxElements)
		}
		n *= side
		d.Shape = append(d.Shape, int(side))
	}
	return nil
}

// datatype accepts little-endian IEEE 754 binary32 (section IV.A.2.d).
func datatype(m *message) error {
	if m == nil || m.flags&flagShared != 0 || len(m.data) < 20 {
		return fmt.Errorf("%w: its values are not float32", ErrUnsupported)
	}
	const classFloat = 1
	b := m.data
	class, size := b[0]&15, u32(b[4:])
	switch {
	case class != classFloat || size != float32Bytes:
		return fmt.Errorf("%w: its values are of class %d and %d bytes, expected float32 (class 1, 4 bytes)", ErrUnsupported, class, size)
	case b[1]&0x41 != 0:
		return fmt.Errorf("%w: its values are big-endian, expected little-endian", ErrUnsupported)
	}
	// Bit offset, precision, then place and size of exponent and mantissa, bias.
	place := [...]int{u16(b[8:]), u16(b[10:]), int(b[12]), int(b[13]), int(b[14]), int(b[15]), int(u32(b[16:]))}
	if place != [...]int{0, 32, 23, 8, 0, 23, 127} {
		return fmt.Errorf("%w: its values are floats of another layout than IEEE 754", ErrUnsupported)
	}
	return nil
}

// layout finds the values (section IV.A.2.i, version 3).
func (d *Dataset) layout(m *message) error {
	want := uint64(d.Len()) * float32Bytes
	short := fmt.Errorf("%w: a layout message of %d bytes is too short", ErrDamaged, len(m.data))
	b := m.data
	if len(b) < 4 {
		return short
	}
	if b[0] != 3 {
		return fmt.Errorf("%w: a data layout of version %d, expected 3", ErrUnsupported, b[0])
	}
	d.class = int(b[1])
	switch b = b[2:]; d.class {
	case compact:
		d.bytes = uint64(u16(b))
		if d.inline = b[2:]; uint64(len(d.inline)) < d.bytes {
			return short
		}
	case contiguous:
		if len(b) < 16 {
			return short
		}
		if d.addr, d.bytes = u64(b), u64(b[8:]); d.addr == undefined {
			return fmt.Errorf("%w: its values were never written", ErrDamaged)
		}
		if size := uint64(d.file.size); d.addr > size || d.bytes > size-d.addr {
			return fmt.Errorf("%w: %d bytes of values at address %d, and the file has %d bytes", ErrDamaged, d.bytes, d.addr, size)
		}
	case chunked:
		return d.chunkLayout(b)
	default:
		return fmt.Errorf("%w: storage of class %d, expected 0, 1 or 2", ErrUnsupported, d.class)
	}
	if d.bytes != want {
		return fmt.Errorf("%w: %d bytes of values, expected %d for the shape %v", ErrDamaged, d.bytes, want, d.Shape)
	}
	return nil
}
