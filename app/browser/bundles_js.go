package browser

import (
	"runtime"
	"syscall/js"

	"pawgrad/app/host"
	"pawgrad/app/protocol/post"
)

const (
	// mostLoose is of how many files the browser may hold what is in a bundle already.
	mostLoose = 2000
	// few is below how many files each stays a Blob by itself.
	few = 20
	// pressure is how much memory, in bytes, has JavaScript's collector come.
	pressure = 64 << 20
)

// bundles are files that came together: of a folder, thousands. Several are one Blob, as each Blob
// by itself costs the browser some 7 kB for as long as the page or a worker knows it.
type bundles struct {
	files []host.Blob
	loose int // those that have been bundled since [collect]
}

// bundle adds files with their names.
func (b *bundles) bundle(files []js.Value, names []string) {
	if len(files) < few {
		for i, f := range files {
			b.files = append(b.files, &blob{post.Whole(f), names[i]})
		}
		return
	}
	for i, part := range post.Bundle(files) {
		b.files = append(b.files, &blob{part, names[i]})
	}
	if b.loose += len(files); b.loose >= mostLoose {
		b.loose = 0
		collect()
	}
}

// collect has the browser free what nobody needs any more: Go's collector lets go of it, and
// JavaScript's comes when much memory has been asked for, which is not touched here and so takes
// none. Where there is not so much it is as if it had not been asked for.
func collect() {
	runtime.GC()
	call(js.Global().Get("Reflect"), "construct", js.Global().Get("ArrayBuffer"), []any{pressure})
}
