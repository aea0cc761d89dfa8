package hdf5

import (
	"bytes"
	"fmt"
)

// walk visits an object: a dataset is noted, a group's members are visited.
func (f *File) walk(addr uint64, path string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%w: groups within groups, more than %d deep, at %q", ErrDamaged, maxDepth, path)
	}
	// Paths are kept: long names that many members share would add up.
	if err := f.spend(len(path)); err != nil {
		return err
	}
	messages, err := f.header(addr)
	if err != nil {
		return err
	}
	switch {
	case find(messages, msgLayout) != nil:
		f.datasets = append(f.datasets, f.dataset(path, messages))
		return nil
	case find(messages, msgLinkInfo) != nil || find(messages, msgLink) != nil:
		return fmt.Errorf("%w: %q is a group of the newer kind (libver=\"latest\" or track_order), expected a symbol table", ErrUnsupported, path)
	}
	table := find(messages, msgSymbolTable)
	if table == nil {
		return nil // a named type or something else without values
	}
	if len(table.data) < 16 {
		return fmt.Errorf("%w: a symbol table message of %d bytes, expected 16", ErrDamaged, len(table.data))
	}
	heap, err := f.localHeap(u64(table.data[8:]))
	if err != nil {
		return err
	}
	return f.groupTree(u64(table.data), maxLevel, func(name, header uint64) error {
		if name > uint64(len(heap)) {
			return fmt.Errorf("%w: a name at %d in a heap of %d bytes", ErrDamaged, name, len(heap))
		}
		text, _, found := bytes.Cut(heap[name:], []byte{0})
		if !found || len(text) == 0 {
			return fmt.Errorf("%w: a member of %q has no name", ErrDamaged, path)
		}
		return f.walk(header, path+"/"+string(text), depth+1)
	})
}

// localHeap reads the names of a group (section III.D).
func (f *File) localHeap(addr uint64) ([]byte, error) {
	b, err := f.signed(addr, 32, "HEAP")
	if err != nil {
		return nil, err
	}
	return f.bytes(u64(b[24:]), u64(b[8:]))
}

const (
	// treeHead is the length of a B-tree node up to its first key.
	treeHead = 24
	// maxLevel bounds the height of a B-tree: a tree of 8 levels of nodes that
	// are half full could list every byte of a large file.
	maxLevel = 8
)

// tree reads a node of a version 1 B-tree (section III.A.1) of the given type:
// its level, and its keys and children as they lie there, key before child.
// Levels must fall from node to child, so that no path is endless.
func (f *File) tree(addr uint64, nodeType byte, keyBytes, maxLevel int) (level, used int, entries []byte, err error) {
	head, err := f.signed(addr, treeHead, "TREE")
	if err != nil {
		return 0, 0, nil, err
	}
	level, used = int(head[5]), u16(head[6:])
	if head[4] != nodeType || level > maxLevel {
		return 0, 0, nil, fmt.Errorf("%w: a B-tree node of type %d and level %d, expected type %d and level %d at most", ErrDamaged, head[4], level, nodeType, maxLevel)
	}
	entries, err = f.bytes(addr+treeHead, uint64(used*(keyBytes+8)))
	return level, used, entries, err
}

// groupTree calls member with the name (an offset in the heap) and the object
// header of every hard link of a group, in the order of the names.
func (f *File) groupTree(addr uint64, maxLevel int, member func(name, header uint64) error) error {
	const nodeType, keyBytes = 0, 8
	level, used, entries, err := f.tree(addr, nodeType, keyBytes, maxLevel)
	if err != nil {
		return err
	}
	for i := range used {
		child := u64(entries[i*(keyBytes+8)+keyBytes:])
		if level > 0 {
			err = f.groupTree(child, level-1, member)
		} else {
			err = f.symbolNode(child, member)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// symbolNode visits the entries of a symbol table node (section III.B, III.C).
func (f *File) symbolNode(addr uint64, member func(name, header uint64) error) error {
	const head, entryBytes = 8, 40
	const softLink = 2 // cache type
	b, err := f.signed(addr, head, "SNOD")
	if err != nil {
		return err
	}
	count := u16(b[6:])
	if b, err = f.bytes(addr+head, uint64(count*entryBytes)); err != nil {
		return err
	}
	for ; count > 0; count-- {
		if u32(b[16:]) != softLink {
			if err := member(u64(b), u64(b[8:])); err != nil {
				return err
			}
		}
		b = b[entryBytes:]
	}
	return nil
}
