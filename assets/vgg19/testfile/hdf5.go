// Package testfile writes small files of the kinds that the readers read, for
// their tests.
package testfile

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// Array is a named array of float32.
type Array struct {
	// Name; in HDF5 a path without a leading slash: "block1_conv1/kernel:0".
	Name   string
	Shape  []int
	Values []float32
	// Chunk, if set, stores the array in chunks of this shape (HDF5).
	Chunk []int
}

// HDF5 writes a file of version 0 of the format.
func HDF5(arrays []Array) []byte {
	const superblockBytes = 96
	w := &hdf5Writer{file: make([]byte, superblockBytes)}
	root := w.group(arrays)
	block := slices.Concat([]byte("\x89HDF\r\n\x1a\n"), []byte{0, 0, 0, 0, 0, 8, 8, 0}, le16(4), le16(16), le32(0),
		le64(0), le64(undefined), le64(uint64(len(w.file))), le64(undefined),
		le64(0), le64(root), make([]byte, 24))
	copy(w.file, block)
	return w.file
}

const undefined = ^uint64(0)

type hdf5Writer struct{ file []byte }

// put appends a part and gives its address.
func (w *hdf5Writer) put(parts ...[]byte) uint64 {
	addr := uint64(len(w.file))
	w.file = append(w.file, slices.Concat(parts...)...)
	for len(w.file)%8 != 0 {
		w.file = append(w.file, 0)
	}
	return addr
}

func (w *hdf5Writer) header(messages ...[]byte) uint64 {
	body := slices.Concat(messages...)
	return w.put([]byte{1, 0}, le16(len(messages)), le32(1), le32(len(body)), make([]byte, 4), body)
}

func headerMessage(kind int, parts ...[]byte) []byte {
	data := slices.Concat(parts...)
	for len(data)%8 != 0 {
		data = append(data, 0)
	}
	return slices.Concat(le16(kind), le16(len(data)), make([]byte, 4), data)
}

// group writes the members whose names the arrays begin with, sorted, in nodes
// of at most nodeEntries.
func (w *hdf5Writer) group(arrays []Array) uint64 {
	const nodeEntries = 8
	members := map[string][]Array{}
	for _, a := range arrays {
		first, rest, _ := strings.Cut(a.Name, "/")
		a.Name = rest
		members[first] = append(members[first], a)
	}
	names := slices.Sorted(maps.Keys(members))
	heap := bytes.NewBuffer(make([]byte, 8))
	var children, entries [][]byte
	flush := func() {
		if len(entries) > 0 {
			node := w.put([]byte("SNOD"), []byte{1, 0}, le16(len(entries)), slices.Concat(entries...))
			children = append(children, slices.Concat(le64(0), le64(node)))
			entries = nil
		}
	}
	for _, name := range names {
		var header uint64
		if list := members[name]; len(list) == 1 && list[0].Name == "" {
			header = w.dataset(list[0])
		} else {
			header = w.group(list)
		}
		entries = append(entries, slices.Concat(le64(uint64(heap.Len())), le64(header), make([]byte, 24)))
		heap.WriteString(name + "\x00")
		if len(entries) == nodeEntries {
			flush()
		}
	}
	flush()
	tree := w.tree(0, children)
	names64 := w.put(heap.Bytes())
	heapAddr := w.put([]byte("HEAP\x00\x00\x00\x00"), le64(uint64(heap.Len())), le64(undefined), le64(names64))
	return w.header(headerMessage(0x11, le64(tree), le64(heapAddr)))
}

// tree writes a leaf of keys and children.
func (w *hdf5Writer) tree(kind byte, children [][]byte) uint64 {
	return w.put([]byte("TREE"), []byte{kind, 0}, le16(len(children)), le64(undefined), le64(undefined), slices.Concat(children...), le64(0))
}

func (w *hdf5Writer) dataset(a Array) uint64 {
	space := []byte{1, byte(len(a.Shape)), 0, 0, 0, 0, 0, 0}
	for _, side := range a.Shape {
		space = append(space, le64(uint64(side))...)
	}
	var layout []byte
	if a.Chunk == nil {
		layout = slices.Concat([]byte{3, 1}, le64(w.put(floats(a.Values))), le64(uint64(4*len(a.Values))))
	} else {
		layout = slices.Concat([]byte{3, 2, byte(len(a.Shape) + 1)}, le64(w.chunks(a)))
		for _, side := range a.Chunk {
			layout = append(layout, le32(side)...)
		}
		layout = append(layout, le32(4)...)
	}
	float32Type := slices.Concat([]byte{0x11, 0x20, 31, 0}, le32(4), le16(0), le16(32), []byte{23, 8, 0, 23}, le32(127))
	return w.header(headerMessage(0x01, space), headerMessage(0x03, float32Type), headerMessage(0x08, layout))
}

// chunks writes the chunks of an array, element by element.
func (w *hdf5Writer) chunks(a Array) uint64 {
	size := 1
	for _, side := range a.Chunk {
		size *= side
	}
	chunks := map[string][]float32{}
	for flat, v := range a.Values {
		at, key := 0, make([]byte, 8*len(a.Shape))
		index := make([]int, len(a.Shape))
		for i, rest := len(a.Shape)-1, flat; i >= 0; i-- {
			index[i], rest = rest%a.Shape[i], rest/a.Shape[i]
		}
		for i, x := range index {
			binary.LittleEndian.PutUint64(key[8*i:], uint64(x-x%a.Chunk[i]))
			at = at*a.Chunk[i] + x%a.Chunk[i]
		}
		if chunks[string(key)] == nil {
			chunks[string(key)] = make([]float32, size)
		}
		chunks[string(key)][at] = v
	}
	var children [][]byte
	for _, key := range slices.Sorted(maps.Keys(chunks)) {
		children = append(children, slices.Concat(le32(4*size), le32(0), []byte(key), le64(0), le64(w.put(floats(chunks[key])))))
	}
	return w.tree(1, children)
}

func le16(v int) []byte    { return binary.LittleEndian.AppendUint16(nil, uint16(v)) }
func le32(v int) []byte    { return binary.LittleEndian.AppendUint32(nil, uint32(v)) }
func le64(v uint64) []byte { return binary.LittleEndian.AppendUint64(nil, v) }

func floats(values []float32) []byte {
	b, _ := binary.Append(nil, binary.LittleEndian, values)
	return b
}
