package browser

import (
	"io"
	"syscall/js"
)

// partBytes is how much of a large file is written before the page has its turn. Half a
// megabyte of tables is packed into as much.
const partBytes = 64 << 10

// Write implements Browser.
func (b *browser) Write(name, mime string, write func(io.Writer) error, over func(error)) {
	over = on1(b, over)
	go func() {
		p := &parts{browser: b, written: b.window.Get("Array").New()}
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
}

func (p *parts) Write(content []byte) (int, error) {
	p.part = append(p.part, content...)
	if len(p.part) >= partBytes {
		p.end()
		p.browser.turn()
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
