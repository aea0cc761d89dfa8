// Package board holds the sentences that the page tells the visitor, one at a time.
package board

import (
	"strings"

	"pawgrad/app/host"
)

// Board is where every machine of the session says what concerns the page as a whole.
type Board struct {
	// Notice is a sentence to be read and dismissed, or empty. Glad tells that it
	// speaks of no problem.
	Notice string
	Glad   bool
	// News is a sentence for those who cannot see the page change.
	News string

	changed func(host.Topic)
}

// New returns an empty board; changed is called with what has changed.
func New(changed func(host.Topic)) *Board { return &Board{changed: changed} }

// Changed says that some topics have changed.
func (b *Board) Changed(topics host.Topic) { b.changed(topics) }

// Notify shows the visitor a sentence about a problem.
func (b *Board) Notify(sentence string) { b.show(sentence, false) }

// Add shows the visitor a sentence about a problem, after what is there already.
func (b *Board) Add(sentence string) {
	if b.Notice != "" && !b.Glad && !strings.Contains(b.Notice, sentence) {
		sentence = b.Notice + " " + sentence
	}
	b.Notify(sentence)
}

// Inform shows the visitor a sentence about something that is as it should be.
func (b *Board) Inform(sentence string) { b.show(sentence, true) }

func (b *Board) show(sentence string, glad bool) {
	b.Notice, b.Glad = sentence, glad
	b.changed(host.Notices)
}

// Dismiss takes the notice away.
func (b *Board) Dismiss() { b.Notify("") }

// Tell speaks to those who cannot see.
func (b *Board) Tell(sentence string) {
	b.News = sentence
	b.changed(host.Notices)
}
