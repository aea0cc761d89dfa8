package browser

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"sync"
	"syscall/js"

	"pawgrad/app/host"
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

func (k folderCaches) name(folder string) string { return k.prefix + folder }

func (k folderCaches) address(place int, folder, name string) string {
	return k.site + places[place] + folder + "/" + url.PathEscape(name)
}

// Keep implements host.Files.
func (b *browser) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	over = on1(b, over)
	k := b.kept()
	if !k.storage.Truthy() {
		over(host.KeepingDenied)
		return
	}
	go func() {
		err := k.put(folder, name, b.window.Get("Response").New(file.(*blob).value))
		switch {
		case err == nil:
			over(host.Kept)
		case strings.Contains(err.Error(), "Quota"):
			over(host.KeepingFull)
		default:
			over(host.KeepingDenied)
		}
	}()
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
	k := b.kept()
	if !k.storage.Truthy() {
		over(nil)
		return
	}
	go func() {
		files, err := k.read(folder)
		if err != nil {
			files = nil
		}
		over(files)
	}()
}

func (k folderCaches) read(folder string) (map[string]host.Blob, error) {
	// To open a cache would make it.
	has, err := ask(k.storage, "has", k.name(folder))
	if err != nil || !has.Bool() {
		return nil, err
	}
	cache, err := ask(k.storage, "open", k.name(folder))
	if err != nil {
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
	return &blob{file, name}
}

// mostAbreast is how many files the store is asked for at a time: one after the other, a
// round of thousands would take a minute.
const mostAbreast = 32

// abreast does something for 0 to n-1, some at a time.
func abreast(n int, do func(i int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, mostAbreast) {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range next {
				do(i)
			}
		}()
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
	k := b.kept()
	if !k.storage.Truthy() {
		over(nil)
		return
	}
	go func() {
		var folders []string
		names, err := ask(k.storage, "keys")
		for i := 0; err == nil && i < names.Length(); i++ {
			if folder, ours := strings.CutPrefix(names.Index(i).String(), k.prefix); ours {
				folders = append(folders, folder)
			}
		}
		over(folders)
	}()
}

// Forget implements host.Files. Chromium gives a folder's room back when nobody holds
// on to it any longer, which may be long after it was removed, but that of its files at
// once: so they go first.
func (b *browser) Forget(folder string, over func()) {
	over = on(b, over)
	k := b.kept()
	if !k.storage.Truthy() {
		over()
		return
	}
	go func() {
		k.empty(folder)
		ask(k.storage, "delete", k.name(folder)) // what cannot be removed stays
		over()
	}()
}

// empty removes a folder's files; what cannot be removed stays.
func (k folderCaches) empty(folder string) {
	if has, err := ask(k.storage, "has", k.name(folder)); err != nil || !has.Bool() {
		return
	}
	cache, err := ask(k.storage, "open", k.name(folder))
	if err != nil {
		return
	}
	requests, err := ask(cache, "keys")
	for i := 0; err == nil && i < requests.Length(); i++ {
		ask(cache, "delete", requests.Index(i))
	}
}

// Drop implements host.Files.
func (b *browser) Drop(folder, name string) {
	k := b.kept()
	if !k.storage.Truthy() {
		return
	}
	go func() {
		// What cannot be removed stays.
		if has, err := ask(k.storage, "has", k.name(folder)); err != nil || !has.Bool() {
			return
		}
		if cache, err := ask(k.storage, "open", k.name(folder)); err == nil {
			for place := range places {
				ask(cache, "delete", k.address(place, folder, name))
			}
		}
	}()
}

// Claim implements Browser: a lock is held until the page goes, if only into the browser's
// memory, from which the visitor may come back to it. Where the browser has no
// locks, nothing is kept: two pages might write the same files.
func (b *browser) Claim(over func(host.Claim)) {
	over = on1(b, over)
	k := b.kept()
	locks := b.window.Get("navigator").Get("locks")
	if !k.storage.Truthy() || !locks.Truthy() {
		over(host.Nobodys)
		return
	}
	lock, free := k.name("experiments"), map[string]any{"ifAvailable": true}
	var release js.Value
	hold := func() any { // the lock is held until a promise is kept
		return b.window.Get("Promise").New(js.FuncOf(func(_ js.Value, args []js.Value) any {
			release = args[0]
			return nil
		}))
	}
	listen(b.window, "pagehide", func(js.Value) {
		if release.Truthy() {
			release.Invoke()
		}
	})
	again := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].Truthy() {
			return hold()
		}
		b.window.Get("location").Call("reload") // another page has it: what is here is no longer what is kept
		return nil
	})
	listen(b.window, "pageshow", func(e js.Value) {
		if e.Get("persisted").Bool() && release.Truthy() {
			go ask(locks, "request", lock, free, again)
		}
	})
	var granted js.Func
	granted = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !args[0].Truthy() {
			over(host.Others)
			go ask(locks, "request", lock, granted) // it comes when the other page has gone
			return nil
		}
		over(host.Ours)
		return hold()
	})
	go func() {
		if _, err := ask(locks, "request", lock, free, granted); err != nil {
			over(host.Nobodys)
		}
	}()
}

// Make implements host.Files.
func (b *browser) Make(name string, content []byte) host.Blob {
	bytes := b.window.Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	return &blob{b.window.Get("Blob").New([]any{bytes}), name}
}

// Read implements host.Files.
func (b *browser) Read(file host.Blob, over func([]byte, string)) {
	over = on2(b, over)
	go func() {
		content, err := b.read(file.(*blob).value)
		if err != nil {
			over(nil, fmt.Sprintf("%s cannot be read (%v). Try again.", file.Name(), err))
			return
		}
		over(content, "")
	}()
}

// pieceBytes is how much of a large file is read at a time.
const pieceBytes = 256 << 10

// Stream implements host.Files.
func (b *browser) Stream(file host.Blob, read func(io.Reader) error, over func(error)) {
	over = on1(b, over)
	go func() { over(read(&pieces{browser: b, file: file.(*blob)})) }()
}

// pieces reads a file piece by piece. Between two, the browser does what it has to.
type pieces struct {
	browser *browser
	file    *blob
	at      int64
	rest    []byte // of the latest piece
}

func (p *pieces) Read(into []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.at >= p.file.Size() {
			return 0, io.EOF
		}
		piece, err := p.browser.read(p.file.value.Call("slice", p.at, p.at+pieceBytes))
		if err == nil && len(piece) == 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, fmt.Errorf("It cannot be read (%v). Try again.", err)
		}
		p.rest, p.at = piece, p.at+int64(len(piece))
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (b *browser) read(file js.Value) ([]byte, error) {
	buffer, err := ask(file, "arrayBuffer")
	if err != nil {
		return nil, err
	}
	array := b.window.Get("Uint8Array").New(buffer)
	content := make([]byte, array.Get("byteLength").Int())
	if n := js.CopyBytesToGo(content, array); n != len(content) {
		return nil, errors.New("it changed meanwhile")
	}
	return content, nil
}

// WeightsBeside implements Browser: the site builder has noted it in the shell.
func (b *browser) WeightsBeside() bool {
	build := b.document.Call("querySelector", `meta[name="pawgrad-build"]`)
	return build.Truthy() && build.Get("dataset").Get("vgg19").Truthy()
}
