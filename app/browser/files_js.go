package browser

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall/js"
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol/post"
)

// await waits for a promise. It must not be called on go-app's goroutine.
func await(promise js.Value) (js.Value, error) {
	value, fault := make(chan js.Value, 1), make(chan js.Value, 1)
	fulfilled := js.FuncOf(func(_ js.Value, args []js.Value) any { value <- args[0]; return nil })
	rejected := js.FuncOf(func(_ js.Value, args []js.Value) any { fault <- args[0]; return nil })
	defer fulfilled.Release()
	defer rejected.Release()
	promise.Call("then", fulfilled, rejected)
	select {
	case v := <-value:
		return v, nil
	case f := <-fault:
		return js.Undefined(), errors.New(f.Call("toString").String())
	}
}

// ask calls a method that answers with a promise, and waits for the answer; what it throws,
// as some browsers do where they refuse, is an error too. It must not be called on go-app's
// goroutine.
func ask(target js.Value, method string, args ...any) (js.Value, error) {
	promise, err := call(target, method, args...)
	if err != nil {
		return js.Undefined(), err
	}
	return await(promise)
}

// call calls a method, and returns what it throws as an error.
func call(target js.Value, method string, args ...any) (result js.Value, err error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case js.Error:
			err = thrown
		default:
			panic(thrown)
		}
	}()
	return target.Call(method, args...), nil
}

// Fetch implements Browser. The version of the build in the address makes an old
// copy of the file impossible, and lets the service worker keep it.
func (b *browser) Fetch(name string, progress func(done, total int64), over func(host.Blob, string)) {
	progress, over = on2(b, progress), on2(b, over)
	go func() {
		file, err := b.fetch(name, progress)
		if err != nil {
			over(nil, fmt.Sprintf("%s could not be loaded (%v). Check the connection and try again.", name, err))
			return
		}
		over(&blob{post.Whole(file), name}, "")
	}()
}

// longestSilence is how long a download may bring nothing. As long as something comes,
// it may take its time.
const longestSilence = 30 * time.Second

func (b *browser) fetch(name string, progress func(done, total int64)) (file js.Value, err error) {
	giveUp := b.window.Get("AbortController").New()
	silent, heard := false, time.Now()
	var watch *time.Timer
	watch = time.AfterFunc(longestSilence, func() {
		if time.Since(heard) > longestSilence*3/2 { // far too late: the machine has slept, or the tab was frozen
			heard = time.Now()
			watch.Reset(longestSilence)
			return
		}
		silent = true
		giveUp.Call("abort")
	})
	defer watch.Stop()
	file, err = b.fetchUntil(name, giveUp.Get("signal"), func(done, total int64) {
		heard = time.Now()
		watch.Reset(longestSilence)
		progress(done, total)
	})
	if silent && err != nil {
		err = fmt.Errorf("nothing has come for %.0f seconds", longestSilence.Seconds())
	}
	return file, err
}

// fetchUntil fetches a file of the site until an AbortSignal ends it.
func (b *browser) fetchUntil(name string, signal js.Value, progress func(done, total int64)) (js.Value, error) {
	address := name
	if build := b.document.Call("querySelector", `meta[name="pawgrad-build"]`); build.Truthy() {
		address += "?v=" + build.Get("content").String()
	}
	response, err := ask(b.window, "fetch", address, map[string]any{"signal": signal})
	if err != nil {
		return js.Undefined(), err
	}
	if !response.Get("ok").Bool() {
		return js.Undefined(), fmt.Errorf("the server answered %d", response.Get("status").Int())
	}
	total := int64(0)
	if length := response.Get("headers").Call("get", "Content-Length"); length.Type() == js.TypeString {
		fmt.Sscan(length.String(), &total)
	}
	reader := response.Get("body").Call("getReader")
	parts, done := b.window.Get("Array").New(), int64(0)
	for {
		chunk, err := ask(reader, "read")
		if err != nil {
			return js.Undefined(), err
		}
		if chunk.Get("done").Bool() {
			return b.window.Get("Blob").New(parts), nil
		}
		parts.Call("push", chunk.Get("value"))
		done += int64(chunk.Get("value").Get("byteLength").Int())
		progress(done, total)
	}
}

// list wraps the entries of a FileList.
func list(files js.Value) []host.Blob {
	const many = 100
	var all bundles
	for first := 0; first < files.Length(); first += many {
		var values []js.Value
		for i := first; i < min(first+many, files.Length()); i++ {
			values = append(values, files.Index(i))
		}
		all.bundle(values, names(values))
	}
	return all.files
}

// names are the files' paths in their folder, if any, or their names.
func names(files []js.Value) []string {
	all := make([]string, len(files))
	for i, f := range files {
		all[i] = newBlob(f).name
	}
	return all
}

// Chosen implements Browser.
func (b *browser) Chosen(inputID string) []host.Blob {
	input := b.element(inputID)
	blobs := list(input.Get("files"))
	input.Set("value", "") // so that choosing the same file again is a change
	return blobs
}

// Choose implements Browser.
func (b *browser) Choose(inputID string) { b.element(inputID).Call("click") }

// Heads implements Browser.
func (b *browser) Heads(files []host.Blob, n int, over func([][]byte)) {
	over = on1(b, over)
	go func() {
		heads := make([][]byte, len(files))
		for i, f := range files {
			heads[i], _ = b.read(f.(*blob).part.Slice(0, n))
		}
		over(heads)
	}()
}

// OnPaste implements Browser.
func (b *browser) OnPaste(f func([]host.Blob)) {
	f = on1(b, f)
	listen(b.window, "paste", func(e js.Value) {
		if files := e.Get("clipboardData").Get("files"); files.Length() > 0 {
			e.Call("preventDefault")
			f(list(files))
		}
	})
}

// OnDrop implements Browser.
func (b *browser) OnDrop(hover func(bool), looking func(int, func()), drop func([]host.Blob)) {
	hover, drop = on1(b, hover), on1(b, drop)
	carriesFiles := func(e js.Value) bool {
		transfer := e.Get("dataTransfer")
		return transfer.Truthy() && transfer.Get("types").Call("includes", "Files").Bool()
	}
	// An address or a picture of another page that is let fall anywhere would lead away from a
	// running training; into a field it is text.
	leadsAway := func(e js.Value) bool {
		target := e.Get("target")
		return !carriesFiles(e) && !(target.Get("closest").Type() == js.TypeFunction && target.Call("closest", "input, textarea").Truthy())
	}
	depth := 0 // dragenter and dragleave come for every element on the way
	listen(b.window, "dragenter", func(e js.Value) {
		if carriesFiles(e) {
			e.Call("preventDefault")
			depth++
			hover(true)
		}
	})
	listen(b.window, "dragleave", func(e js.Value) {
		if carriesFiles(e) {
			depth = max(0, depth-1)
			if depth == 0 {
				hover(false)
			}
		}
	})
	listen(b.window, "dragover", func(e js.Value) {
		if carriesFiles(e) || leadsAway(e) {
			e.Call("preventDefault")
		}
	})
	listen(b.window, "drop", func(e js.Value) {
		if leadsAway(e) {
			e.Call("preventDefault")
			if e.Get("dataTransfer").Get("types").Call("includes", "text/uri-list").Bool() {
				drop(nil)
			}
			return
		}
		if !carriesFiles(e) {
			return
		}
		e.Call("preventDefault")
		depth = 0
		hover(false)
		entries, files := dropped(e.Get("dataTransfer"))
		if entries == nil {
			drop(files)
			return
		}
		s := &search{bundles: bundles{files: files}}
		s.told = on1(b, func(found int) {
			if !s.stopped {
				looking(found, func() { s.stopped = true })
			}
		})
		go func() {
			for _, entry := range entries {
				s.folder(entry)
			}
			if !s.stopped {
				drop(s.files)
			}
		}()
	})
}

// dropped reads what was dropped, which the browser forgets as soon as the event
// is over: the folders among it as entries to walk, and the single files.
func dropped(transfer js.Value) (folders []js.Value, files []host.Blob) {
	items := transfer.Get("items")
	for i := range items.Length() {
		item := items.Index(i)
		if item.Get("kind").String() != "file" {
			continue
		}
		if item.Get("webkitGetAsEntry").Type() == js.TypeFunction {
			if entry := item.Call("webkitGetAsEntry"); entry.Truthy() && entry.Get("isDirectory").Bool() {
				folders = append(folders, entry)
				continue
			}
		}
		if file := item.Call("getAsFile"); file.Truthy() {
			files = append(files, newBlob(file))
		}
	}
	return folders, files
}

// search looks for the files in dropped folders. What cannot be read is left out: the browser
// gives no reason that would help.
type search struct {
	bundles
	told    func(found int)
	stopped bool
}

// folder adds the files of a folder and its folders.
func (s *search) folder(entry js.Value) {
	reader := entry.Call("createReader")
	for !s.stopped {
		// Entries come in portions, an empty one at the end.
		entries, ok := callback(reader, "readEntries")
		if !ok || entries.Length() == 0 {
			return
		}
		var single, folders []js.Value
		for i := range entries.Length() {
			if e := entries.Index(i); e.Get("isFile").Bool() {
				single = append(single, e)
			} else {
				folders = append(folders, e)
			}
		}
		s.add(single)
		s.told(len(s.files))
		for _, f := range folders {
			s.folder(f)
		}
	}
}

// add adds the files of some entries. They are asked for all at once: each answer comes from
// another process.
func (s *search) add(entries []js.Value) {
	files := make([]js.Value, len(entries))
	var all sync.WaitGroup
	for i, entry := range entries {
		all.Go(func() { files[i], _ = callback(entry, "file") })
	}
	all.Wait()
	var names []string
	var readable []js.Value
	for i, file := range files {
		if !file.IsUndefined() {
			names = append(names, strings.TrimPrefix(entries[i].Get("fullPath").String(), "/"))
			readable = append(readable, file)
		}
	}
	s.bundle(readable, names)
}

// callback waits for a method of the older kind, which takes two callbacks.
func callback(object js.Value, method string) (js.Value, bool) {
	value := make(chan js.Value, 1)
	succeed := js.FuncOf(func(_ js.Value, args []js.Value) any { value <- args[0]; return nil })
	fail := js.FuncOf(func(js.Value, []js.Value) any { value <- js.Undefined(); return nil })
	defer succeed.Release()
	defer fail.Release()
	object.Call(method, succeed, fail)
	v := <-value
	return v, !v.IsUndefined()
}
