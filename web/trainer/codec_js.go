package main

import (
	"bytes"
	"errors"
	"syscall/js"

	"pawgrad/assets/photos"
)

// codec decodes plain JPEGs through WebCodecs' ImageDecoder, which takes a file's bytes and gives
// pixels. The general way, through a Blob, a bitmap and a canvas, leads through another process
// and copies pixels three times.
type codec struct {
	there, tried bool
	free         []js.Value // arrays to be used again: each photo would leave one behind to be collected
}

// works reports whether the browser has an ImageDecoder, and brings pixels into the order that is
// asked for: the first to have one did not, and said nothing.
func (c *codec) works() bool {
	if !c.tried {
		c.tried = true
		frames := js.Global().Get("VideoFrame")
		c.there = frames.Truthy() && js.Global().Get("ImageDecoder").Truthy() && attempt(func() error { return ordersPixels(frames) }) == nil
	}
	return c.there
}

// ordersPixels has a blue pixel copied out of a frame with another order of channels.
func ordersPixels(frames js.Value) error {
	blue := []byte{255, 0, 0, 255}
	frame := frames.New(toJS("Uint8Array", blue), object("format", "BGRA", "codedWidth", 1, "codedHeight", 1, "timestamp", 0))
	defer frame.Call("close")
	out := class("Uint8Array").New(len(blue))
	if _, err := await(frame.Call("copyTo", out, object("format", "RGBA"))); err != nil {
		return err
	}
	rgba := make([]byte, len(blue))
	js.CopyBytesToGo(rgba, out)
	if !bytes.Equal(rgba, []byte{0, 0, 255, 255}) {
		return errors.New("pixels come in another order than asked for")
	}
	return nil
}

// decodeJPEG decodes a plain JPEG by the codec. It returns no photo if that is to be reduced.
func (d decoder) decodeJPEG(data []byte) (photo photos.Photo, err error) {
	width, height, _ := photos.Dimensions(data)
	if width*height > maxCopied {
		return photo, nil
	}
	buffer := d.codec.take(width * height * 4)
	defer d.codec.put(buffer)
	if _, err := await(js.Global().Call("pawgradDecode", toJS("Uint8Array", data), width, height, buffer)); err != nil {
		return photo, err
	}
	photo = d.photo(width, height)
	js.CopyBytesToGo(photo.RGBA, buffer)
	return photo, nil
}

// take returns an array of at least size bytes.
func (c *codec) take(size int) js.Value {
	for i := len(c.free) - 1; i >= 0; i-- {
		if array := c.free[i]; array.Get("length").Int() >= size {
			c.free = append(c.free[:i], c.free[i+1:]...)
			return array
		}
	}
	return class("Uint8Array").New(size)
}

// put gives an array back.
func (c *codec) put(array js.Value) {
	const most = 8 // of them
	if len(c.free) < most {
		c.free = append(c.free, array)
	}
}
