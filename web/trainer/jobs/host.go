package jobs

import (
	"io"

	"pawgrad/app/protocol"
	"pawgrad/assets/photos"
)

// File is a file that the page has handed over, or one made for it.
type File interface {
	io.ReaderAt
	Size() int64 // bytes
}

// Attachments travel beside a message; see package protocol.
type Attachments struct{ Files []File }

// Host is what surrounds a trainer: the browser's worker, or a test. Post and the
// decoder may be called from several goroutines.
type Host interface {
	// Decode turns the bytes of a photo into pixels.
	photos.Decoder
	// Post sends an event to the page.
	Post(e protocol.Event, a Attachments)
	// Yield returns when the event loop has delivered what was waiting.
	Yield()
	// Picture makes a picture file of 8-bit RGB pixels, HWC.
	Picture(rgb []byte, width, height int) (File, error)
	// Create starts a new file.
	Create() Draft
	// Roofline measures the 1e9 floating-point operations a second that this
	// thread reaches at most.
	Roofline() (float64, error)
	// UseThreads says on how many threads to compute from the next step on.
	UseThreads(n int)
	// Memory is what the trainer occupies, in bytes.
	Memory() int64
	// NoMemory reports whether an error means that memory ran out.
	NoMemory(err error) bool
	// Interrupted reports whether an error means that a thread has ended in the midst of
	// a computation.
	Interrupted(err error) bool
}

// Draft is a file being written.
type Draft interface {
	io.Writer
	// File returns the file once all is written.
	File() (File, error)
	// Discard forgets what was written, of which no file was made.
	Discard()
}

// fileOf writes parts one after the other into a draft.
func fileOf(d Draft, parts ...[]byte) (File, error) {
	for _, part := range parts {
		if _, err := d.Write(part); err != nil {
			return nil, err
		}
	}
	return d.File()
}

// read is all of a file's content.
func read(f File) ([]byte, error) {
	content := make([]byte, f.Size())
	_, err := io.ReadFull(io.NewSectionReader(f, 0, f.Size()), content)
	return content, err
}
