package driver

import (
	"path/filepath"

	"pawgrad/app/protocol"
)

// Import has a trainer make an image set of the files of a folder, as the page does with one
// that is dropped on it, and writes the pack to a path. names are the files' paths in the folder.
func (d *Driver) Import(folder string, names []string, size int, to string) (protocol.Imported, error) {
	var none protocol.Imported
	w, err := d.Start()
	if err != nil {
		return none, err
	}
	for _, name := range names {
		if err := d.Take(name, filepath.Join(folder, filepath.FromSlash(name))); err != nil {
			return none, err
		}
	}
	if err := w.Send(protocol.Import{Name: filepath.Base(folder), ImageSize: size, Paths: names}, names...); err != nil {
		return none, err
	}
	imported, files, err := Await[protocol.Imported](w, nil)
	if err != nil {
		return none, err
	}
	if len(files) > 0 {
		if err := d.Give(files[0], to); err != nil {
			return none, err
		}
	}
	for _, name := range append(files, names...) {
		if err := d.Drop(name); err != nil {
			return none, err
		}
	}
	return imported, w.End()
}
