// Package host says what the page gives to the machines behind it (package session
// and those below it), without a word about the browser: trainers, files that are kept
// across visits, and a way to say what has changed. Each machine asks, in an
// interface of its own, for as much of it as it needs.
package host

import "pawgrad/app/protocol"

// Blob is a file of the browser. The machines hand it on and never read it.
type Blob interface {
	Name() string // with its path if it came from a folder
	Size() int64  // bytes
}

// Attachments travel beside a message; see package protocol for which.
type Attachments struct{ Files []Blob }

// Sender takes commands.
type Sender interface {
	// Send posts a command. It never blocks: commands wait until the trainer is
	// up.
	Send(protocol.Command, Attachments)
}

// Trainer is one that trains and classifies, reached by messages.
type Trainer interface {
	Sender
	// Close ends the trainer at once. No event comes after it.
	Close()
}

// Trainers starts trainers.
type Trainers interface {
	// NewTrainer starts a trainer. Each of its events goes to handle; died is
	// called at most once, with a sentence that says how, if it ended by itself.
	// What to do depends on what it was for.
	NewTrainer(handle func(protocol.Event, Attachments), died func(sentence string)) Trainer
}

// Turns gives way to the page.
type Turns interface {
	// Soon calls f once when the page has had time to draw and to answer, in a hidden tab
	// too.
	Soon(f func())
	// Tidy frees what is no longer held: Go does not know how large a file is that it holds,
	// and may take its time.
	Tidy()
}

// Computer is what a page can know of the machine that it runs on.
type Computer struct {
	Browser string // as it names itself
	Cores   int
	// Memory is what all runs together may take, in bytes.
	Memory int64
	// Threads tells that a trainer may compute on several cores.
	Threads bool
}

// Apart says why trainers may not compute on several cores each, empty if they may: browsers
// allow it only to pages that are kept apart from other sites.
type Apart string

// The reasons, as web/static/boot.js names them.
const (
	Off      Apart = "off"      // the site does not ask for it
	Insecure Apart = "insecure" // the page has not come over a secure connection
	Framed   Apart = "framed"   // it is a part of another page
	Refused  Apart = "refused"  // browser or server do not do what is needed
	Later    Apart = "later"    // the next time the page is loaded they may
)
