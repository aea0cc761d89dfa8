package torch

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"pawgrad/assets/vgg19/internal/floats"
)

var errBigEndian = fmt.Errorf("%w: its numbers have their highest byte first", ErrUnsupported)

// openLegacy opens the older form: pickles of the magic number, the version of the
// protocol, the machine's properties, the object, and the list of the storages' keys;
// then the storages in that order, each behind the number of its elements.
func openLegacy(r io.ReaderAt, size int64) ([]*Tensor, error) {
	const pickles = 5
	const pieceBytes = 64 << 10
	in := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), pieceBytes)
	var values [pickles]value
	var outside []persistent
	at := int64(0)
	for i := range values {
		v, m, err := run(in, size-at)
		if err != nil {
			return nil, err
		}
		values[i], at, outside = v, at+m.read, append(outside, m.outside...)
	}
	system, root, keys := values[2], values[3], values[4]
	if pairs, _ := pairsOf(system); isFalse(pairs, "little_endian") {
		return nil, errBigEndian
	}
	tensors, err := tensorsOf(root)
	if err != nil {
		return nil, err
	}
	storages := map[string]storage{}
	for _, p := range outside { // of all arrays, of those too that tensorsOf has no use for
		if s, _, err := storageOf(p); err == nil {
			storages[s.key] = s
		}
	}
	begins, err := placesOf(r, at, size, itemsOf(keys), storages)
	if err != nil {
		return nil, err
	}
	for _, t := range tensors {
		begin, placed := begins[t.key]
		if !placed {
			return nil, fmt.Errorf("%w: the values of %s are missing", ErrDamaged, t.Name)
		}
		if s := storages[t.key]; s != t.storage {
			return nil, fmt.Errorf("%w: the values of %s have two descriptions", ErrDamaged, t.Name)
		}
		t.r, t.begin = r, begin
	}
	return tensors, nil
}

// placesOf finds where each storage's values begin.
func placesOf(r io.ReaderAt, at, size int64, keys []value, storages map[string]storage) (map[string]int64, error) {
	const lenBytes = 8
	begins := map[string]int64{}
	for _, k := range keys {
		key, _ := keyOf(k)
		s, known := storages[key]
		kind, sized := types[s.class]
		if !known || !sized {
			return nil, fmt.Errorf("%w: it has values of a kind that is not known (%.40q)", ErrUnsupported, s.class)
		}
		var length [lenBytes]byte
		if at > size-lenBytes {
			return nil, cutShort(size)
		}
		if err := floats.Full(r, length[:], at); err != nil {
			return nil, fmt.Errorf("reading the PyTorch file: %w", err)
		}
		if n := binary.LittleEndian.Uint64(length[:]); n != uint64(s.len) {
			return nil, fmt.Errorf("%w: a storage has %d elements, expected %d", ErrDamaged, n, s.len)
		}
		at += lenBytes
		begins[key] = at
		if at += s.len * kind.size; at > size {
			return nil, cutShort(size)
		}
	}
	return begins, nil
}

func cutShort(size int64) error {
	return fmt.Errorf("%w: it is cut short, after %d bytes", ErrDamaged, size)
}

func isFalse(pairs []pair, key string) bool {
	return slices.ContainsFunc(pairs, func(p pair) bool { return p.key == key && p.value == false })
}
