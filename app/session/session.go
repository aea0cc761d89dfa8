package session

import (
	"time"

	"pawgrad/app/host"
	"pawgrad/app/session/board"
	"pawgrad/app/session/desk"
	"pawgrad/app/session/doctor"
	"pawgrad/app/session/exports"
	"pawgrad/app/session/form"
	"pawgrad/app/session/images"
	"pawgrad/app/session/keep"
	"pawgrad/app/session/landscape"
	"pawgrad/app/session/naming"
	"pawgrad/app/session/pretrained"
)

// Host is what the session needs of the page around it.
type Host interface {
	host.Trainers
	host.Files
	host.Turns
	host.Disk
	host.Tab
	// Changed says that some topics have changed.
	Changed(host.Topic)
	// WeightsBeside reports whether VGG19's weights lie beside the site.
	WeightsBeside() bool
	// Computer describes the machine; its engine is the desk's to tell.
	Computer() host.Computer
	keep.Claimer
}

// Session is the state of the page. Fields are for reading; methods change it.
type Session struct {
	Ledger
	// Form is the experiment that the visitor sets up.
	Form *form.Form
	// Board is what the visitor is told.
	Board *board.Board
	// Slots is how many runs may be busy at once.
	Slots int
	// Lent is how many cores are at work for runs beside the one that each has.
	Lent int
	// Images is the image set.
	Images *images.Images
	// Desk is the trainer that lives as long as the page.
	Desk *desk.Desk
	// Weights are those of the pretrained part of VGG19.
	Weights *pretrained.Weights
	// Landscape is the loss around the paths of the latest round's runs.
	Landscape *landscape.Landscape
	// Doctor looks for wrong labels in the image set in use.
	Doctor *doctor.Doctor
	// Held is true while no queued run may start, after PauseAll.
	Held bool
	// Naming is the photos to be named, and the networks that name them.
	Naming *naming.Naming
	// Exports are the networks that are being written for other tools.
	Exports *exports.Exports
	// Disk is what the browser said last of the room on it. Refused tells that it was asked
	// to keep files even when the disk gets full, and has not agreed.
	Disk    host.Room
	Refused bool
	// EarlierAnswer is true while networks of earlier rounds name photos, too.
	EarlierAnswer bool

	host    Host
	now     func() time.Time
	journal *keep.Journal
	opening opening

	filling bool // fill is under way
	refill  bool // and has to look again

	askedToPersist bool
	// atOnce is how many trainers of runs there may be, 0 for as many as fit; noted is how
	// many the tab has been told of.
	atOnce, noted int

	store      *keep.Store
	extraction *pretrained.Extraction
}

// opening is what waits until the page has all that it begins with: the photos, and what
// earlier visits have left.
type opening struct {
	restored bool          // what earlier visits have left is there
	tookUp   bool          // the latest round's photos have been made those in use
	start    func()        // starts the runs that wait for the photos, nil if none do
	files    [][]host.Blob // experiments to be opened, those brought together as one
	lost     []string      // rounds of which records are damaged, with their runs
}

// New returns a session that runs at most slots runs at once.
func New(page Host, slots int) *Session {
	told := board.New(page.Changed)
	s := &Session{
		Form:  form.New(told, page.Computer().Memory),
		Board: told,
		Slots: max(1, slots),
		host:  page,
		now:   time.Now,
	}
	s.Desk = desk.New(page, inner{s})
	s.Images = images.New(s.Desk, told, inner{s})
	s.store = keep.NewStore(page, told, inner{s})
	s.journal = keep.NewJournal(s.store)
	s.Weights = pretrained.NewWeights(s.store, s.Desk, told, inner{s})
	s.extraction = pretrained.NewExtraction(s.Weights, page, s.store, told, inner{s})
	s.Naming = naming.New(s.Desk, told, s.Weights, inner{s})
	s.Exports = exports.New(s.Desk, told)
	s.Landscape = landscape.New(page, told, inner{s}, s.now)
	s.Doctor = doctor.New(page, s.store, told, inner{s}, s.now)
	return s
}

// inner is the session as its machines see it: what they ask of each other, and of the
// runs, goes through here. The longer answers are elsewhere: to the desk in events.go, to
// the store in room.go, to the journal in restore.go and opening.go.
type inner struct{ *Session }

// Open starts the desk and looks for what earlier visits have left. It is called
// once.
func (s *Session) Open() {
	s.Desk.Open()
	s.Weights.Find()
	s.journal.Restore(s.host, inner{s})
}

// join puts two sentences together, either of which may be empty.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
