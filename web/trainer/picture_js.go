package main

import "pawgrad/web/trainer/jobs"

// Picture implements [jobs.Host]: it makes a PNG file.
func (h *host) Picture(rgb []byte, width, height int) (file jobs.File, err error) {
	rgba := make([]byte, width*height*4)
	for i := range width * height {
		copy(rgba[i*4:], rgb[i*3:i*3+3])
		rgba[i*4+3] = 0xff
	}
	err = attempt(func() error {
		pixels := class("ImageData").New(toJS("Uint8ClampedArray", rgba), width, height)
		// A canvas of its own, since it is encoded while other things go on.
		canvas := class("OffscreenCanvas").New(width, height)
		canvas.Call("getContext", "2d").Call("putImageData", pixels, 0, 0)
		picture, err := await(canvas.Call("convertToBlob", object("type", "image/png")))
		if err != nil {
			return err
		}
		file = newBlob(picture)
		return nil
	})
	return file, err
}
