package app

import (
	"pawgrad/app/protocol"
	"pawgrad/app/session"
)

// host is the lab as the session sees it: events of trainers are brought onto
// go-app's goroutine.
type host struct{ *lab }

// Changed implements session.Host.
func (h host) Changed(topics session.Topic) { h.lab.touch(topics) }

// NewTrainer implements session.Host.
func (h host) NewTrainer(handle func(protocol.Event, session.Attachments), died func(string)) session.Trainer {
	return h.browser.NewTrainer(
		func(e protocol.Event, a session.Attachments) { h.dispatch(func() { handle(e, a) }) },
		func(sentence string) { h.dispatch(func() { died(sentence) }) },
	)
}

// Answers of the browser, too, are brought onto go-app's goroutine.

// Fetch implements session.Files.
func (h host) Fetch(name string, progress func(done, total int64), over func(session.Blob, string)) {
	h.browser.Fetch(name,
		func(done, total int64) { h.dispatch(func() { progress(done, total) }) },
		func(file session.Blob, problem string) { h.dispatch(func() { over(file, problem) }) })
}

// Read implements session.Files.
func (h host) Read(file session.Blob, over func([]byte, string)) {
	h.browser.Read(file, func(content []byte, problem string) { h.dispatch(func() { over(content, problem) }) })
}

// Make implements session.Files.
func (h host) Make(name string, content []byte) session.Blob { return h.browser.Make(name, content) }

// Keep implements session.Files.
func (h host) Keep(folder, name string, file session.Blob, over func(session.Keeping)) {
	h.browser.Keep(folder, name, file, func(how session.Keeping) { h.dispatch(func() { over(how) }) })
}

// Kept implements session.Files.
func (h host) Kept(folder string, over func(map[string]session.Blob)) {
	h.browser.Kept(folder, func(files map[string]session.Blob) { h.dispatch(func() { over(files) }) })
}

// Folders implements session.Files.
func (h host) Folders(over func([]string)) {
	h.browser.Folders(func(names []string) { h.dispatch(func() { over(names) }) })
}

// Forget implements session.Files.
func (h host) Forget(folder string, over func()) {
	h.browser.Forget(folder, func() { h.dispatch(over) })
}

// Drop implements session.Files.
func (h host) Drop(folder, name string) { h.browser.Drop(folder, name) }

// Computer implements session.Host.
func (h host) Computer() session.Computer { return h.browser.Computer() }

// Claim implements session.Host.
func (h host) Claim(over func(bool)) {
	h.browser.Claim(func(free bool) { h.dispatch(func() { over(free) }) })
}

// WeightsBeside implements session.Host.
func (h host) WeightsBeside() bool { return h.browser.WeightsBeside() }
