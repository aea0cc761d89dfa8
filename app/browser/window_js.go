package browser

import (
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

// Memory for all runs together: half of what the browser says the machine has, which
// is never more than 8 GB, and so much where it says nothing.
const (
	memoryShare   = 0.5
	unknownMemory = 2e9
)

// Computer implements Browser.
func (b *browser) Computer() host.Computer {
	navigator := b.window.Get("navigator")
	c := host.Computer{Browser: navigator.Get("userAgent").String(), Cores: b.Cores(), Memory: unknownMemory}
	if n := navigator.Get("deviceMemory"); n.Type() == js.TypeNumber {
		c.Memory = int64(memoryShare * n.Float() * 1e9)
	}
	return c
}

func (b *browser) Frame(f func()) {
	b.window.Call("requestAnimationFrame", once(on(b, f)))
}

func (b *browser) After(seconds float64, f func()) {
	b.window.Call("setTimeout", once(on(b, f)), 1000*seconds)
}

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
	listen(b.window, "hashchange", func(js.Value) { f(b.Hash()) })
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

func (b *browser) OnResize(f func()) {
	f = on(b, f)
	b.observer = b.window.Get("ResizeObserver").New(js.FuncOf(func(js.Value, []js.Value) any {
		f()
		return nil
	}))
}

func (b *browser) URL(file host.Blob) string {
	return b.window.Get("URL").Call("createObjectURL", file.(*blob).value).String()
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

func (b *browser) SaveFile(name string, file host.Blob) { b.offer(name, file.(*blob).value) }

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

func (b *browser) Focus(id string) {
	if e := b.element(id); e.Truthy() {
		e.Call("focus")
	}
}

func (b *browser) Reveal(id string) {
	if e := b.element(id); e.Truthy() {
		e.Call("scrollIntoView", map[string]any{"block": "nearest"})
	}
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
