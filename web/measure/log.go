// Package measure is what the measuring commands share beside their browser: the log of
// what they have measured, and the machine's name.
package measure

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Log keeps outcomes of measurements in a file, a line of JSON each, so that a command that
// is called again measures only what is missing. A key holds all that an outcome depends on;
// keys are compared by their JSON. A Log may be used by several goroutines.
type Log[Key, Outcome any] struct {
	mu    sync.Mutex
	file  *os.File // nil if nothing is kept
	known map[string]Outcome
}

// line is one line of the file.
type line[Key, Outcome any] struct {
	Run     Key     `json:"run"`
	Outcome Outcome `json:"outcome"`
}

// OpenLog opens a file and reads what is known already; of two outcomes with one key the
// later is valid. Without a path nothing outlives the Log. Whoever opens a Log closes it.
func OpenLog[Key, Outcome any](path string) (l *Log[Key, Outcome], err error) {
	l = &Log[Key, Outcome]{known: map[string]Outcome{}}
	if path == "" {
		return l, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	if l.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bufio.NewReader(l.file))
	for {
		var of line[Key, Outcome]
		if err := decoder.Decode(&of); errors.Is(err, io.EOF) {
			return l, nil
		} else if err != nil {
			l.Close()
			return nil, fmt.Errorf("%s is no log of measurements (%w): remove it, or name another file", path, err)
		}
		l.known[text(of.Run)] = of.Outcome
	}
}

// Close closes the file.
func (l *Log[Key, Outcome]) Close() {
	if l.file != nil {
		l.file.Close()
	}
}

// Get returns the outcome with a key, and whether there is one.
func (l *Log[Key, Outcome]) Get(key Key) (Outcome, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o, known := l.known[text(key)]
	return o, known
}

// Put adds an outcome.
func (l *Log[Key, Outcome]) Put(key Key, o Outcome) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[text(key)] = o
	if l.file == nil {
		return nil
	}
	return json.NewEncoder(l.file).Encode(line[Key, Outcome]{key, o})
}

// text is a key's JSON.
func text(key any) string {
	text, err := json.Marshal(key)
	if err != nil {
		panic(fmt.Sprintf("measure: key %+v: %v", key, err)) // no key holds what JSON lacks
	}
	return string(text)
}
