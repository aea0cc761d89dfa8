package torch

import (
	"fmt"
	"strconv"
)

// tensorsOf lists the arrays of the dictionary that a file holds.
func tensorsOf(root value) ([]*Tensor, error) {
	if _, is := pairsOf(root); !is {
		return nil, fmt.Errorf("%w: it holds %s, expected a dictionary of arrays; save the network's state_dict() instead", ErrUnsupported, describe(root))
	}
	w := walk{seen: map[value]bool{}}
	if err := w.into(root, "", 0); err != nil {
		return nil, err
	}
	return w.found, nil
}

// walk looks for arrays in dictionaries of dictionaries.
type walk struct {
	found []*Tensor
	seen  map[value]bool // each dictionary is looked into once: it may hold itself
}

func (w *walk) into(v value, name string, depth int) error {
	switch v.(type) {
	case *dict, *object:
	default:
		return nil
	}
	if w.seen[v] || depth > maxDepth {
		return nil
	}
	w.seen[v] = true
	pairs, _ := pairsOf(v)
	for _, p := range pairs {
		key, is := keyOf(p.key)
		if name != "" {
			key = name + "." + key
		}
		if !is || len(key) > maxName {
			continue
		}
		t, err := tensorOf(p.value)
		if err != nil {
			return fmt.Errorf("%w: array %q: %w", ErrDamaged, key, err)
		}
		if t != nil {
			t.Name = key
			w.found = append(w.found, t)
			continue
		}
		if err := w.into(p.value, key, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func keyOf(v value) (key string, is bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	}
	return "", false
}
