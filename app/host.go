package app

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// sessionHost is the lab as the session sees it: events of trainers are brought onto
// go-app's goroutine.
type sessionHost struct{ *lab }

// Changed implements session.Host.
func (h sessionHost) Changed(topics host.Topic) { h.lab.touch(topics) }

// NewTrainer implements session.Host.
func (h sessionHost) NewTrainer(handle func(protocol.Event, host.Attachments), died func(string)) host.Trainer {
	return h.browser.NewTrainer(
		func(e protocol.Event, a host.Attachments) { h.dispatch(func() { handle(e, a) }) },
		func(sentence string) { h.dispatch(func() { died(sentence) }) },
	)
}

// Answers of the browser, too, are brought onto go-app's goroutine.

// Fetch implements host.Files.
func (h sessionHost) Fetch(name string, progress func(done, total int64), over func(host.Blob, string)) {
	h.browser.Fetch(name,
		func(done, total int64) { h.dispatch(func() { progress(done, total) }) },
		func(file host.Blob, problem string) { h.dispatch(func() { over(file, problem) }) })
}

// Read implements host.Files.
func (h sessionHost) Read(file host.Blob, over func([]byte, string)) {
	h.browser.Read(file, func(content []byte, problem string) { h.dispatch(func() { over(content, problem) }) })
}

// Make implements host.Files.
func (h sessionHost) Make(name string, content []byte) host.Blob {
	return h.browser.Make(name, content)
}

// Keep implements host.Files.
func (h sessionHost) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	h.browser.Keep(folder, name, file, func(how host.Keeping) { h.dispatch(func() { over(how) }) })
}

// Kept implements host.Files.
func (h sessionHost) Kept(folder string, over func(map[string]host.Blob)) {
	h.browser.Kept(folder, func(files map[string]host.Blob) { h.dispatch(func() { over(files) }) })
}

// Folders implements host.Files.
func (h sessionHost) Folders(over func([]string)) {
	h.browser.Folders(func(names []string) { h.dispatch(func() { over(names) }) })
}

// Forget implements host.Files.
func (h sessionHost) Forget(folder string, over func()) {
	h.browser.Forget(folder, func() { h.dispatch(over) })
}

// Drop implements host.Files.
func (h sessionHost) Drop(folder, name string) { h.browser.Drop(folder, name) }

// Computer implements session.Host.
func (h sessionHost) Computer() host.Computer { return h.browser.Computer() }

// Claim implements session.Host.
func (h sessionHost) Claim(over func(bool)) {
	h.browser.Claim(func(free bool) { h.dispatch(func() { over(free) }) })
}

// WeightsBeside implements session.Host.
func (h sessionHost) WeightsBeside() bool { return h.browser.WeightsBeside() }
