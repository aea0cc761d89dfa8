package browser

import (
	"io"
	"syscall/js"
)

const (
	// partBytes is how much of a file is a Blob of its own, out of the program's memory.
	partBytes = 64 << 10
	// turnSeconds is how long a file is worked on before the page has its turn.
	turnSeconds = 0.02
)

// Write implements Browser.
func (b *browser) Write(name, mime string, write func(io.Writer) error, over func(error)) {
	over = on1(b, over)
	go func() {
		p := &parts{browser: b, written: b.window.Get("Array").New(), began: b.Now()}
		err := write(p)
		if err == nil {
			p.end()
			b.offer(name, b.window.Get("Blob").New(p.written, map[string]any{"type": mime}))
		}
		over(err)
	}()
}

// parts is a file being written.
type parts struct {
	browser *browser
	written js.Value // an array of Blobs
	part    []byte   // the one that is being filled
	began   float64  // in seconds, when the page had its turn
}

func (p *parts) Write(content []byte) (int, error) {
	p.part = append(p.part, content...)
	if len(p.part) >= partBytes {
		p.end()
	}
	if p.browser.Now()-p.began >= turnSeconds {
		p.browser.turn()
		p.began = p.browser.Now()
	}
	return len(content), nil
}

// end puts the last part behind the others.
func (p *parts) end() {
	bytes := p.browser.window.Get("Uint8Array").New(len(p.part))
	js.CopyBytesToJS(bytes, p.part)
	p.written.Call("push", p.browser.window.Get("Blob").New([]any{bytes}))
	p.part = p.part[:0]
}
