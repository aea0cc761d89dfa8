package torch

import (
	"fmt"

	"pawgrad/assets/vgg19/internal/floats"
)

// types are the number types, by the classes of their storages.
var types = map[string]struct {
	size   int64
	decode floats.Decode // nil: not read
}{
	"FloatStorage":    {4, floats.Float32},
	"HalfStorage":     {2, floats.Float16},
	"BFloat16Storage": {2, floats.BFloat16},
	"DoubleStorage":   {8, nil},
	"LongStorage":     {8, nil},
	"IntStorage":      {4, nil},
	"ShortStorage":    {2, nil},
	"CharStorage":     {1, nil},
	"ByteStorage":     {1, nil},
	"BoolStorage":     {1, nil},
}

// storage is a run of numbers of one type, in which arrays lie.
type storage struct {
	class string // "FloatStorage"
	key   string
	len   int64 // elements
}

// storageOf understands the name of a storage,
//
//	("storage", class, key, device, elements, view)
//
// where view, of the older form alone, is None or a part of the storage, which
// begins at offset.
func storageOf(v value) (s storage, offset int64, err error) {
	p, _ := v.(persistent)
	id, _ := p.id.(tuple)
	if len(id) < 5 || id[0] != "storage" {
		return storage{}, 0, fmt.Errorf("its values are in %s, expected a storage", describe(v))
	}
	class, isClass := id[1].(global)
	key, isKey := keyOf(id[2])
	n, isNumber := id[4].(int64)
	if !isClass || !isKey || !isNumber || n < 0 || n > floats.MaxElements {
		return storage{}, 0, errKind
	}
	if len(id) > 5 && id[5] != nil {
		view, _ := id[5].(tuple)
		if len(view) != 3 {
			return storage{}, 0, errKind
		}
		if offset, _ = view[1].(int64); offset < 0 || offset > n {
			return storage{}, 0, errKind
		}
	}
	return storage{class.name, key, n}, offset, nil
}
