package main

import (
	"syscall/js"

	"pawgrad/web/trainer/jobs"
)

const (
	// partBytes is the size of a draft's parts: each costs the browser an entry in a
	// list, and what is pending costs memory here.
	partBytes = 1 << 20
	// spillBytes is how much of a draft may be in the browser's memory. What comes behind it
	// is written onto the disk: a set of 25,000 photos has 300 MB.
	spillBytes = 32 << 20
)

// draft is a Blob being written, part by part.
type draft struct {
	parts   js.Value // an array of Blobs
	pending []byte
	flushed int
	disk    *disk
	spilled *spilled // what is on the disk, nil while nothing is
}

func newDraft(d *disk) *draft { return &draft{parts: class("Array").New(), disk: d} }

// Write implements [jobs.Draft].
func (d *draft) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 { // part by part: what is long is not copied whole
		room := min(len(p), partBytes-len(d.pending))
		d.pending, p = append(d.pending, p[:room]...), p[room:]
		if len(d.pending) == partBytes {
			if err := d.flush(); err != nil {
				return n - len(p), err
			}
		}
	}
	return n, nil
}

// File implements [jobs.Draft].
func (d *draft) File() (jobs.File, error) {
	if err := d.flush(); err != nil {
		return nil, err
	}
	if err := d.land(); err != nil {
		return nil, err
	}
	var file *blob
	err := attempt(func() error {
		file = newBlob(class("Blob").New(d.parts))
		return nil
	})
	return file, err
}

// Discard implements [jobs.Draft].
func (d *draft) Discard() {
	if d.spilled != nil {
		d.spilled.discard()
		d.spilled = nil
	}
	d.parts, d.pending = class("Array").New(), nil
}

// flush hands what is pending over to the browser. Where the disk is full or there is none, all
// stays in memory.
func (d *draft) flush() error {
	if d.spilled == nil && d.flushed >= spillBytes {
		d.spilled = d.disk.create()
	}
	if d.spilled != nil {
		if d.spilled.write(d.pending) == nil {
			d.pending = d.pending[:0]
			return nil
		}
		d.disk.full = true
		if err := d.land(); err != nil {
			return err
		}
	}
	return attempt(func() error {
		part := class("Array").New(toJS("Uint8Array", d.pending))
		d.parts.Call("push", class("Blob").New(part))
		d.flushed, d.pending = d.flushed+len(d.pending), d.pending[:0]
		return nil
	})
}

// land puts what is on the disk among the parts.
func (d *draft) land() error {
	if d.spilled == nil {
		return nil
	}
	file, err := d.spilled.file()
	if err == nil {
		d.parts.Call("push", file)
		d.spilled = nil
	}
	return err
}
