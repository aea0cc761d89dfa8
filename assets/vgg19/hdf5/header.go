package hdf5

import "fmt"

// The types of header messages that are read (section IV.A.2).
const (
	msgDataspace    = 0x01
	msgLinkInfo     = 0x02
	msgDatatype     = 0x03
	msgLink         = 0x06
	msgExternal     = 0x07
	msgLayout       = 0x08
	msgFilters      = 0x0B
	msgContinuation = 0x10
	msgSymbolTable  = 0x11
)

// flagShared marks a message whose content is kept elsewhere in the file.
const flagShared = 1 << 1

// message is one message of an object header.
type message struct {
	kind  int
	flags byte
	data  []byte
}

// header reads the messages of an object (section IV.A.1.a, version 1): a
// prefix, then messages, which go on in further blocks where continuation
// messages say so.
func (f *File) header(addr uint64) ([]message, error) {
	const prefix = 16
	b, err := f.bytes(addr, prefix)
	if err != nil {
		return nil, err
	}
	if string(b[:4]) == "OHDR" {
		return nil, fmt.Errorf("%w: an object header of version 2 (libver=\"latest\"), expected version 1", ErrUnsupported)
	}
	if b[0] != 1 {
		return nil, fmt.Errorf("%w: an object header of version %d at address %d, expected 1", ErrDamaged, b[0], addr)
	}
	count := u16(b[2:])
	type block struct{ addr, n uint64 }
	blocks := []block{{addr + prefix, uint64(u32(b[8:]))}}
	var messages []message
	for len(blocks) > 0 {
		b, err := f.bytes(blocks[0].addr, blocks[0].n)
		if err != nil {
			return nil, err
		}
		blocks = blocks[1:]
		const head = 8
		for len(b) >= head && count > 0 {
			m := message{kind: u16(b), flags: b[4]}
			n := u16(b[2:])
			if b = b[head:]; n > len(b) {
				return nil, fmt.Errorf("%w: a header message of %d bytes where %d are left", ErrDamaged, n, len(b))
			}
			m.data, b = b[:n], b[n:]
			count--
			if m.kind != msgContinuation {
				messages = append(messages, m)
				continue
			}
			if n < 16 {
				return nil, fmt.Errorf("%w: a continuation message of %d bytes, expected 16", ErrDamaged, n)
			}
			blocks = append(blocks, block{u64(m.data), u64(m.data[8:])})
		}
	}
	return messages, nil
}

// find returns the first message of a kind, or nil.
func find(messages []message, kind int) *message {
	for i := range messages {
		if messages[i].kind == kind {
			return &messages[i]
		}
	}
	return nil
}
