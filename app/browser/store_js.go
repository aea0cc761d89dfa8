package browser

import (
	"net/url"
	"path"
	"strings"
	"sync"
	"syscall/js"

	"pawgrad/app/host"
	"pawgrad/app/protocol/post"
)

// Files are kept in Cache Storage, a cache for each folder. The names begin with
// another word than those of the service worker, which tidies up after itself,
// and have the site's folder in them, as several copies of the site may live on
// one host.
const keptPrefix = "pawgrad-kept "

// A browser that is killed while it replaces a file loses the old one and the new. So each
// file has two places: what is new goes to the free one, and what is old goes when that is
// done.
var places = [2]string{"kept/", "kept-too/"}

// folderCaches is where a folder's files are, and under which address.
type folderCaches struct {
	storage      js.Value // undefined where the browser keeps nothing
	site, prefix string
}

func (b *browser) kept() folderCaches {
	site := b.window.Get("URL").New(".", b.document.Get("baseURI")).Get("href").String()
	return folderCaches{b.window.Get("caches"), site, keptPrefix + site + " "}
}

// store has something done with the kept files, on a goroutine of its own; where the browser
// keeps nothing it calls without.
func (b *browser) store(without func(), do func(folderCaches)) {
	if k := b.kept(); k.storage.Truthy() {
		go do(k)
	} else {
		without()
	}
}

func (k folderCaches) name(folder string) string { return k.prefix + folder }

func (k folderCaches) address(place int, folder, name string) string {
	return k.site + places[place] + folder + "/" + url.PathEscape(name)
}

// Keep implements host.Files.
func (b *browser) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	over = on1(b, over)
	b.store(func() { over(host.KeepingDenied) }, func(k folderCaches) {
		err := k.put(folder, name, b.window.Get("Response").New(file.(*blob).part.Blob()))
		switch {
		case err == nil:
			over(host.Kept)
		case strings.Contains(err.Error(), "Quota"):
			over(host.KeepingFull)
		default:
			over(host.KeepingDenied)
		}
	})
}

// put writes a file to its free place and empties the other.
func (k folderCaches) put(folder, name string, response js.Value) error {
	cache, err := ask(k.storage, "open", k.name(folder))
	if err != nil {
		return err
	}
	taken, err := ask(cache, "match", k.address(0, folder, name))
	if err != nil {
		return err
	}
	free := 0
	if taken.Truthy() {
		free = 1
	}
	if _, err := ask(cache, "put", k.address(free, folder, name), response); err != nil {
		return err
	}
	ask(cache, "delete", k.address(1-free, folder, name)) // what cannot be removed is older
	return nil
}

// Kept implements host.Files. What cannot be read counts as not there.
func (b *browser) Kept(folder string, over func(map[string]host.Blob)) {
	over = on1(b, over)
	b.store(func() { over(nil) }, func(k folderCaches) {
		files, _ := k.read(folder)
		over(files)
	})
}

// cache is a folder's cache, undefined if there is none: to open one would make it.
func (k folderCaches) cache(folder string) (js.Value, error) {
	has, err := ask(k.storage, "has", k.name(folder))
	if err != nil || !has.Bool() {
		return js.Undefined(), err
	}
	return ask(k.storage, "open", k.name(folder))
}

func (k folderCaches) read(folder string) (map[string]host.Blob, error) {
	cache, err := k.cache(folder)
	if err != nil || cache.IsUndefined() {
		return nil, err
	}
	requests, err := ask(cache, "keys") // of two places of a file the older first
	if err != nil {
		return nil, err
	}
	names := make([]string, requests.Length())
	for i := range names {
		if names[i], err = url.PathUnescape(path.Base(requests.Index(i).Get("url").String())); err != nil {
			return nil, err
		}
	}
	copies := make([]host.Blob, len(names))
	abreast(len(names), func(i int) { copies[i] = readCopy(cache, requests.Index(i), names[i]) })
	files := map[string]host.Blob{}
	for i, name := range names {
		if copies[i] != nil || files[name] == nil { // known at least, where all its copies are damaged
			files[name] = copies[i]
		}
	}
	return files, nil
}

// readCopy gives a file at one of its places, nil if it is damaged, or was removed meanwhile
// by another tab.
func readCopy(cache, request js.Value, name string) host.Blob {
	response, err := ask(cache, "match", request)
	if err != nil || !response.Truthy() {
		return nil
	}
	file, err := ask(response, "blob")
	if err != nil {
		return nil
	}
	return &blob{post.Whole(file), name}
}

// mostAbreast is how many files the store is asked for at a time: one after the other, a
// round of thousands would take a minute.
const mostAbreast = 32

// abreast does something for 0 to n-1, some at a time.
func abreast(n int, do func(i int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, mostAbreast) {
		all.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

// Folders implements host.Files. Browsers list caches in the order in which
// they were made.
func (b *browser) Folders(over func([]string)) {
	over = on1(b, over)
	b.store(func() { over(nil) }, func(k folderCaches) {
		var folders []string
		names, err := ask(k.storage, "keys")
		for i := 0; err == nil && i < names.Length(); i++ {
			if folder, ours := strings.CutPrefix(names.Index(i).String(), k.prefix); ours {
				folders = append(folders, folder)
			}
		}
		over(folders)
	})
}

// Forget implements host.Files. Chromium gives a folder's room back when nobody holds
// on to it any longer, which may be long after it was removed, but that of its files at
// once: so they go first.
func (b *browser) Forget(folder string, over func()) {
	over = on(b, over)
	b.store(over, func(k folderCaches) {
		k.empty(folder)
		ask(k.storage, "delete", k.name(folder)) // what cannot be removed stays
		over()
	})
}

// empty removes a folder's files; what cannot be removed stays.
func (k folderCaches) empty(folder string) {
	cache, err := k.cache(folder)
	if err != nil || cache.IsUndefined() {
		return
	}
	requests, err := ask(cache, "keys")
	for i := 0; err == nil && i < requests.Length(); i++ {
		ask(cache, "delete", requests.Index(i))
	}
}

// Drop implements host.Files.
func (b *browser) Drop(folder, name string) {
	b.store(func() {}, func(k folderCaches) {
		cache, err := k.cache(folder)
		if err != nil || cache.IsUndefined() {
			return
		}
		for place := range places {
			ask(cache, "delete", k.address(place, folder, name)) // what cannot be removed stays
		}
	})
}
