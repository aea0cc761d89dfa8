package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaxBytes bounds a file: far more than a page can hold. Whoever reads one looks at its
// size first.
const MaxBytes = 256 << 20

// mostRunBytes bounds a run in a file, and all else that is read in one piece: it takes so
// long to make sense of as a page may be busy. A run that was tested on 100,000 photos has
// as many.
const mostRunBytes = 2 << 20

// TooLarge says that a file is larger than [MaxBytes].
func TooLarge(size int64) error {
	return fmt.Errorf("It is larger than any experiment of this page (%d MB). %s", size>>20, chooseAnother)
}

// Sentences of what is no experiment, and of one that is damaged.
const (
	chooseAnother = "Choose a file made by its Experiment button."
	anotherCopy   = "Choose another copy of the file."
)

// notOurs says that a file is no experiment; why may be nil.
func notOurs(why error) error {
	if why == nil {
		return errors.New("It is no experiment that this page has saved. " + chooseAnother)
	}
	return fmt.Errorf("It is no experiment that this page has saved (%v). %s", why, chooseAnother)
}

func damaged(why error) error { return fmt.Errorf("It is damaged: %w. %s", why, anotherCopy) }

// Decode reads what [Encode] has written; see [Read].
func Decode(text []byte) (Round, error) {
	if len(text) > MaxBytes {
		return Round{}, TooLarge(int64(len(text)))
	}
	return Read(bytes.NewReader(text))
}

// Read reads what [Encode] has written, by this page or another: nothing in it is taken on
// trust. The error is a sentence with its cure, or the reader's.
//
// It asks for a file piece by piece and makes runs of what it has before it asks for more,
// so that a page whose reader waits for each piece is never busy for long.
func Read(from io.Reader) (Round, error) {
	r := reader{source: ration{from: from}}
	r.text = json.NewDecoder(&r.source)
	err := r.file()
	if r.source.err != nil {
		return Round{}, r.source.err
	}
	if err != nil {
		return Round{}, err
	}
	return r.round, nil
}

// reader reads one file.
type reader struct {
	source  ration
	text    *json.Decoder
	round   Round
	format  string
	version int
	// checker is there once all has been read that runs are checked against, which is
	// before the runs as this page writes it.
	checker *checker
	seen    map[string]bool // which fields
}

// file reads a whole file.
func (r *reader) file() error {
	r.seen = map[string]bool{}
	r.source.left = mostRunBytes
	switch t, err := r.text.Token(); {
	case err != nil:
		return notOurs(err)
	case t != json.Delim('{'):
		return notOurs(nil)
	}
	for r.more() {
		key, err := r.text.Token()
		if err != nil {
			return notOurs(err)
		}
		if err := r.field(key.(string)); err != nil {
			return err
		}
	}
	if _, err := r.text.Token(); err != nil {
		return notOurs(err)
	}
	if _, err := r.text.Token(); err != io.EOF {
		return notOurs(errors.New("something follows its end"))
	}
	if !r.seen["format"] || !r.seen["version"] {
		return notOurs(nil)
	}
	return r.checkAll()
}

// more reports whether another value follows in an object or a list.
func (r *reader) more() bool {
	r.source.left = mostRunBytes
	return r.text.More()
}

// field reads one of the fields of a file.
func (r *reader) field(key string) error {
	if r.seen[key] {
		return notOurs(fmt.Errorf("it says %.20q twice", key))
	}
	r.seen[key] = true
	e := &r.round
	fields := map[string]any{
		"format": &r.format, "version": &r.version, "id": &e.ID, "name": &e.Name, "kind": &e.Kind, "search": &e.Search, "began": &e.Began,
		"parts": &e.Parts, "set": &e.Set, "machine": &e.Machine,
	}
	if key == "runs" {
		return r.runs()
	}
	into, known := fields[key]
	if !known { // of a later version, perhaps
		into = new(json.RawMessage)
	}
	if err := r.value(into); err != nil {
		return notOurs(err)
	}
	switch key {
	case "format", "version":
		return r.head()
	}
	return nil
}

// head looks at what the file says of itself, as far as it has been read.
func (r *reader) head() error {
	switch {
	case r.seen["format"] && r.format != fileFormat, r.seen["version"] && r.version < 1:
		return notOurs(nil)
	case r.version > fileVersion:
		return errors.New("It was saved by a newer version of this page. Reload the page to get that.")
	}
	return nil
}

// value reads a value in one piece.
func (r *reader) value(into any) error {
	r.source.left = mostRunBytes
	return r.text.Decode(into)
}

// runs reads the runs. Each is checked as it comes, if what it is of has come before.
func (r *reader) runs() error {
	if r.seen["id"] && r.seen["name"] && r.seen["parts"] && r.seen["set"] {
		r.round.upgrade()
		if err := r.round.check(); err != nil {
			return damaged(err)
		}
		r.checker = newChecker(&r.round)
	}
	r.source.left = mostRunBytes
	switch t, err := r.text.Token(); {
	case err != nil:
		return notOurs(err)
	case t == nil: // none, as null
		return nil
	case t != json.Delim('['):
		return notOurs(errors.New("its runs are no list"))
	}
	for r.more() {
		var run Run
		if err := r.value(&run); err != nil {
			return notOurs(err)
		}
		if r.checker != nil {
			if err := r.checker.check(&run); err != nil {
				return damaged(err)
			}
		} else if len(r.round.Runs) >= mostRuns {
			return damaged(fmt.Errorf("it has more than %d runs", mostRuns))
		}
		r.round.Runs = append(r.round.Runs, run)
	}
	if _, err := r.text.Token(); err != nil {
		return notOurs(err)
	}
	return nil
}

// checkAll checks what came after the runs; and the runs, if they came before what they are
// of, because another program has put the file into another order.
func (r *reader) checkAll() error {
	r.round.upgrade()
	if err := r.round.check(); err != nil {
		return damaged(err)
	}
	if r.checker != nil {
		return nil
	}
	c := newChecker(&r.round)
	for i := range r.round.Runs {
		if err := c.check(&r.round.Runs[i]); err != nil {
			return damaged(err)
		}
	}
	return nil
}

// ration gives a reader's bytes, but only so many until it is given leave for more.
type ration struct {
	from io.Reader
	left int
	err  error // of the reader, its end apart
}

// errTooLong is a value's that is longer than any that this page writes.
var errTooLong = errors.New("a part of it is longer than any that this page writes")

func (r *ration) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errTooLong
	}
	n, err := r.from.Read(p[:min(len(p), r.left)])
	r.left -= n
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}
