package torch

import (
	"encoding/binary"
	"fmt"
	"math"
)

// step is one step of a pickle, after its first byte.
type step func(m *machine) error

// steps are the steps of protocol 2, in which torch.save writes, and of the later
// protocols, which it can be asked for. Names are those of Python's pickletools.
var steps = map[byte]step{
	0x80: skip(1), // PROTO
	0x95: skip(8), // FRAME

	'(': mark,
	'0': func(m *machine) error { _, err := m.pop(); return err },       // POP
	'1': func(m *machine) error { _, err := m.popMarked(); return err }, // POP_MARK
	'2': dup,

	'N':  constant(nil),   // NONE
	0x88: constant(true),  // NEWTRUE
	0x89: constant(false), // NEWFALSE
	'K':  integer(1),      // BININT1
	'M':  integer(2),      // BININT2
	'J':  integer(4),      // BININT
	0x8a: longOf(1),       // LONG1
	0x8b: longOf(4),       // LONG4
	'G':  double,          // BINFLOAT
	'U':  text(1),         // SHORT_BINSTRING
	'T':  text(4),         // BINSTRING
	0x8c: text(1),         // SHORT_BINUNICODE
	'X':  text(4),         // BINUNICODE
	0x8d: text(8),         // BINUNICODE8
	'C':  text(1),         // SHORT_BINBYTES
	'B':  text(4),         // BINBYTES
	0x8e: text(8),         // BINBYTES8

	')':  constant(tuple(nil)),                                 // EMPTY_TUPLE
	0x85: tupleOf(1),                                           // TUPLE1
	0x86: tupleOf(2),                                           // TUPLE2
	0x87: tupleOf(3),                                           // TUPLE3
	't':  marked(func(v []value) value { return tuple(v) }),    // TUPLE
	0x91: marked(func(v []value) value { return tuple(v) }),    // FROZENSET
	'l':  marked(func(v []value) value { return &list{v} }),    // LIST
	']':  func(m *machine) error { return m.push(&list{}) },    // EMPTY_LIST
	0x8f: func(m *machine) error { return m.push(&list{}) },    // EMPTY_SET
	'a':  func(m *machine) error { return appendTo(m, one) },   // APPEND
	'e':  func(m *machine) error { return appendTo(m, above) }, // APPENDS
	0x90: func(m *machine) error { return appendTo(m, above) }, // ADDITEMS
	'}':  func(m *machine) error { return m.push(&dict{}) },    // EMPTY_DICT
	'd':  newDict,                                              // DICT
	's':  func(m *machine) error { return setIn(m, two) },      // SETITEM
	'u':  func(m *machine) error { return setIn(m, above) },    // SETITEMS

	'c':  globalOfLines,                                                 // GLOBAL
	0x93: globalOfStack,                                                 // STACK_GLOBAL
	'R':  construct,                                                     // REDUCE
	0x81: construct,                                                     // NEWOBJ
	'b':  build,                                                         // BUILD
	'Q':  persist,                                                       // BINPERSID
	'h':  func(m *machine) error { return get(m, 1) },                   // BINGET
	'j':  func(m *machine) error { return get(m, 4) },                   // LONG_BINGET
	'q':  func(m *machine) error { return put(m, 1) },                   // BINPUT
	'r':  func(m *machine) error { return put(m, 4) },                   // LONG_BINPUT
	0x94: func(m *machine) error { return m.keep(uint64(len(m.memo))) }, // MEMOIZE
}

func skip(n uint64) step {
	return func(m *machine) error { _, err := m.take(n); return err }
}

func constant(v value) step { return func(m *machine) error { return m.push(v) } }

func mark(m *machine) error {
	m.marks = append(m.marks, len(m.stack))
	return nil
}

func dup(m *machine) error {
	v, err := m.top()
	if err != nil {
		return err
	}
	return m.push(v)
}

// integer reads a number of so many bytes; only those of 4 have a sign.
func integer(bytes uint64) step {
	return func(m *machine) error {
		n, err := m.number(bytes)
		if err != nil {
			return err
		}
		if bytes == 4 {
			return m.push(int64(int32(n)))
		}
		return m.push(int64(n))
	}
}

// longOf reads a length, in so many bytes, and a number of that length, in two's
// complement.
func longOf(bytes uint64) step {
	return func(m *machine) error {
		n, err := m.number(bytes)
		if err != nil {
			return err
		}
		b, err := m.take(n)
		if err != nil {
			return err
		}
		if n > 8 {
			return m.push(long(b))
		}
		var all [8]byte
		if n > 0 && b[n-1] >= 0x80 {
			all = [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
		}
		copy(all[:], b)
		return m.push(int64(binary.LittleEndian.Uint64(all[:])))
	}
}

func double(m *machine) error {
	b, err := m.take(8)
	if err != nil {
		return err
	}
	return m.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
}

// text reads a length, in so many bytes, and a string of that length.
func text(bytes uint64) step {
	return func(m *machine) error {
		n, err := m.number(bytes)
		if err != nil {
			return err
		}
		b, err := m.take(n)
		if err != nil {
			return err
		}
		return m.push(string(b))
	}
}

func tupleOf(n int) step {
	return func(m *machine) error {
		items, err := m.popN(n)
		if err != nil {
			return err
		}
		return m.push(tuple(items))
	}
}

func marked(of func(items []value) value) step {
	return func(m *machine) error {
		items, err := m.popMarked()
		if err != nil {
			return err
		}
		return m.push(of(items))
	}
}

// What a step takes from the stack: the topmost, the two topmost, those above the
// last mark.
func one(m *machine) ([]value, error)   { return m.popN(1) }
func two(m *machine) ([]value, error)   { return m.popN(2) }
func above(m *machine) ([]value, error) { return m.popMarked() }

func appendTo(m *machine, taken func(*machine) ([]value, error)) error {
	items, err := taken(m)
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case *list:
		v.items = append(v.items, items...)
	case *object: // of a class like a list: nothing that is looked for is in there
	default:
		return errKind
	}
	return nil
}

func setIn(m *machine, taken func(*machine) ([]value, error)) error {
	items, err := taken(m)
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case *dict:
		return v.set(items)
	case *object:
		return v.dict.set(items)
	}
	return errKind
}

func newDict(m *machine) error {
	items, err := m.popMarked()
	if err != nil {
		return err
	}
	d := &dict{}
	if err := d.set(items); err != nil {
		return err
	}
	return m.push(d)
}

func globalOfLines(m *machine) error {
	module, err := m.line()
	if err != nil {
		return err
	}
	name, err := m.line()
	if err != nil {
		return err
	}
	return m.push(global{module, name})
}

func globalOfStack(m *machine) error {
	names, err := m.popN(2)
	if err != nil {
		return err
	}
	module, isText := names[0].(string)
	name, isTextToo := names[1].(string)
	if !isText || !isTextToo {
		return errKind
	}
	return m.push(global{module, name})
}

// construct keeps what was to be called, and with what. Nothing is called.
func construct(m *machine) error {
	call, err := m.popN(2)
	if err != nil {
		return err
	}
	class, isGlobal := call[0].(global)
	args, isTuple := call[1].(tuple)
	if !isGlobal || !isTuple {
		return errKind
	}
	return m.push(&object{class: class, args: args})
}

// build drops the attributes that an object was to get: the state_dict's version
// numbers and the like.
func build(m *machine) error {
	_, err := m.pop()
	if err != nil {
		return err
	}
	_, err = m.top()
	return err
}

func persist(m *machine) error {
	id, err := m.pop()
	if err != nil {
		return err
	}
	p := persistent{id}
	m.outside = append(m.outside, p)
	return m.push(p)
}

func get(m *machine, bytes uint64) error {
	n, err := m.number(bytes)
	if err != nil {
		return err
	}
	v, kept := m.memo[n]
	if !kept {
		return fmt.Errorf("value %d was not kept", n)
	}
	return m.push(v)
}

func put(m *machine, bytes uint64) error {
	n, err := m.number(bytes)
	if err != nil {
		return err
	}
	return m.keep(n)
}
