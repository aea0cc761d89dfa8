// Package browser is what the page needs of the browser around it, as an interface,
// and the one in which the page program runs, in the files ending in _js: everything
// else of the page, and its tests, also run natively.
//
// Callbacks are brought onto go-app's goroutine here, so nobody else has to.
package browser

import (
	"io"

	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// Browser is what the page needs of the browser around it.
type Browser interface {
	// Dispatch has all callbacks come through a function, which brings them onto
	// go-app's goroutine. Until it is called they come on any.
	Dispatch(through func(f func()))

	// NewTrainer starts a Web Worker with the trainer program.
	NewTrainer(handle func(protocol.Event, host.Attachments), died func(sentence string)) host.Trainer
	// Cores is the number of the machine's processor cores.
	Cores() int
	// Computer describes the machine.
	Computer() host.Computer
	// Apart says why a trainer may not compute on several cores, empty if it may.
	Apart() host.Apart
	// Claim asks for the store of experiments, which one page at a time may write, and says
	// whose it is; after another page's it says once more when it has become this one's.
	Claim(over func(host.Claim))
	// Frame calls f once before the next repaint; never in a hidden tab.
	Frame(f func())
	host.Turns
	// After calls f once so many seconds have passed.
	After(seconds float64, f func())
	// Now is the time since the page was opened, in seconds.
	Now() float64
	// KeepAwake has the screen stay on while the page is in view, or no longer; CanKeepAwake
	// reports whether the browser knows how.
	KeepAwake(on bool)
	CanKeepAwake() bool
	// Ready says that the page stands and the loading screen may go.
	Ready()

	// Query is the part of the address between "?" and "#", and Hash that after
	// "#"; SetQuery and SetHash replace them without a new entry in the history;
	// OnHash reports changes by the visitor.
	Query() string
	SetQuery(string)
	Hash() string
	SetHash(string)
	OnHash(func(string))
	// Stored and Store keep a short text across visits.
	Stored(key string) string
	Store(key, value string)
	// PrefersDark is the system's setting; OnPrefersDark reports its changes.
	PrefersDark() bool
	OnPrefersDark(func(bool))
	// Language is the language to start in, by its tag, with its catalogue's file, which is empty
	// of English; Catalogue fetches that of another one. One of file and problem is set.
	Language() (tag string, catalogue []byte)
	Catalogue(tag string, over func(file []byte, problem string))
	// Mark sets an attribute of the document's root, for the style sheet.
	Mark(attribute, value string)
	// OnKey calls pressed for keys pressed anywhere but in fields, and where nothing else has
	// an ear for them; wanted tells which, by their names, and is asked at any time.
	OnKey(wanted func(key string) bool, pressed func(key string))
	// OnLeave asks the visitor before the page is closed while f is true.
	OnLeave(f func() bool)
	// OnResize reports that elements have been given another size.
	OnResize(func())

	// Files fetches files of the site and keeps files across visits.
	host.Files
	host.Disk
	host.Tab
	// WeightsBeside reports whether VGG19's weights lie beside the page.
	WeightsBeside() bool
	// Chosen returns the files chosen in a file input, which is emptied.
	Chosen(inputID string) []host.Blob
	// Choose opens a file input's dialogue.
	Choose(inputID string)
	// OnDrop reports files dropped anywhere, those in folders included, and
	// whether any hover over the page. While folders are looked through, which may take
	// long, looking is told how many files have been found; after stop nothing is dropped.
	OnDrop(hover func(bool), looking func(found int, stop func()), drop func([]host.Blob))
	// Heads reads the first n bytes of files, or all of shorter ones; nil of those that
	// cannot be read.
	Heads(files []host.Blob, n int, over func(heads [][]byte))
	// OnPaste reports pasted pictures.
	OnPaste(func([]host.Blob))
	// URL is an address under which an image element finds a file.
	URL(host.Blob) string
	// Picture makes a picture of RGBA pixels and gives its address.
	Picture(rgba []byte, width, height int) string
	// Save offers a file to the visitor.
	Save(name, mime string, content []byte)
	// Write offers a file of any size to the visitor: write is called apart from all else, and
	// so must touch nothing that changes; at a write, of nothing too, the page goes on if it has
	// waited for some time. over is called with what it has returned.
	Write(name, mime string, write func(content io.Writer) error, over func(error))
	// SaveFile offers a file under another name.
	SaveFile(name string, file host.Blob)
	// PNG draws a figure of a size in CSS pixels as a PNG file, with so many pixels for
	// each of those.
	PNG(f figure.Figure, width, height, ratio float64, t figure.Theme, done func(file []byte, err error))
	// Print opens the browser's dialogue for printing.
	Print()
	// Copy puts a text onto the clipboard, where the browser lets the page.
	Copy(text string, over func(done bool))
	// CopyPicture puts a picture onto the clipboard, where the browser lets the page.
	CopyPicture(mime string, content []byte, over func(done bool))
	// Address is the page's whole address.
	Address() string

	// Canvas returns the surface of a canvas element, nil if there is none.
	Canvas(id string) Canvas
	// Focus moves the keyboard's focus to an element and reports whether that took it: it
	// does not while it is missing, disabled or inert.
	Focus(id string) bool
	// Reveal scrolls an element into sight, if it is not, and reports whether it is there.
	Reveal(id string) bool
	// Label sets what a screen reader says of an element.
	Label(id, text string)
	// Stretch gives an element a height in CSS pixels.
	Stretch(id string, height float64)
}

// Canvas is a surface on the screen.
type Canvas interface {
	figure.Surface
	// Fit takes the size that the element has in the page.
	Fit()
}
