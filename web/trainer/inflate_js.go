package main

import (
	"errors"
	"io"
	"syscall/js"
)

// inflate decompresses a deflated stream as the browser does it, natively: the entries of zip
// archives are photos by the thousand, and Go's own way compiled to WebAssembly takes longer
// for one than decoding it.
func inflate(in io.Reader) io.ReadCloser {
	stream := js.Global().Get("DecompressionStream").New("deflate-raw")
	i := &inflater{reader: stream.Get("readable").Call("getReader"), writer: stream.Get("writable").Call("getWriter"), stop: make(chan struct{})}
	go i.feed(in)
	return i
}

// inflater is a stream being decompressed.
type inflater struct {
	reader, writer js.Value
	piece          []byte // what has come and was not read yet
	stop           chan struct{}
	err            error // of reading the input, or why it is over
}

// feedBytes is how much is handed over at a time.
const feedBytes = 64 << 10

// feed hands the compressed bytes over, as they are wanted.
func (i *inflater) feed(in io.Reader) {
	buffer := make([]byte, feedBytes)
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
func (i *inflater) Read(p []byte) (int, error) {
	for len(i.piece) == 0 {
		if i.err != nil {
			return 0, i.err
		}
		result, err := await(i.reader.Call("read"))
		switch {
		case i.err != nil:
			return 0, i.err
		case err != nil:
			i.err = errors.New("the compressed data is damaged")
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

// Close implements [io.Closer]. What was not read is thrown away.
func (i *inflater) Close() error {
	close(i.stop)
	if i.err != io.EOF {
		i.reader.Call("cancel")
	}
	return nil
}
