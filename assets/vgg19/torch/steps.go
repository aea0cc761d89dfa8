package torch

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// step is one step of a pickle, after its first byte. What it cannot do it reports by
// [machine.fail].
type step func(m *machine)

// steps are the steps of protocol 2, in which torch.save writes, and of the later
// protocols, which it can be asked for. Names are those of Python's pickletools.
var steps = map[byte]step{
	0x80: skip(1), // PROTO
	0x95: skip(8), // FRAME

	'(': mark,
	'0': func(m *machine) { m.pop() },         // POP
	'1': func(m *machine) { m.popMarked() },   // POP_MARK
	'2': func(m *machine) { m.push(m.top()) }, // DUP

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

	')':  constant(tuple(nil)),                              // EMPTY_TUPLE
	0x85: tupleOf(1),                                        // TUPLE1
	0x86: tupleOf(2),                                        // TUPLE2
	0x87: tupleOf(3),                                        // TUPLE3
	't':  marked(func(v []value) value { return tuple(v) }), // TUPLE
	0x91: marked(func(v []value) value { return tuple(v) }), // FROZENSET
	'l':  marked(func(v []value) value { return &list{v} }), // LIST
	']':  func(m *machine) { m.push(&list{}) },              // EMPTY_LIST
	0x8f: func(m *machine) { m.push(&list{}) },              // EMPTY_SET
	'a':  func(m *machine) { appendTo(m, one) },             // APPEND
	'e':  func(m *machine) { appendTo(m, above) },           // APPENDS
	0x90: func(m *machine) { appendTo(m, above) },           // ADDITEMS
	'}':  func(m *machine) { m.push(&dict{}) },              // EMPTY_DICT
	'd':  newDict,                                           // DICT
	's':  func(m *machine) { setIn(m, two) },                // SETITEM
	'u':  func(m *machine) { setIn(m, above) },              // SETITEMS

	'c':  globalOfLines,                                    // GLOBAL
	0x93: globalOfStack,                                    // STACK_GLOBAL
	'R':  construct,                                        // REDUCE
	0x81: construct,                                        // NEWOBJ
	'b':  build,                                            // BUILD
	'Q':  persist,                                          // BINPERSID
	'h':  func(m *machine) { get(m, 1) },                   // BINGET
	'j':  func(m *machine) { get(m, 4) },                   // LONG_BINGET
	'q':  func(m *machine) { put(m, 1) },                   // BINPUT
	'r':  func(m *machine) { put(m, 4) },                   // LONG_BINPUT
	0x94: func(m *machine) { m.keep(uint64(len(m.memo))) }, // MEMOIZE
}

func skip(n uint64) step { return func(m *machine) { m.take(n) } }

func constant(v value) step { return func(m *machine) { m.push(v) } }

func mark(m *machine) { m.marks = append(m.marks, len(m.stack)) }

// integer reads a number of so many bytes; only those of 4 have a sign.
func integer(bytes uint64) step {
	return func(m *machine) {
		n := m.number(bytes)
		if bytes == 4 {
			n = uint64(int32(n))
		}
		m.push(int64(n))
	}
}

// longOf reads a length, in so many bytes, and a number of that length, in two's
// complement.
func longOf(bytes uint64) step {
	return func(m *machine) {
		b := m.take(m.number(bytes))
		n := len(b)
		if n > 8 {
			m.push(long(b))
			return
		}
		var all [8]byte
		if n > 0 && b[n-1] >= 0x80 {
			all = [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
		}
		copy(all[:], b)
		m.push(int64(binary.LittleEndian.Uint64(all[:])))
	}
}

// double reads a float64, the most significant byte first.
func double(m *machine) { m.push(math.Float64frombits(bits.ReverseBytes64(m.number(8)))) }

// text reads a length, in so many bytes, and a string of that length.
func text(bytes uint64) step {
	return func(m *machine) { m.push(string(m.take(m.number(bytes)))) }
}

func tupleOf(n int) step {
	return func(m *machine) { m.push(tuple(m.popN(n))) }
}

func marked(of func(items []value) value) step {
	return func(m *machine) { m.push(of(m.popMarked())) }
}

// What a step takes from the stack: the topmost, the two topmost, those above the
// last mark.
func one(m *machine) []value   { return m.popN(1) }
func two(m *machine) []value   { return m.popN(2) }
func above(m *machine) []value { return m.popMarked() }

func appendTo(m *machine, taken func(*machine) []value) {
	items := taken(m)
	switch v := m.top().(type) {
	case *list:
		v.items = append(v.items, items...)
	case *object: // of a class like a list: nothing that is looked for is in there
	default:
		m.fail(errKind)
	}
}

func setIn(m *machine, taken func(*machine) []value) {
	items := taken(m)
	switch v := m.top().(type) {
	case *dict:
		m.fail(v.set(items))
	case *object:
		m.fail(v.dict.set(items))
	default:
		m.fail(errKind)
	}
}

func newDict(m *machine) {
	d := &dict{}
	m.fail(d.set(m.popMarked()))
	m.push(d)
}

func globalOfLines(m *machine) {
	module := m.line()
	m.push(global{module, m.line()})
}

func globalOfStack(m *machine) {
	names := m.popN(2)
	module, isText := names[0].(string)
	name, isTextToo := names[1].(string)
	if !isText || !isTextToo {
		m.fail(errKind)
	}
	m.push(global{module, name})
}

// construct keeps what was to be called, and with what. Nothing is called.
func construct(m *machine) {
	call := m.popN(2)
	class, isGlobal := call[0].(global)
	args, isTuple := call[1].(tuple)
	if !isGlobal || !isTuple {
		m.fail(errKind)
	}
	m.push(&object{class: class, args: args})
}

// build drops the attributes that an object was to get: the state_dict's version
// numbers and the like.
func build(m *machine) {
	m.pop()
	m.top()
}

func persist(m *machine) {
	p := persistent{m.pop()}
	m.outside = append(m.outside, p)
	m.push(p)
}

func get(m *machine, bytes uint64) {
	n := m.number(bytes)
	v, kept := m.memo[n]
	if !kept {
		m.fail(fmt.Errorf("value %d was not kept", n))
	}
	m.push(v)
}

func put(m *machine, bytes uint64) { m.keep(m.number(bytes)) }
