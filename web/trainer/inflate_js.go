package main

import (
	"bytes"
	"errors"
	"io"
	"syscall/js"
)

// inflate decompresses a deflated stream as the browser does it, natively: the entries of zip
// archives are photos by the thousand, and Go's own way compiled to WebAssembly takes longer
// for one than decoding it.
func inflate(in io.Reader) io.ReadCloser { return &inflater{in: in} }

// inflater decompresses what begins with its first read: what is short at once, what is long as
// a stream.
type inflater struct {
	in     io.Reader
	stream *stream // nil for what is short
	whole  *bytes.Reader
}

// pieceBytes is how much compressed data is handed over at a time. What has less, as a usual
// photo, is decompressed at once: no more than 1,032 times as much is in it.
const pieceBytes = 64 << 10

// begin reads the beginning, and all if it is short.
func (i *inflater) begin() error {
	size := int64(pieceBytes)
	if section, known := i.in.(interface{ Size() int64 }); known {
		size = min(size, section.Size()+1) // one more, to see the end
	}
	head := make([]byte, size)
	n, err := io.ReadFull(i.in, head)
	switch {
	case err == nil:
		i.stream = newStream(io.MultiReader(bytes.NewReader(head), i.in))
		return nil
	case err != io.EOF && err != io.ErrUnexpectedEOF:
		return err
	}
	whole, err := inflated(head[:n])
	i.whole = bytes.NewReader(whole)
	return err
}

// Read implements [io.Reader].
func (i *inflater) Read(p []byte) (int, error) {
	if i.stream == nil && i.whole == nil {
		if err := i.begin(); err != nil {
			return 0, err
		}
	}
	if i.stream != nil {
		return i.stream.Read(p)
	}
	return i.whole.Read(p)
}

// Close implements [io.Closer]. What was not read is thrown away.
func (i *inflater) Close() error {
	if i.stream != nil {
		i.stream.close()
	}
	return nil
}

// errDamaged is that of data that cannot be decompressed; the browser's words say no more.
var errDamaged = errors.New("the compressed data is damaged")

// inflated decompresses data in one call.
func inflated(data []byte) (all []byte, err error) {
	array, err := await(js.Global().Call("pawgradInflate", toJS("Uint8Array", data)))
	if err != nil {
		return nil, errDamaged
	}
	return toGo(array), nil
}

// newStream begins to decompress.
func newStream(in io.Reader) *stream {
	s := class("DecompressionStream").New("deflate-raw")
	i := &stream{reader: s.Get("readable").Call("getReader"), writer: s.Get("writable").Call("getWriter"), stop: make(chan struct{})}
	go i.feed(in)
	return i
}

// stream is data being decompressed piece by piece.
type stream struct {
	reader, writer js.Value
	piece          []byte // what has come and was not read yet
	stop           chan struct{}
	err            error // of reading the input, or why it is over
}

// feed hands the compressed bytes over, as they are wanted.
func (i *stream) feed(in io.Reader) {
	buffer := make([]byte, pieceBytes)
	for {
		n, err := io.ReadFull(in, buffer)
		if n > 0 {
			if _, failed := await(i.writer.Call("write", toJS("Uint8Array", buffer[:n]))); failed != nil {
				return // the reader is told why
			}
		}
		select {
		case <-i.stop:
			return
		default:
		}
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			await(i.writer.Call("close"))
			return
		case err != nil:
			i.err = err
			await(i.writer.Call("abort"))
			return
		}
	}
}

// Read implements [io.Reader].
func (i *stream) Read(p []byte) (int, error) {
	for len(i.piece) == 0 {
		if i.err != nil {
			return 0, i.err
		}
		result, err := await(i.reader.Call("read"))
		switch {
		case i.err != nil:
			return 0, i.err
		case err != nil:
			i.err = errDamaged
		case result.Get("done").Bool():
			i.err = io.EOF
		default:
			value := result.Get("value")
			i.piece = make([]byte, value.Get("length").Int())
			js.CopyBytesToGo(i.piece, value)
		}
	}
	n := copy(p, i.piece)
	i.piece = i.piece[n:]
	return n, nil
}

// close ends it; what was not read is thrown away.
func (i *stream) close() {
	close(i.stop)
	if i.err != io.EOF {
		i.reader.Call("cancel")
	}
}
