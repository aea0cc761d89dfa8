package torch

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	// maxPickle bounds a pickle, in bytes; VGG19's has 4,000.
	maxPickle = 16 << 20
	// maxText bounds a string of it.
	maxText = 1 << 20
)

// machine runs a pickle. It only builds values; see [value].
type machine struct {
	in    *bufio.Reader
	left  int64 // bytes that may still be read
	read  int64 // bytes that have been read
	stack []value
	marks []int // heights of the stack
	memo  map[uint64]value
	// outside lists the things outside of the pickle that it names: storages.
	outside []persistent
	// err is what went wrong first. Nothing is read after that, and what is popped is nil.
	err error
}

// run reads one pickle, of limit bytes at most, and gives its value. The machine
// says how long it was.
func run(r *bufio.Reader, limit int64) (result value, m *machine, err error) {
	m = &machine{in: r, left: min(limit, maxPickle), memo: map[uint64]value{}}
	for {
		op := m.byte()
		if m.err != nil {
			return nil, nil, cutShort(m.read)
		}
		if op == '.' {
			result := m.pop()
			return result, m, m.err
		}
		step, known := steps[op]
		if !known {
			return nil, nil, fmt.Errorf("%w: step %q at byte %d of its list of arrays is not known", ErrDamaged, op, m.read-1)
		}
		if step(m); errors.Is(m.err, io.ErrUnexpectedEOF) || m.err == io.EOF {
			return nil, nil, cutShort(m.read)
		} else if m.err != nil {
			return nil, nil, fmt.Errorf("%w: step %q at byte %d of its list of arrays: %w", ErrDamaged, op, m.read-1, m.err)
		}
	}
}

var (
	errEmpty = errors.New("there is too little on the stack")
	errMark  = errors.New("there is no mark")
	errKind  = errors.New("the value is of another kind")
)

// fail notes what went wrong, unless something did before; nil is nothing.
func (m *machine) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

// take reads n bytes, nil if that fails. They are checked to be there in number before
// there is room for them.
func (m *machine) take(n uint64) []byte {
	if n > uint64(m.left) || n > maxText {
		m.fail(io.ErrUnexpectedEOF)
	}
	if m.err != nil {
		return nil
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(m.in, b); err != nil {
		m.fail(err)
		return nil
	}
	m.left, m.read = m.left-int64(n), m.read+int64(n)
	return b
}

func (m *machine) byte() byte {
	if m.left < 1 {
		m.fail(io.ErrUnexpectedEOF)
	}
	if m.err != nil {
		return 0
	}
	b, err := m.in.ReadByte()
	if err == nil {
		m.left, m.read = m.left-1, m.read+1
	}
	m.fail(err)
	return b
}

// number reads a little-endian number without sign, of n bytes up to 8.
func (m *machine) number(n uint64) uint64 {
	var all [8]byte
	copy(all[:], m.take(n))
	return binary.LittleEndian.Uint64(all[:])
}

// line reads up to the end of a line.
func (m *machine) line() string {
	var text []byte
	for m.err == nil {
		b := m.byte()
		if b == '\n' {
			return string(text)
		}
		if text = append(text, b); len(text) > maxText {
			m.fail(errors.New("there is a name without an end"))
		}
	}
	return ""
}

func (m *machine) push(v value) { m.stack = append(m.stack, v) }

func (m *machine) pop() value {
	floor := 0
	if n := len(m.marks); n > 0 {
		floor = m.marks[n-1]
	}
	if len(m.stack) <= floor {
		m.fail(errEmpty)
		return nil
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}

func (m *machine) top() value {
	if len(m.stack) == 0 {
		m.fail(errEmpty)
		return nil
	}
	return m.stack[len(m.stack)-1]
}

// keep notes the topmost value for later steps.
func (m *machine) keep(n uint64) { m.memo[n] = m.top() }

// popN pops n values, the lowest first.
func (m *machine) popN(n int) []value {
	values := make([]value, n)
	for i := n - 1; i >= 0; i-- {
		values[i] = m.pop()
	}
	return values
}

// popMarked pops what is above the last mark, and the mark.
func (m *machine) popMarked() []value {
	if len(m.marks) == 0 {
		m.fail(errMark)
		return nil
	}
	at := m.marks[len(m.marks)-1]
	m.marks = m.marks[:len(m.marks)-1]
	values := append([]value(nil), m.stack[at:]...)
	m.stack = m.stack[:at]
	return values
}
