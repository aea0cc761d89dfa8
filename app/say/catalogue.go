package say

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
)

// Catalogue is a language with what the page says in it.
type Catalogue struct {
	Language Language
	texts    map[string]string // by the English; nil in English
	readings []*reading        // how sentences are read that were put together elsewhere
}

// English is the catalogue that needs no file.
var English = &Catalogue{Language: Languages[0]}

// Decode reads a catalogue's file: an object of sentences by the English.
func Decode(l Language, file []byte) (*Catalogue, error) {
	var texts map[string]string
	if err := json.Unmarshal(file, &texts); err != nil {
		return nil, fmt.Errorf("read the catalogue of %s: %w", l.Name, err)
	}
	return New(l, texts), nil
}

// New makes a catalogue of sentences by the English.
func New(l Language, texts map[string]string) *Catalogue {
	return &Catalogue{l, texts, readings(texts)}
}

// current is the catalogue in use.
var current atomic.Pointer[Catalogue]

// Use has the page speak from a catalogue from now on.
func Use(c *Catalogue) { current.Store(c) }

// Current is the catalogue in use, English until another was chosen.
func Current() *Catalogue {
	if c := current.Load(); c != nil {
		return c
	}
	return English
}

// Text gives words without numbers or names in them.
func (c *Catalogue) Text(english string) string {
	if text, ok := c.texts[english]; ok {
		return text
	}
	return english
}

// F gives a sentence with its numbers and names.
func (c *Catalogue) F(english string, args ...any) string { return c.write(c.Text(english), args) }

// As gives a word that other languages say differently where it means something else, such as
// what a run does: its key is the word with that meaning in brackets, "training (run)".
func (c *Catalogue) As(meaning, english string) string {
	if text, ok := c.texts[english+" ("+meaning+")"]; ok {
		return text
	}
	return c.Text(english)
}

// As gives a word by its meaning, in the language in use.
func As(meaning, english string) string { return Current().As(meaning, english) }

// Text gives words without numbers or names in them, in the language in use.
func Text(english string) string { return Current().Text(english) }

// F gives a sentence with its numbers and names, in the language in use.
func F(english string, args ...any) string { return Current().F(english, args...) }

// Sentence gives what was said in English elsewhere in the language in use.
func Sentence(english string) string { return Current().Sentence(english) }

// Error is an error's sentence in the language in use.
func Error(err error) string { return Sentence(err.Error()) }

// Number gives a number that was written in English, without thousands, in the language in use.
func Number(english string) string { return Current().Language.decimals(english) }

// Inside is a label as it stands within a sentence, in the language in use: "batch size".
func Inside(label string) string { return Current().Language.inside(label) }

// Whole writes a whole number with thousands set apart, in the language in use.
func Whole(digits string) string { return Current().Language.grouped(digits) }
