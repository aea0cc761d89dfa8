// Package compare compares the runs of a session: which of them are in view, what they are
// called, and the figures and tables of what came of them.
package compare

import (
	"pawgrad/app/figure"
	"pawgrad/app/record"
	"pawgrad/app/session"
)

// Comparison is the runs in view: those of one part of the latest round, and those of
// earlier rounds that are shown beside them.
type Comparison struct {
	session *session.Session
	// part is the part chosen in round partOf.
	part, partOf int
	// rung is the step of a search for rates in its chart.
	rung int
	// inspected is the run looked closer at.
	inspected string

	evaluated *evaluation
}

// evaluation remembers what takes long to work out: the table of the latest round and its
// box plots until another run has been tested, and mean curves.
type evaluation struct {
	of    basis
	table record.Table
	boxes map[boxKey]figure.Box
	means map[meanKey]meanOf
	// next is a table that is being worked out, of nextOf; nil for none.
	next   *record.Tabulation
	nextOf basis
}

// basis is what a table is worked out of: so many tested runs of a round.
type basis struct{ round, tested int }

// New returns a comparison of a session's runs.
func New(s *session.Session) *Comparison { return &Comparison{session: s, evaluated: &evaluation{}} }

// Choose brings a part of the latest round into view.
func (c *Comparison) Choose(part int) { c.part, c.partOf = part, c.session.Latest().Number }

// With is the comparison with another part in view.
func (c *Comparison) With(part int) *Comparison {
	other := *c
	other.Choose(part)
	return &other
}

// Inspect has a run looked closer at.
func (c *Comparison) Inspect(run string) { c.inspected = run }
