// Package fake is a browser for tests, in which nothing happens by itself.
package fake

import (
	"bytes"
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// Blob is a file that holds nothing, or what it was made of.
type Blob struct {
	name    string
	content []byte
}

// NewBlob returns a file with a name that cannot be read.
func NewBlob(name string) *Blob { return &Blob{name: name} }

// Name implements host.Blob.
func (b *Blob) Name() string { return b.name }

// Size implements host.Blob.
func (b *Blob) Size() int64 { return 100 }

// Trainer forgets what it is told; tests play its events.
type Trainer struct {
	Handle func(protocol.Event, host.Attachments)
	Died   func(string)
}

// Send implements host.Trainer.
func (*Trainer) Send(protocol.Command, host.Attachments) {}
func (*Trainer) Close()                                  {}

// Browser is a browser in which nothing happens by itself: frames come when a
// test asks for them.
type Browser struct {
	Trainers []*Trainer
	frames   []func()
	Clock    float64 // seconds
	Link     string
	Search   string // the query of the address
	Texts    map[string]string
	Marks    map[string]string
	Focused  string
	Inert    map[string]bool // elements that do not take the focus
	Saved    map[string][]byte
	canvases map[string]*Canvas
	Heights  map[string]float64
	Labels   map[string]string
	Later    []func()

	Copied        string
	RefusesCopies bool
	FirstBytes    map[string][]byte // the first bytes of files, by their names
	Looked        int               // into how many files
	Beside        bool              // whether VGG19's weights lie beside the site
	Awake         bool              // the screen stays on
	Disk          host.Room         // what it says of the disk
	Alone         host.Apart        // why a trainer has one core, empty if it may have more
	Drawn         []byte            // what every figure looks like, as a file
	Catalogues    map[string][]byte // the files of languages, by their tags
	Speech        string            // the tag of the language to start in; English if empty
	folders       map[string]map[string]host.Blob
}

// NewBrowser returns a browser that has just opened the page.
func NewBrowser() *Browser {
	return &Browser{Drawn: []byte("PNG"), Texts: map[string]string{}, Marks: map[string]string{}, Saved: map[string][]byte{}, canvases: map[string]*Canvas{}, Heights: map[string]float64{}, Labels: map[string]string{},
		folders: map[string]map[string]host.Blob{}}
}

// NextFrame plays one animation frame.
func (b *Browser) NextFrame() {
	due := b.frames
	b.frames = nil
	for _, f := range due {
		f()
	}
}

func (b *Browser) NewTrainer(handle func(protocol.Event, host.Attachments), died func(string)) host.Trainer {
	t := &Trainer{handle, died}
	b.Trainers = append(b.Trainers, t)
	return t
}

// Soon calls f at once.
func (b *Browser) Soon(f func())         { f() }
func (b *Browser) Tidy()                 {}
func (b *Browser) Dispatch(func(func())) {}
func (b *Browser) Print()                {}
func (b *Browser) PNG(_ figure.Figure, _, _, _ float64, _ figure.Theme, done func([]byte, error)) {
	done(b.Drawn, nil)
}
func (b *Browser) KeepAwake(on bool)           { b.Awake = on }
func (b *Browser) CanKeepAwake() bool          { return true }
func (*Browser) Note(int)                      {}
func (*Browser) Ended() (trainers, limit int)  { return 0, 0 }
func (*Browser) Limit(int)                     {}
func (b *Browser) Room(over func(host.Room))   { over(b.Disk) }
func (b *Browser) Persist(over func(bool))     { over(b.Disk.Lasting) }
func (b *Browser) Drop(folder, name string)    { delete(b.folders[folder], name) }
func (b *Browser) Claim(over func(host.Claim)) { over(host.Ours) }
func (b *Browser) Computer() host.Computer {
	return host.Computer{Browser: "a test's", Cores: 2, Memory: 4e9, Threads: b.Alone == ""}
}
func (b *Browser) Cores() int                   { return 2 }
func (b *Browser) Apart() host.Apart            { return b.Alone }
func (b *Browser) Frame(f func())               { b.frames = append(b.frames, f) }
func (b *Browser) Now() float64                 { return b.Clock }
func (b *Browser) Ready()                       {}
func (b *Browser) Query() string                { return b.Search }
func (b *Browser) SetQuery(query string)        { b.Search = query }
func (b *Browser) Hash() string                 { return b.Link }
func (b *Browser) SetHash(hash string)          { b.Link = hash }
func (b *Browser) OnHash(func(string))          {}
func (b *Browser) Stored(key string) string     { return b.Texts[key] }
func (b *Browser) Store(key, value string)      { b.Texts[key] = value }
func (b *Browser) PrefersDark() bool            { return false }
func (b *Browser) OnPrefersDark(func(bool))     {}
func (b *Browser) Mark(attribute, value string) { b.Marks[attribute] = value }
func (b *Browser) OnLeave(func() bool)          {}
func (b *Browser) OnKey(func(string) bool, func(string)) {
}

// Language implements browser.Browser.
func (b *Browser) Language() (string, []byte) { return cmp.Or(b.Speech, "en"), b.Catalogues[b.Speech] }

// Catalogue implements browser.Browser.
func (b *Browser) Catalogue(tag string, over func([]byte, string)) {
	if file, ok := b.Catalogues[tag]; ok {
		over(file, "")
		return
	}
	over(nil, "nothing has come for 30 seconds")
}
func (b *Browser) OnResize(func())           {}
func (b *Browser) Chosen(string) []host.Blob { return nil }
func (b *Browser) Choose(string)             {}
func (b *Browser) Heads(files []host.Blob, n int, over func([][]byte)) {
	heads := make([][]byte, len(files))
	for i, f := range files {
		heads[i] = b.FirstBytes[f.Name()]
	}
	b.Looked += len(files)
	over(heads)
}
func (b *Browser) OnPaste(func([]host.Blob))           {}
func (b *Browser) URL(f host.Blob) string              { return "blob:" + f.Name() }
func (b *Browser) Save(name, _ string, content []byte) { b.Saved[name] = content }
func (b *Browser) Write(name, _ string, write func(io.Writer) error, over func(error)) {
	var content bytes.Buffer
	err := write(&content)
	b.Saved[name] = content.Bytes()
	over(err)
}
func (b *Browser) SaveFile(name string, _ host.Blob) { b.Saved[name] = nil }
func (b *Browser) Picture([]byte, int, int) string   { return "data:image/png;base64,heat" }
func (b *Browser) Address() string                   { return "http://localhost/#" + b.Link }
func (b *Browser) Reveal(string) bool                { return true }
func (b *Browser) Focus(id string) bool {
	if b.Inert[id] {
		return false
	}
	b.Focused = id
	return true
}
func (b *Browser) Stretch(id string, height float64) { b.Heights[id] = height }
func (b *Browser) OnDrop(func(bool), func(int, func()), func([]host.Blob)) {
}
func (b *Browser) Fetch(string, func(done, total int64), func(host.Blob, string)) {
}
func (b *Browser) Read(f host.Blob, over func([]byte, string)) {
	if content := f.(*Blob).content; content != nil {
		over(content, "")
		return
	}
	over(nil, "It cannot be read.")
}
func (b *Browser) Stream(_ host.Blob, read func(io.Reader) error, over func(error)) {
	over(read(strings.NewReader("")))
}
func (b *Browser) Make(name string, content []byte) host.Blob { return &Blob{name, content} }
func (b *Browser) Kept(folder string, over func(map[string]host.Blob)) {
	over(maps.Clone(b.folders[folder]))
}
func (b *Browser) Folders(over func([]string)) { over(slices.Sorted(maps.Keys(b.folders))) }
func (b *Browser) Forget(folder string, over func()) {
	delete(b.folders, folder)
	over()
}
func (b *Browser) WeightsBeside() bool { return b.Beside }
func (b *Browser) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	if b.folders[folder] == nil {
		b.folders[folder] = map[string]host.Blob{}
	}
	b.folders[folder][name] = file
	over(host.Kept)
}

func (b *Browser) Canvas(id string) browser.Canvas {
	c := &Canvas{SVG: figure.NewSVG(460, 216, "", "")}
	b.canvases[id] = c
	return c
}

func (b *Browser) Label(id, text string) { b.Labels[id] = text }

// After keeps what is to be done later, for a test to do.
func (b *Browser) After(_ float64, f func()) { b.Later = append(b.Later, f) }

// Copy refuses where the test says so.
func (b *Browser) Copy(text string, over func(bool)) {
	if !b.RefusesCopies {
		b.Copied = text
	}
	over(!b.RefusesCopies)
}

// CopyPicture refuses where the test says so.
func (b *Browser) CopyPicture(mime string, _ []byte, over func(bool)) {
	if !b.RefusesCopies {
		b.Copied = mime
	}
	over(!b.RefusesCopies)
}

// Canvas is a canvas that draws into a file.
type Canvas struct{ *figure.SVG }

func (*Canvas) Fit() {}
