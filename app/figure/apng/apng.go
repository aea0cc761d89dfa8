// Package apng makes an animated picture of PNG files: a PNG whose first frame every program
// shows, and which browsers, and most that show pictures, play (the APNG of the PNG
// specification, third edition). It decodes nothing: the frames' compressed pixels are put
// one behind the other.
package apng

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// signature begins every PNG file.
const signature = "\x89PNG\r\n\x1a\n"

// Types of chunks.
const (
	header  = "IHDR"
	pixels  = "IDAT"
	control = "acTL" // how many frames there are
	frame   = "fcTL" // where a frame is and how long it stands
	more    = "fdAT" // pixels of a frame but the first
	end     = "IEND"
)

// chunk is a part of a PNG file.
type chunk struct {
	kind string
	data []byte
}

// errNoPNG is the error of what is no whole PNG file.
var errNoPNG = errors.New("apng: a frame is no PNG file")

// Encode makes an animation of PNG files of one size and kind, each of which stands for some
// milliseconds, the last for some more. It is played once: at its end one looks at the last frame.
func Encode(frames [][]byte, each, last int) ([]byte, error) {
	if len(frames) == 0 {
		return nil, errors.New("apng: no frames")
	}
	w := writer{}
	w.WriteString(signature)
	var first []byte // header
	for i, file := range frames {
		chunks, err := parse(file)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = chunks[0].data
			w.chunk(header, first)
			w.chunk(control, numbers(uint32(len(frames)), 1))
		} else if !bytes.Equal(chunks[0].data, first) {
			return nil, errors.New("apng: the frames are of different sizes or kinds")
		}
		delay := each
		if i == len(frames)-1 {
			delay = last
		}
		w.frame(first[:8], delay)
		for _, c := range chunks {
			switch {
			case c.kind != pixels:
			case i == 0:
				w.chunk(pixels, c.data)
			default:
				w.chunk(more, append(numbers(w.next()), c.data...))
			}
		}
	}
	w.chunk(end, nil)
	return w.Bytes(), nil
}

// parse splits a PNG file; the first chunk is its header.
func parse(file []byte) ([]chunk, error) {
	rest, ok := bytes.CutPrefix(file, []byte(signature))
	if !ok {
		return nil, errNoPNG
	}
	var chunks []chunk
	for len(rest) >= 12 {
		n := binary.BigEndian.Uint32(rest)
		if uint64(n)+12 > uint64(len(rest)) {
			return nil, errNoPNG
		}
		c := chunk{string(rest[4:8]), rest[8 : 8+n]}
		chunks, rest = append(chunks, c), rest[12+n:]
		if c.kind == end {
			break
		}
	}
	if len(chunks) == 0 || chunks[0].kind != header || len(chunks[0].data) < 8 || chunks[len(chunks)-1].kind != end {
		return nil, errNoPNG
	}
	return chunks, nil
}

// writer writes chunks, and counts those that an animation numbers.
type writer struct {
	bytes.Buffer
	sequence uint32
}

// next is the number of the next chunk of an animation.
func (w *writer) next() uint32 {
	w.sequence++
	return w.sequence - 1
}

// frame says of the frame that follows that it fills the picture, whose width and height are
// given as the header has them, and stands for some milliseconds.
func (w *writer) frame(size []byte, milliseconds int) {
	data := append(numbers(w.next()), size...)
	data = append(data, numbers(0, 0)...)                            // where it lies
	data = binary.BigEndian.AppendUint16(data, uint16(milliseconds)) // of
	data = binary.BigEndian.AppendUint16(data, 1000)                 // a second
	w.chunk(frame, append(data, 0, 0))                               // nothing is cleared or blended
}

// chunk writes a chunk.
func (w *writer) chunk(kind string, data []byte) {
	w.Write(numbers(uint32(len(data))))
	sum := crc32.NewIEEE()
	sum.Write([]byte(kind))
	sum.Write(data)
	w.WriteString(kind)
	w.Write(data)
	w.Write(numbers(sum.Sum32()))
}

// numbers are some numbers as PNG has them.
func numbers(list ...uint32) []byte {
	var data []byte
	for _, n := range list {
		data = binary.BigEndian.AppendUint32(data, n)
	}
	return data
}
