//go:build !js

package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// progress shows how far a download is: on a terminal as a bar, elsewhere as a
// line for each tenth.
type progress struct {
	w       io.Writer
	inPlace bool

	began   time.Time
	first   int64 // bytes that had arrived before
	tenth   int64
	painted time.Time
	open    bool // the line has no end yet
}

// show tells how much has arrived, and of how much; 0 if that is unknown.
func (p *progress) show(done, total int64) {
	now := time.Now()
	if p.began.IsZero() {
		p.began, p.first = now, done
		fmt.Fprintf(p.w, "VGG19: fetching the weights (%.0f MB), once. VGG19=no goes without.\n", float64(total)/megabyte)
	}
	if total <= 0 {
		return
	}
	const (
		often = 100 * time.Millisecond // between two paintings of the bar
		width = 40
	)
	tenth := 10 * done / total
	switch {
	case p.inPlace && (now.Sub(p.painted) > often || done == total):
		full := int(width * done / total)
		speed := float64(done-p.first) / megabyte / max(now.Sub(p.began).Seconds(), often.Seconds())
		fmt.Fprintf(p.w, "\r  [%s%s] %.1f of %.1f MB, %.1f MB/s ", strings.Repeat("#", full), strings.Repeat(".", width-full),
			float64(done)/megabyte, float64(total)/megabyte, speed)
		p.painted, p.open = now, true
	case !p.inPlace && tenth > p.tenth:
		fmt.Fprintf(p.w, "  %.1f of %.1f MB\n", float64(done)/megabyte, float64(total)/megabyte)
	}
	p.tenth = max(p.tenth, tenth)
}

// end ends the bar's line.
func (p *progress) end() {
	if p.open {
		fmt.Fprintln(p.w)
		p.open = false
	}
}

// isTerminal tells whether somebody is likely to watch.
func isTerminal(w io.Writer) bool {
	file, is := w.(*os.File)
	if !is {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
