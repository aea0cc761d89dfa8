package main

import (
	"fmt"
	"strings"
	"syscall/js"
)

// disk is the folder of large drafts in the site's private part of the visitor's disk, where the
// browser has one. Files in it live as long as the page for which they were written, which holds
// a lock of its name; those of pages that are gone are removed when the next draft is begun.
type disk struct {
	page   string // the name of the page's lock, empty where there are no locks
	folder js.Value
	tried  bool // whether there is a folder
	full   bool
	made   int
}

func newDisk() *disk {
	d := &disk{}
	if page := js.Global().Get("pawgradPage"); page.Type() == js.TypeString {
		d.page = page.String()
	}
	return d
}

// draftsFolder is the folder's name.
const draftsFolder = "drafts"

// open finds the folder, and clears it of what nobody uses any more.
func (d *disk) open() {
	d.tried = true
	storage, handle := js.Global().Get("navigator").Get("storage"), js.Global().Get("FileSystemFileHandle")
	if d.page == "" || !storage.Truthy() || !storage.Get("getDirectory").Truthy() || !handle.Truthy() || !handle.Get("prototype").Get("createSyncAccessHandle").Truthy() {
		return
	}
	err := attempt(func() error {
		root, err := await(storage.Call("getDirectory"))
		if err != nil {
			return err
		}
		folder, err := await(root.Call("getDirectoryHandle", draftsFolder, object("create", true)))
		if err != nil {
			return err
		}
		d.folder = folder
		return d.clear()
	})
	if err != nil {
		d.folder = js.Undefined()
	}
}

// clear removes the files of pages that are gone.
func (d *disk) clear() error {
	locks, err := await(js.Global().Get("navigator").Get("locks").Call("query"))
	if err != nil {
		return err
	}
	open := map[string]bool{}
	held := locks.Get("held")
	for i := range held.Length() {
		open[held.Index(i).Get("name").String()] = true
	}
	names := d.folder.Call("keys")
	var gone []string
	for {
		next, err := await(names.Call("next"))
		if err != nil {
			return err
		}
		if next.Get("done").Bool() {
			break
		}
		name := next.Get("value").String()
		if page, _, _ := strings.Cut(name, nameSeparator); !open[page] {
			gone = append(gone, name)
		}
	}
	for _, name := range gone {
		// One that another page removes at the same time is gone all the same.
		await(d.folder.Call("removeEntry", name))
	}
	return nil
}

// nameSeparator stands between the page's name and a number in the name of a file.
const nameSeparator = " "

// create begins a file; it is nil where there is no room for any.
func (d *disk) create() *spilled {
	if !d.tried {
		d.open()
	}
	if d.full || !d.folder.Truthy() {
		return nil
	}
	d.made++
	s := &spilled{folder: d.folder, name: fmt.Sprint(d.page, nameSeparator, js.Global().Get("performance").Call("now").Float(), d.made)}
	err := attempt(func() (err error) {
		if s.handle, err = await(d.folder.Call("getFileHandle", s.name, object("create", true))); err != nil {
			return err
		}
		s.access, err = await(s.handle.Call("createSyncAccessHandle"))
		return err
	})
	if err != nil {
		d.full = true
		return nil
	}
	return s
}

// spilled is a file of the folder being written.
type spilled struct {
	folder, handle, access js.Value
	name                   string
	size                   int
}

// write appends; what cannot be written whole leaves the file as it was.
func (s *spilled) write(p []byte) error {
	return attempt(func() error {
		n := s.access.Call("write", toJS("Uint8Array", p), object("at", s.size)).Int()
		if n != len(p) {
			s.access.Call("truncate", s.size)
			return fmt.Errorf("the disk took %d of %d bytes", n, len(p))
		}
		s.size += n
		return nil
	})
}

// file closes the file and gives it as a File.
func (s *spilled) file() (file js.Value, err error) {
	err = attempt(func() error {
		s.access.Call("close")
		file, err = await(s.handle.Call("getFile"))
		return err
	})
	return file, err
}

// discard removes the file.
func (s *spilled) discard() {
	attempt(func() error {
		s.access.Call("close")
		_, err := await(s.folder.Call("removeEntry", s.name))
		return err
	})
}
