package app

import (
	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// picture is a file that holds nothing.
type picture struct{ name string }

func (p *picture) Name() string { return p.name }
func (p *picture) Size() int64  { return 100 }

// fakeTrainer forgets what it is told; tests play its events.
type fakeTrainer struct {
	handle func(protocol.Event, host.Attachments)
	died   func(string)
}

func (*fakeTrainer) Send(protocol.Command, host.Attachments) {}
func (*fakeTrainer) Close()                                  {}

// fakeBrowser is a browser in which nothing happens by itself: frames come when a
// test asks for them.
type fakeBrowser struct {
	trainers []*fakeTrainer
	frames   []func()
	now      float64 // seconds
	hash     string
	stored   map[string]string
	marks    map[string]string
	focused  string
	saved    map[string][]byte
	canvases map[string]*fakeCanvas
	heights  map[string]float64
	labels   map[string]string
	later    []func()

	copied        string
	refusesCopies bool
	heads         map[string][]byte // the first bytes of files, by their names
	read          int               // heads
	beside        bool              // whether VGG19's weights lie beside the site
}

func newFakeBrowser() *fakeBrowser {
	return &fakeBrowser{stored: map[string]string{}, marks: map[string]string{}, saved: map[string][]byte{}, canvases: map[string]*fakeCanvas{}, heights: map[string]float64{}, labels: map[string]string{}}
}

// frame plays one animation frame.
func (b *fakeBrowser) frame() {
	due := b.frames
	b.frames = nil
	for _, f := range due {
		f()
	}
}

func (b *fakeBrowser) NewTrainer(handle func(protocol.Event, host.Attachments), died func(string)) host.Trainer {
	t := &fakeTrainer{handle, died}
	b.trainers = append(b.trainers, t)
	return t
}
func (b *fakeBrowser) Dispatch(func(func())) {}
func (b *fakeBrowser) Print()                {}
func (b *fakeBrowser) PNG(_ figure.Figure, _, _, _ float64, _ figure.Theme, done func([]byte, error)) {
	done([]byte("PNG"), nil)
}
func (b *fakeBrowser) Drop(string, string)   {}
func (b *fakeBrowser) Claim(over func(bool)) { over(true) }
func (b *fakeBrowser) Computer() host.Computer {
	return host.Computer{Browser: "a test's", Cores: 2, Memory: 4e9}
}
func (b *fakeBrowser) Cores() int                   { return 2 }
func (b *fakeBrowser) Frame(f func())               { b.frames = append(b.frames, f) }
func (b *fakeBrowser) Now() float64                 { return b.now }
func (b *fakeBrowser) Ready()                       {}
func (b *fakeBrowser) Hash() string                 { return b.hash }
func (b *fakeBrowser) SetHash(hash string)          { b.hash = hash }
func (b *fakeBrowser) OnHash(func(string))          {}
func (b *fakeBrowser) Stored(key string) string     { return b.stored[key] }
func (b *fakeBrowser) Store(key, value string)      { b.stored[key] = value }
func (b *fakeBrowser) PrefersDark() bool            { return false }
func (b *fakeBrowser) OnPrefersDark(func(bool))     {}
func (b *fakeBrowser) Mark(attribute, value string) { b.marks[attribute] = value }
func (b *fakeBrowser) OnLeave(func() bool)          {}
func (b *fakeBrowser) OnResize(func())              {}
func (b *fakeBrowser) Chosen(string) []host.Blob    { return nil }
func (b *fakeBrowser) Choose(string)                {}
func (b *fakeBrowser) Heads(files []host.Blob, n int, over func([][]byte)) {
	heads := make([][]byte, len(files))
	for i, f := range files {
		heads[i] = b.heads[f.Name()]
	}
	b.read += len(files)
	over(heads)
}
func (b *fakeBrowser) OnPaste(func([]host.Blob))            {}
func (b *fakeBrowser) URL(f host.Blob) string               { return "blob:" + f.Name() }
func (b *fakeBrowser) Save(name, _ string, content []byte)  { b.saved[name] = content }
func (b *fakeBrowser) SaveFile(name string, _ host.Blob)    { b.saved[name] = nil }
func (b *fakeBrowser) Picture([]byte, int, int) string      { return "data:image/png;base64,heat" }
func (b *fakeBrowser) Address() string                      { return "http://localhost/#" + b.hash }
func (b *fakeBrowser) Focus(id string)                      { b.focused = id }
func (b *fakeBrowser) Reveal(string)                        {}
func (b *fakeBrowser) Stretch(id string, height float64)    { b.heights[id] = height }
func (b *fakeBrowser) OnDrop(func(bool), func([]host.Blob)) {}
func (b *fakeBrowser) Fetch(string, func(done, total int64), func(host.Blob, string)) {
}
func (b *fakeBrowser) Read(_ host.Blob, over func([]byte, string)) {
	over(nil, "It cannot be read.")
}
func (b *fakeBrowser) Make(name string, _ []byte) host.Blob           { return &picture{name} }
func (b *fakeBrowser) Kept(_ string, over func(map[string]host.Blob)) { over(nil) }
func (b *fakeBrowser) Folders(over func([]string))                    { over(nil) }
func (b *fakeBrowser) Forget(_ string, over func())                   { over() }
func (b *fakeBrowser) WeightsBeside() bool                            { return b.beside }
func (b *fakeBrowser) Keep(_, _ string, _ host.Blob, over func(host.Keeping)) {
	over(host.Kept)
}

func (b *fakeBrowser) Canvas(id string) browser.Canvas {
	c := &fakeCanvas{SVG: figure.NewSVG(460, 216, "", "")}
	b.canvases[id] = c
	return c
}

func (b *fakeBrowser) Label(id, text string) { b.labels[id] = text }

// After keeps what is to be done later, for a test to do.
func (b *fakeBrowser) After(_ float64, f func()) { b.later = append(b.later, f) }

// Copy refuses where the test says so.
func (b *fakeBrowser) Copy(text string, over func(bool)) {
	if !b.refusesCopies {
		b.copied = text
	}
	over(!b.refusesCopies)
}

// fakeCanvas is a canvas that draws into a file.
type fakeCanvas struct{ *figure.SVG }

func (*fakeCanvas) Fit() {}
