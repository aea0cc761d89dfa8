package figure

import (
	"errors"
	"math"
	"syscall/js"
)

// pngMost is the most pixels a side that all browsers still draw on.
const pngMost = 8192

// PNG draws a figure of a size in CSS pixels as a PNG file with so many device pixels per CSS pixel (2 is sharp on a slide), on a canvas of its
// own by the same code as on the page, and calls done with the file's bytes when the browser has made it. A picture too large
// for a canvas is drawn at fewer pixels.
func PNG(f Figure, width, height, ratio float64, t Theme, done func(file []byte, err error)) {
	ratio = math.Min(ratio, pngMost/math.Max(1, math.Max(width, height)))
	element := js.Global().Get("document").Call("createElement", "canvas")
	c := NewCanvas(element)
	c.Resize(width, height, ratio)
	f.Draw(c, t)
	var taken js.Func
	taken = js.FuncOf(func(_ js.Value, args []js.Value) any {
		taken.Release()
		if blob := args[0]; blob.Truthy() {
			bytesOf(blob, done)
		} else {
			done(nil, errors.New("the browser could not make a PNG picture of this size; choose a smaller one, or save an SVG file"))
		}
		return nil
	})
	element.Call("toBlob", taken, "image/png")
}

// bytesOf reads a Blob.
func bytesOf(blob js.Value, done func([]byte, error)) {
	var read, failed js.Func
	release := func() {
		read.Release()
		failed.Release()
	}
	read = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		bytes := js.Global().Get("Uint8Array").New(args[0])
		file := make([]byte, bytes.Length())
		js.CopyBytesToGo(file, bytes)
		done(file, nil)
		return nil
	})
	failed = js.FuncOf(func(js.Value, []js.Value) any {
		release()
		done(nil, errors.New("the browser did not hand over the PNG picture; try again, or save an SVG file"))
		return nil
	})
	blob.Call("arrayBuffer").Call("then", read, failed)
}
