package torch

import (
	"errors"
	"fmt"
	"slices"
)

// value is what a pickle builds: nil, bool, int64, float64, string (text and bytes
// alike), long, tuple, *list, *dict, global, *object or persistent.
type value any

type (
	// long is a number of more than 8 bytes; only the magic number is one.
	long string
	// tuple never changes.
	tuple []value
	// list may hold itself, as a dict and an object may.
	list struct{ items []value }
	// dict keeps its pairs in order, those with the same key too.
	dict struct{ pairs []pair }
	pair struct{ key, value value }
	// global is the name of a function or class: "torch._utils", "_rebuild_tensor_v2".
	global struct{ module, name string }
	// object is what calling a global with args would have made, and the items that
	// were then set in it.
	object struct {
		class global
		args  tuple
		dict
	}
	// persistent names something that is kept outside of the pickle: a storage.
	persistent struct{ id value }
)

// set adds keys and values, given in turn.
func (d *dict) set(items []value) error {
	if len(items)%2 != 0 {
		return errors.New("a key has no value")
	}
	for i := 0; i < len(items); i += 2 {
		d.pairs = append(d.pairs, pair{items[i], items[i+1]})
	}
	return nil
}

var orderedDict = global{"collections", "OrderedDict"}

// pairsOf gives the pairs of a dictionary, ordered or not. Python 3 makes an
// OrderedDict of nothing and then sets its items, Python 2 makes it of a list of
// pairs.
func pairsOf(v value) (pairs []pair, is bool) {
	switch v := v.(type) {
	case *dict:
		return v.pairs, true
	case *object:
		if v.class != orderedDict {
			return nil, false
		}
		pairs = slices.Clone(v.pairs)
		for _, arg := range v.args {
			for _, item := range itemsOf(arg) {
				if kv := itemsOf(item); len(kv) == 2 {
					pairs = append(pairs, pair{kv[0], kv[1]})
				}
			}
		}
		return pairs, true
	}
	return nil, false
}

func itemsOf(v value) []value {
	switch v := v.(type) {
	case *list:
		return v.items
	case tuple:
		return v
	}
	return nil
}

// describe says what a value is, for people.
func describe(v value) string {
	switch v := v.(type) {
	case *object:
		return fmt.Sprintf("a %.80q of Python", v.class.module+"."+v.class.name)
	case *dict:
		return "a dictionary"
	case *list, tuple:
		return "a list"
	case string:
		return "a text"
	}
	return "something else"
}
