package browser

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"pawgrad/app/figure"
	"pawgrad/app/host"
)

// browser is the one around the page program.
type browser struct {
	window, document js.Value
	observer         js.Value
	dispatch         func(func())
	soon             js.Value // the port of messages to itself
	later            []func() // one for each message on its way
	says             bool     // that the visitor leaves
	computer         host.Computer
	awake            awake
}

// New returns the browser that the program runs in.
func New() Browser {
	return &browser{window: js.Global(), document: js.Global().Get("document"), dispatch: func(f func()) { f() }}
}

func (b *browser) Dispatch(through func(f func())) { b.dispatch = through }

// on, on1 and on2 have a callback of no, one and two values dispatched.
func on(b *browser, f func()) func() { return func() { b.dispatch(f) } }

func on1[A any](b *browser, f func(A)) func(A) {
	return func(x A) { b.dispatch(func() { f(x) }) }
}

func on2[A, B any](b *browser, f func(A, B)) func(A, B) {
	return func(x A, y B) { b.dispatch(func() { f(x, y) }) }
}

// listen calls f for each event of a target, for the page's life.
func listen(target js.Value, event string, f func(js.Value)) {
	target.Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	}))
}

// peek reads a property that a browser may forbid to be read, by throwing: it is undefined
// then. (An error thrown by js.Value.Get would end the program.)
func peek(object js.Value, name string) (v js.Value) {
	defer func() {
		if recover() != nil {
			v = js.Undefined()
		}
	}()
	return js.Global().Get("Reflect").Call("get", object, name)
}

// once wraps a callback that is called once and then released.
func once(f func()) js.Func {
	var callback js.Func
	callback = js.FuncOf(func(js.Value, []js.Value) any {
		callback.Release()
		f()
		return nil
	})
	return callback
}

func (b *browser) element(id string) js.Value { return b.document.Call("getElementById", id) }

func (b *browser) Cores() int {
	if n := b.window.Get("navigator").Get("hardwareConcurrency"); n.Type() == js.TypeNumber {
		return n.Int()
	}
	return 1
}

// Memory for all runs together, as a share of what the browser says the machine has, which
// is rarely more than 8 GB. A machine of 4 GB needs most of them for its system and the
// browser; a phone ends a page that takes more than about a quarter.
const (
	largeMemory = 8.0 // GB
	largeShare  = 0.5
	smallShare  = 0.3
	phoneShare  = 0.2
)

// The same in bytes where the browser says nothing.
const (
	unknownMemory = 2e9
	unknownPhone  = 0.6e9
)

// Computer implements Browser.
func (b *browser) Computer() host.Computer {
	if b.computer.Browser == "" { // it is asked for often, and stays the same
		b.computer = host.Computer{Browser: b.window.Get("navigator").Get("userAgent").String(), Cores: b.Cores(), Memory: b.memory(), Threads: b.Apart() == ""}
	}
	return b.computer
}

// Apart implements Browser.
func (b *browser) Apart() host.Apart {
	return host.Apart(b.window.Get("pawgrad").Call("apart").String())
}

// memory is what all runs together may take, in bytes.
func (b *browser) memory() int64 {
	phone, said := b.phone(), b.window.Get("navigator").Get("deviceMemory")
	switch {
	case said.Type() != js.TypeNumber && phone:
		return unknownPhone
	case said.Type() != js.TypeNumber:
		return unknownMemory
	case phone:
		return int64(phoneShare * said.Float() * 1e9)
	case said.Float() >= largeMemory:
		return int64(largeShare * said.Float() * 1e9)
	}
	return int64(smallShare * said.Float() * 1e9)
}

// phone reports whether the machine is one, or a tablet. Browsers that do not say name
// themselves so.
func (b *browser) phone() bool {
	navigator := b.window.Get("navigator")
	if data := navigator.Get("userAgentData"); data.Truthy() {
		return data.Get("mobile").Truthy()
	}
	agent := navigator.Get("userAgent").String()
	return slices.ContainsFunc([]string{"Mobi", "Android", "iPhone", "iPad"}, func(word string) bool { return strings.Contains(agent, word) })
}

func (b *browser) Frame(f func()) {
	b.window.Call("requestAnimationFrame", once(on(b, f)))
}

func (b *browser) After(seconds float64, f func()) {
	b.window.Call("setTimeout", once(on(b, f)), 1000*seconds)
}

// Soon implements Browser by a message to itself: a timer would wait the longer the more
// often it is asked for, and in a hidden tab for a second or a minute.
func (b *browser) Soon(f func()) { b.post(on(b, f)) }

// turn waits until the page has had its turn. It must not be called on go-app's goroutine.
func (b *browser) turn() {
	over := make(chan struct{})
	b.post(func() { close(over) })
	<-over
}

// post calls f in answer to a message to itself.
func (b *browser) post(f func()) {
	if !b.soon.Truthy() {
		channel := b.window.Get("MessageChannel").New()
		b.soon = channel.Get("port2")
		channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
			next := b.later[0]
			b.later = b.later[1:]
			next()
			return nil
		}))
	}
	b.later = append(b.later, f)
	b.soon.Call("postMessage", nil)
}

// Tidy implements Browser.
func (b *browser) Tidy() { runtime.GC() }

func (b *browser) Now() float64 { return b.window.Get("performance").Call("now").Float() / 1000 }

func (b *browser) Ready() { b.window.Get("pawgrad").Call("ready") }

func (b *browser) Query() string {
	return strings.TrimPrefix(b.window.Get("location").Get("search").String(), "?")
}

func (b *browser) SetQuery(query string) {
	if query != "" {
		query = "?" + query
	}
	b.setAddress(b.window.Get("location").Get("pathname").String() + query + b.window.Get("location").Get("hash").String())
}

// setAddress replaces the address; some browsers refuse it, in a frame or if it is done too
// often.
func (b *browser) setAddress(address string) {
	call(b.window.Get("history"), "replaceState", nil, "", address)
}

func (b *browser) Hash() string {
	return strings.TrimPrefix(b.window.Get("location").Get("hash").String(), "#")
}

func (b *browser) Address() string { return b.window.Get("location").Get("href").String() }

func (b *browser) SetHash(hash string) {
	if hash == b.Hash() {
		return
	}
	address, _, _ := strings.Cut(b.Address(), "#")
	if hash != "" {
		address += "#" + hash
	}
	b.setAddress(address)
}

func (b *browser) OnHash(f func(string)) {
	f = on1(b, f)
	listen(b.window, "hashchange", func(e js.Value) {
		// The address itself may have been replaced since, by the page.
		_, hash, _ := strings.Cut(e.Get("newURL").String(), "#")
		f(b.window.Get("pawgrad").Call("mended", hash).String())
	})
}

// storage returns localStorage, or what storage.js has put in its place.
func (b *browser) storage() js.Value { return b.window.Get("localStorage") }

func (b *browser) Stored(key string) string {
	if v, err := call(b.storage(), "getItem", key); err == nil && v.Type() == js.TypeString {
		return v.String()
	}
	return ""
}

func (b *browser) Store(key, value string) {
	call(b.storage(), "setItem", key, value) // full or forbidden: then it is not kept
}

func (b *browser) darkQuery() js.Value {
	return b.window.Call("matchMedia", "(prefers-color-scheme: dark)")
}

func (b *browser) PrefersDark() bool { return b.darkQuery().Get("matches").Bool() }

func (b *browser) OnPrefersDark(f func(bool)) {
	f = on1(b, f)
	listen(b.darkQuery(), "change", func(e js.Value) { f(e.Get("matches").Bool()) })
}

func (b *browser) Mark(attribute, value string) {
	root := b.document.Get("documentElement")
	if value == "" {
		root.Call("removeAttribute", attribute)
		return
	}
	root.Call("setAttribute", attribute, value)
}

func (b *browser) OnLeave(f func() bool) {
	listen(b.window, "beforeunload", func(e js.Value) {
		if f() {
			e.Call("preventDefault")
			e.Set("returnValue", true) // what older browsers look at
		}
	})
}

func (b *browser) OnKey(wanted func(key string) bool, pressed func(key string)) {
	pressed = on1(b, pressed)
	listen(b.window, "keydown", func(e js.Value) {
		inField := e.Get("target").Call("closest", "input, select, textarea, [contenteditable]").Truthy()
		held := e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool()
		key := e.Get("key").String()
		if inField || held || e.Get("defaultPrevented").Bool() || !wanted(key) {
			return
		}
		e.Call("preventDefault")
		pressed(key)
	})
}

func (b *browser) OnResize(f func()) {
	f = on(b, f)
	b.observer = b.window.Get("ResizeObserver").New(js.FuncOf(func(js.Value, []js.Value) any {
		f()
		return nil
	}))
}

func (b *browser) URL(file host.Blob) string {
	return b.window.Get("URL").Call("createObjectURL", file.(*blob).part.Blob()).String()
}

func (b *browser) Picture(rgba []byte, width, height int) string {
	pixels := b.window.Get("Uint8ClampedArray").New(len(rgba))
	js.CopyBytesToJS(pixels, rgba)
	canvas := b.document.Call("createElement", "canvas")
	canvas.Set("width", width)
	canvas.Set("height", height)
	canvas.Call("getContext", "2d").Call("putImageData", b.window.Get("ImageData").New(pixels, width, height), 0, 0)
	return canvas.Call("toDataURL").String()
}

func (b *browser) Save(name, mime string, content []byte) {
	bytes := b.window.Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	b.offer(name, b.window.Get("Blob").New([]any{bytes}, map[string]any{"type": mime}))
}

func (b *browser) SaveFile(name string, file host.Blob) { b.offer(name, file.(*blob).part.Blob()) }

// offer has the browser save a Blob.
func (b *browser) offer(name string, file js.Value) {
	url := b.window.Get("URL").Call("createObjectURL", file)
	link := b.document.Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	// The browser takes the address up after the click has been dealt with.
	b.window.Call("setTimeout", once(func() { b.window.Get("URL").Call("revokeObjectURL", url) }), 1000)
}

func (b *browser) PNG(f figure.Figure, width, height, ratio float64, t figure.Theme, done func([]byte, error)) {
	figure.PNG(f, width, height, ratio, t, on2(b, done))
}

func (b *browser) Print() { b.window.Call("print") }

func (b *browser) Copy(text string, over func(done bool)) {
	over = on1(b, over)
	clipboard := b.window.Get("navigator").Get("clipboard")
	if !clipboard.Truthy() { // a page that came over plain http has none
		over(false)
		return
	}
	go func() {
		_, err := ask(clipboard, "writeText", text)
		over(err == nil)
	}()
}

func (b *browser) CopyPicture(mime string, content []byte, over func(done bool)) {
	over = on1(b, over)
	clipboard, items := b.window.Get("navigator").Get("clipboard"), b.window.Get("ClipboardItem")
	if !clipboard.Truthy() || !items.Truthy() {
		over(false)
		return
	}
	bytes := b.window.Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	put := func(mime string) bool {
		picture := b.window.Get("Blob").New([]any{bytes}, map[string]any{"type": mime})
		item, err := call(b.window.Get("Reflect"), "construct", items, []any{map[string]any{mime: picture}})
		if err == nil {
			_, err = ask(clipboard, "write", []any{item})
		}
		return err == nil
	}
	go func() { // what is no PNG may be refused as a picture, and is then given as a text
		over(put(mime) || mime != "image/png" && put("text/plain"))
	}()
}

// screen is the surface of a canvas element.
type screen struct {
	*figure.Canvas
	element js.Value
}

// Fit implements Canvas. A canvas in a folded part has no size; it keeps the last.
func (s screen) Fit() {
	if s.element.Get("clientWidth").Int() > 0 {
		s.Canvas.Fit()
	}
}

func (b *browser) Canvas(id string) Canvas {
	e := b.element(id)
	if !e.Truthy() {
		return nil
	}
	if b.observer.Truthy() {
		b.observer.Call("observe", e)
	}
	return screen{figure.NewCanvas(e), e}
}

func (b *browser) Focus(id string) bool {
	e := b.element(id)
	if !e.Truthy() {
		return false
	}
	e.Call("focus")
	return b.document.Get("activeElement").Equal(e)
}

func (b *browser) Reveal(id string) bool {
	e := b.element(id)
	if !e.Truthy() {
		return false
	}
	e.Call("scrollIntoView", map[string]any{"block": "nearest"})
	return true
}

func (b *browser) Stretch(id string, height float64) {
	if e := b.element(id); e.Truthy() {
		e.Get("style").Set("height", strconv.FormatFloat(height, 'f', 0, 64)+"px")
	}
}

func (b *browser) Label(id, text string) {
	if e := b.element(id); e.Truthy() {
		e.Call("setAttribute", "aria-label", text)
	}
}

// WeightsBeside implements Browser: the site builder has noted it in the shell.
func (b *browser) WeightsBeside() bool {
	build := b.document.Call("querySelector", `meta[name="pawgrad-build"]`)
	return build.Truthy() && build.Get("dataset").Get("vgg19").Truthy()
}
