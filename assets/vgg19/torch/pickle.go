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
}

// run reads one pickle, of limit bytes at most, and gives its value. The machine
// says how long it was.
func run(r *bufio.Reader, limit int64) (result value, m *machine, err error) {
	m = &machine{in: r, left: min(limit, maxPickle), memo: map[uint64]value{}}
	for {
		op, err := m.byte()
		if err != nil {
			return nil, nil, cutShort(m.read)
		}
		if op == '.' {
			result, err := m.pop()
			return result, m, err
		}
		step, known := steps[op]
		if !known {
			return nil, nil, fmt.Errorf("%w: step %q at byte %d of its list of arrays is not known", ErrDamaged, op, m.read-1)
		}
		if err := step(m); errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
			return nil, nil, cutShort(m.read)
		} else if err != nil {
			return nil, nil, fmt.Errorf("%w: step %q at byte %d of its list of arrays: %w", ErrDamaged, op, m.read-1, err)
		}
	}
}

var (
	errEmpty = errors.New("there is too little on the stack")
	errMark  = errors.New("there is no mark")
	errKind  = errors.New("the value is of another kind")
)

// take reads n bytes. They are checked to be there in number before there is
// room for them.
func (m *machine) take(n uint64) ([]byte, error) {
	if n > uint64(m.left) || n > maxText {
		return nil, io.ErrUnexpectedEOF
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(m.in, b); err != nil {
		return nil, err
	}
	m.left, m.read = m.left-int64(n), m.read+int64(n)
	return b, nil
}

func (m *machine) byte() (byte, error) {
	if m.left < 1 {
		return 0, io.ErrUnexpectedEOF
	}
	b, err := m.in.ReadByte()
	if err == nil {
		m.left, m.read = m.left-1, m.read+1
	}
	return b, err
}

// number reads a little-endian number without sign, of n bytes up to 8.
func (m *machine) number(n uint64) (uint64, error) {
	b, err := m.take(n)
	if err != nil {
		return 0, err
	}
	var all [8]byte
	copy(all[:], b)
	return binary.LittleEndian.Uint64(all[:]), nil
}

// line reads up to the end of a line.
func (m *machine) line() (string, error) {
	var text []byte
	for len(text) <= maxText {
		b, err := m.byte()
		if err != nil {
			return "", err
		}
		if b == '\n' {
			return string(text), nil
		}
		text = append(text, b)
	}
	return "", errors.New("there is a name without an end")
}

func (m *machine) push(v value) error {
	m.stack = append(m.stack, v)
	return nil
}

func (m *machine) pop() (value, error) {
	floor := 0
	if n := len(m.marks); n > 0 {
		floor = m.marks[n-1]
	}
	if len(m.stack) <= floor {
		return nil, errEmpty
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v, nil
}

func (m *machine) top() (value, error) {
	if len(m.stack) == 0 {
		return nil, errEmpty
	}
	return m.stack[len(m.stack)-1], nil
}

// keep notes the topmost value for later steps.
func (m *machine) keep(n uint64) error {
	v, err := m.top()
	if err == nil {
		m.memo[n] = v
	}
	return err
}

// popN pops n values, the lowest first.
func (m *machine) popN(n int) ([]value, error) {
	values := make([]value, n)
	for i := n - 1; i >= 0; i-- {
		v, err := m.pop()
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// popMarked pops what is above the last mark, and the mark.
func (m *machine) popMarked() ([]value, error) {
	if len(m.marks) == 0 {
		return nil, errMark
	}
	at := m.marks[len(m.marks)-1]
	m.marks = m.marks[:len(m.marks)-1]
	values := append([]value(nil), m.stack[at:]...)
	m.stack = m.stack[:at]
	return values, nil
}
