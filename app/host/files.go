package host

import "io"

// Files fetches files and keeps them across visits, in folders. Whoever asks is
// answered exactly once, on the session's goroutine, perhaps at once.
type Files interface {
	// Fetch loads a file of the site. Exactly one of file and problem (a
	// sentence) is set when it is over; total is 0 if unknown.
	Fetch(name string, progress func(done, total int64), over func(file Blob, problem string))
	// Read gives the content of a small file; problem is a sentence, or empty.
	Read(file Blob, over func(content []byte, problem string))
	// Stream has a file of any size read: read is called apart from all else, and so must
	// touch nothing but what it is made of; the page goes on whenever it waits for the next
	// piece. over is called with what it has returned.
	Stream(file Blob, read func(content io.Reader) error, over func(error))
	// Make makes a file.
	Make(name string, content []byte) Blob
	// Keep puts a file into a folder, which is made if need be.
	Keep(folder, name string, file Blob, over func(Keeping))
	// Drop removes a file from a folder, if it is there.
	Drop(folder, name string)
	// Kept gives all files of a folder by their names, nil for one of which every copy is
	// damaged; nil if there is no such folder, or it cannot be read.
	Kept(folder string, over func(files map[string]Blob))
	// Folders lists the folders, the oldest first.
	Folders(over func(names []string))
	// Forget removes a folder.
	Forget(folder string, over func())
}

// Claim says whose the store of experiments is, which one page at a time may write.
type Claim int

// The answers to a claim.
const (
	Ours    Claim = iota // this page's, until it closes
	Others               // another page's; once that closes, it is this one's
	Nobodys              // the browser keeps nothing
)

// Keeping says how keeping a file went.
type Keeping int

// The ways in which it can go.
const (
	Kept          Keeping = iota
	KeepingFull           // the browser gives the site no more room
	KeepingDenied         // the browser keeps nothing, as in a private window
)
