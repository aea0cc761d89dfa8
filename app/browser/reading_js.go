package browser

import (
	"errors"
	"fmt"
	"io"
	"syscall/js"

	"pawgrad/app/host"
	"pawgrad/app/protocol/post"
)

// Make implements host.Files.
func (b *browser) Make(name string, content []byte) host.Blob {
	bytes := b.window.Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	return &blob{post.Whole(b.window.Get("Blob").New([]any{bytes})), name}
}

// Read implements host.Files.
func (b *browser) Read(file host.Blob, over func([]byte, string)) {
	over = on2(b, over)
	go func() {
		content, err := b.read(file.(*blob).part.Blob())
		if err != nil {
			over(nil, fmt.Sprintf("%s cannot be read (%v). Try again.", file.Name(), err))
			return
		}
		over(content, "")
	}()
}

// pieceBytes is how much of a large file is read at a time.
const pieceBytes = 256 << 10

// Stream implements host.Files.
func (b *browser) Stream(file host.Blob, read func(io.Reader) error, over func(error)) {
	over = on1(b, over)
	go func() { over(read(&pieces{browser: b, file: file.(*blob)})) }()
}

// pieces reads a file piece by piece. Between two, the browser does what it has to.
type pieces struct {
	browser *browser
	file    *blob
	at      int64
	rest    []byte // of the latest piece
}

func (p *pieces) Read(into []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.at >= p.file.Size() {
			return 0, io.EOF
		}
		piece, err := p.browser.read(p.file.part.Slice(int(p.at), int(p.at)+pieceBytes))
		if err == nil && len(piece) == 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, fmt.Errorf("It cannot be read (%v). Try again.", err)
		}
		p.rest, p.at = piece, p.at+int64(len(piece))
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (b *browser) read(file js.Value) ([]byte, error) {
	buffer, err := ask(file, "arrayBuffer")
	if err != nil {
		return nil, err
	}
	array := b.window.Get("Uint8Array").New(buffer)
	content := make([]byte, array.Get("byteLength").Int())
	if n := js.CopyBytesToGo(content, array); n != len(content) {
		return nil, errors.New("it changed meanwhile")
	}
	return content, nil
}
