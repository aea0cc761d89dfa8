package hdf5

import (
	"fmt"

	"pawgrad/assets/vgg19/internal/floats"
)

// maxChunkElements bounds a chunk, 64 MB: it is read as a whole.
const maxChunkElements = 16 << 20

// chunkLayout reads what follows the class of a chunked layout: the number of
// dimensions and one more for the bytes of an element, the B-tree, the sides.
func (d *Dataset) chunkLayout(b []byte) error {
	rank := len(d.Shape)
	if len(b) < 9+4*(rank+1) || int(b[0]) != rank+1 {
		return fmt.Errorf("%w: chunks of %d dimensions, expected %d", ErrDamaged, int(b[0])-1, rank)
	}
	if d.addr = u64(b[1:]); d.addr == undefined {
		return fmt.Errorf("%w: its values were never written", ErrDamaged)
	}
	n := 1
	for i := range rank {
		side := int(u32(b[9+4*i:]))
		if side == 0 || side > maxChunkElements || n*side > maxChunkElements {
			return fmt.Errorf("%w: a chunk with a side of %d, expected 1 to %d elements in all", ErrUnsupported, side, maxChunkElements)
		}
		n *= side
		d.chunk = append(d.chunk, side)
	}
	if size := u32(b[9+4*rank:]); size != float32Bytes {
		return fmt.Errorf("%w: chunks of elements of %d bytes, expected %d", ErrUnsupported, size, float32Bytes)
	}
	d.bytes = uint64(n) * float32Bytes
	if d.bytes > uint64(d.file.size) {
		return fmt.Errorf("%w: chunks of %d bytes in a file of %d", ErrDamaged, d.bytes, d.file.size)
	}
	return nil
}

// readChunks fills dst from the chunks that the B-tree lists. Each must come
// exactly once: a chunk that is not stored stands for a fill value, which
// trained weights never are.
func (d *Dataset) readChunks(dst []float32) error {
	expected := 1
	for i, side := range d.Shape {
		expected *= (side + d.chunk[i] - 1) / d.chunk[i]
	}
	d.file.budget = budget(d.file.size)
	seen := make(map[string]bool)
	values := make([]float32, d.bytes/float32Bytes)
	err := d.chunkTree(d.addr, maxLevel, func(key []byte, addr uint64) error {
		offsets := key[8 : 8+8*len(d.Shape)]
		if seen[string(offsets)] {
			return fmt.Errorf("%w: a chunk is listed twice", ErrDamaged)
		}
		seen[string(offsets)] = true
		if size, mask := u32(key), u32(key[4:]); uint64(size) != d.bytes || mask != 0 {
			return fmt.Errorf("%w: a chunk of %d bytes, expected %d", ErrDamaged, size, d.bytes)
		}
		start := make([]int, len(d.Shape))
		for i := range start {
			at := u64(offsets[8*i:])
			if at >= uint64(d.Shape[i]) || at%uint64(d.chunk[i]) != 0 {
				return fmt.Errorf("%w: a chunk at %d of a side of %d", ErrDamaged, at, d.Shape[i])
			}
			start[i] = int(at)
		}
		if size := uint64(d.file.size); addr > size || d.bytes > size-addr {
			return fmt.Errorf("%w: a chunk at address %d, and the file has %d bytes", ErrDamaged, addr, size)
		}
		if err := floats.Read(values, d.file.r, int64(addr), float32Bytes, floats.Float32); err != nil {
			return err
		}
		d.place(dst, values, start)
		return nil
	})
	if err == nil && len(seen) != expected {
		err = fmt.Errorf("%w: %d chunks, expected %d", ErrDamaged, len(seen), expected)
	}
	return err
}

// chunkTree calls visit with the key and the address of every chunk (section
// III.A.1, node type 1). A key is the chunk's bytes, its filter mask, and its
// offsets, the last of which is of the element's bytes.
func (d *Dataset) chunkTree(addr uint64, maxLevel int, visit func(key []byte, addr uint64) error) error {
	const nodeType = 1
	keyBytes := 8 + 8*(len(d.Shape)+1)
	level, used, entries, err := d.file.tree(addr, nodeType, keyBytes, maxLevel)
	if err != nil {
		return err
	}
	for ; used > 0; used-- {
		key, child := entries[:keyBytes], u64(entries[keyBytes:])
		entries = entries[keyBytes+8:]
		if level > 0 {
			err = d.chunkTree(child, level-1, visit)
		} else {
			err = visit(key, child)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// place copies the chunk that begins at start into dst, row by row; what lies
// beyond the array's edges is left out.
func (d *Dataset) place(dst, chunk []float32, start []int) {
	rank := len(d.Shape)
	if rank == 0 {
		copy(dst, chunk)
		return
	}
	last := rank - 1
	row := min(d.chunk[last], d.Shape[last]-start[last])
	at := make([]int, last) // the row's place in the chunk
	for {
		from, to := 0, 0
		for i, p := range at {
			from = from*d.chunk[i] + p
			to = to*d.Shape[i] + start[i] + p
		}
		copy(dst[to*d.Shape[last]+start[last]:][:row], chunk[from*d.chunk[last]:])
		i := last - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < min(d.chunk[i], d.Shape[i]-start[i]) {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return
		}
	}
}
