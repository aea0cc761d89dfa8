package post

import "syscall/js"

// Part is a file as it is handed over: a Blob, or what is between two bytes of one that holds
// several files. Each Blob costs the browser some kilobytes for as long as it is known to a page or
// worker, and folders of photos have files by the thousand.
type Part struct {
	of       js.Value
	from, to int
}

// Whole is a Blob or File by itself.
func Whole(file js.Value) Part { return Part{file, 0, file.Get("size").Int()} }

// Bundle returns files as parts of one Blob, which refers to them and reads none.
func Bundle(files []js.Value) []Part {
	array, parts, at := js.Global().Get("Array").New(), make([]Part, len(files)), 0
	for i, f := range files {
		array.Call("push", f)
		parts[i] = Part{from: at, to: at + f.Get("size").Int()}
		at = parts[i].to
	}
	of := js.Global().Get("Blob").New(array)
	for i := range parts {
		parts[i].of = of
	}
	return parts
}

// Size is the file's size in bytes.
func (p Part) Size() int { return p.to - p.from }

// Blob is the file. A part of a Blob is made anew each time.
func (p Part) Blob() js.Value {
	if p.from == 0 && p.to == p.of.Get("size").Int() {
		return p.of
	}
	return p.of.Call("slice", p.from, p.to)
}

// Slice is what is between two bytes of the file.
func (p Part) Slice(from, to int) js.Value {
	return p.of.Call("slice", p.from+from, min(p.from+to, p.to))
}

// place is a part in a message: of which of its Blobs, and between which bytes.
type place struct{ Blob, From, To int }

// places are those of parts, and the Blobs. Parts of one Blob come one behind the other.
func places(parts []Part) (blobs js.Value, at []place) {
	blobs = js.Global().Get("Array").New()
	for i, p := range parts {
		if i == 0 || !p.of.Equal(parts[i-1].of) {
			blobs.Call("push", p.of)
		}
		at = append(at, place{blobs.Length() - 1, p.from, p.to})
	}
	return blobs, at
}
