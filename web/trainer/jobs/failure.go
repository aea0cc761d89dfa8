package jobs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"unicode"
	"unicode/utf8"

	"pawgrad/app/protocol"
	"pawgrad/nn/train"
)

// refusal is an error of the user's making, or of a file's: it has a cure.
type refusal struct {
	kind protocol.FailureKind
	err  error
	cure string // used if err's own sentence names none
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// refuse makes a refusal out of a sentence.
func refuse(kind protocol.FailureKind, cure, sentence string, args ...any) error {
	return &refusal{kind, fmt.Errorf(sentence, args...), cure}
}

// crash is a panic that was caught.
type crash struct {
	value any
	stack []byte
}

func (c *crash) Error() string { return fmt.Sprint(c.value) }

func (c *crash) Unwrap() error {
	err, _ := c.value.(error)
	return err
}

// guard runs f and posts whatever goes wrong in it, panics included. It reports
// whether nothing did.
func (t *Trainer) guard(run string, f func() error) bool {
	err := catch(f)
	if err != nil {
		t.post(t.failure(run, err))
	}
	return err == nil
}

// aside does long work in a goroutine of its own, beside the jobs that take turns. What the
// same cancel ends is ended first, without a word: the newer choice counts.
func (t *Trainer) aside(cancel *context.CancelFunc, work func(ctx context.Context) error) {
	(*cancel)()
	ctx, end := context.WithCancel(context.Background())
	*cancel = end
	go func() {
		defer end()
		if err := catch(func() error { return work(ctx) }); err != nil && !errors.Is(err, context.Canceled) {
			t.post(t.failure("", err))
		}
	}()
}

// catch turns a panic of f into an error.
func catch(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &crash{value, debug.Stack()}
		}
	}()
	return f()
}

// Cures for what has none of its own.
const (
	cureMemory = "Choose smaller images or a smaller batch, let fewer runs train at the same time, or close other tabs. Then start the run again."
	cureCrash  = "Reload the page and try again. If it happens again, please report it with this message."
)

// failure says an error to the page.
func (t *Trainer) failure(run string, err error) protocol.Failed {
	var (
		diverged *train.Diverged
		refused  *refusal
		crashed  *crash
	)
	switch {
	case errors.As(err, &diverged):
		return protocol.Failed{Run: run, Kind: protocol.Diverged, Sentence: diverged.Sentence(), Cure: diverged.Cure()}
	case t.host.NoMemory(err):
		return protocol.Failed{Run: run, Kind: protocol.NoMemory, Sentence: shortage(err.Error()), Cure: cureMemory}
	case t.host.Interrupted(err): // a browser ends threads for want of memory
		return protocol.Failed{Run: run, Kind: protocol.Interrupted, Sentence: shortage(""), Cure: cureMemory}
	case errors.As(err, &refused):
		what, cure := splitCure(refused.Error())
		if cure == "" {
			cure = refused.cure
		}
		return protocol.Failed{Run: run, Kind: refused.kind, Sentence: what, Cure: cure}
	}
	if errors.As(err, &crashed) {
		fmt.Fprintf(os.Stderr, "panic: %v\n%s\n", crashed.value, crashed.stack)
	} else {
		fmt.Fprintf(os.Stderr, "error: %+v\n", err)
	}
	return protocol.Failed{Run: run, Kind: protocol.Crashed, Cure: cureCrash,
		Sentence: sentence(fmt.Sprintf("The trainer has failed: %v", err))}
}

// shortage says that memory ran out, and by how much if the error's text tells:
// "...: out of memory: 12 MB are in use and 30 MB more are needed; ...".
func shortage(text string) string {
	const says = "There is not enough memory for this: %d MB are in use and %d MB more are needed."
	_, figures, _ := strings.Cut(text, "out of memory: ")
	used, needed := 0, 0
	if n, _ := fmt.Sscanf(figures, strings.TrimPrefix(says, "There is not enough memory for this: "), &used, &needed); n < 2 {
		return "There is not enough memory for this."
	}
	return fmt.Sprintf(says, used, needed)
}

// splitCure parts an error's text into what happened and what to do. Errors for
// the user end with their cure, as a sentence of its own or behind a semicolon.
func splitCure(text string) (what, cure string) {
	text = strings.TrimRight(strings.TrimSpace(text), ".")
	for _, mark := range []string{". ", "; "} {
		if i := strings.LastIndex(text, mark); i > 0 {
			return sentence(text[:i]), sentence(text[i+len(mark):])
		}
	}
	return sentence(text), ""
}

// sentence gives a text its capital letter and full stop.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "!") {
		text += "."
	}
	// A file keeps its name at the start of a sentence too.
	if word, _, _ := strings.Cut(text, " "); strings.ContainsAny(strings.TrimRight(word, ".:,;"), "._/") {
		return text
	}
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}
