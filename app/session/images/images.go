// Package images is the image set that runs are trained on: where it comes from, how far
// its loading is, and some of its pictures.
package images

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
)

// Phase says what is going on with the image set.
type Phase int

// The phases. While a new set is being fetched or imported, the one before stays
// in use.
const (
	None      Phase = iota
	Fetching        // the site's own set is on its way
	Importing       // photos are being read
	Loading         // a pack is being checked
	Ready
	Failed // Problem says why
	Asking // the visitor has to say how photos are read: see Question
)

// Busy reports whether a set is on its way.
func (p Phase) Busy() bool { return p == Fetching || p == Importing || p == Loading }

// samplePictures is how many images are shown of a split, half of each class: a
// strip that fits a narrow column.
const samplePictures = 12

// Owner waits for the set.
type Owner interface {
	// SetLoaded says that another set is in use.
	SetLoaded()
	// SetFailed says that the set on its way does not come.
	SetFailed()
	// KeepImport keeps the report of the latest import for the next visit, DropImport forgets it.
	KeepImport(report []byte)
	DropImport()
	// NameAll has photos named that have no class.
	NameAll(protocol.NameAll, []host.Blob)
}

// Images is the image set. Its fields are for reading.
type Images struct {
	Phase Phase
	// Done and Total measure the phase: bytes or photos.
	Done, Total int64
	// Problem is a sentence with its cure, if the last set could not be used.
	Problem string
	// Set and Pack are the set in use; Set is nil while there is none.
	Set  *protocol.DataLoaded
	Pack host.Blob
	// Bundled tells that the set came with the page.
	Bundled bool
	// Report is set if the set was imported from photos; see Recall.
	Report *protocol.Imported
	// Refused is the report of the latest import, if that came to nothing, in this visit or the
	// one before.
	Refused *protocol.Imported
	// Earlier is the report of the latest import of an earlier visit, if its set is not in use.
	Earlier *protocol.Imported
	// Question is what has to be said before photos are read, while Phase is Asking, with
	// the pictures of its groups.
	Question *Question
	// Train and Test are some of its images.
	Train, Test []Sample
	// Found is how many files have been found so far in dropped folders that are being looked
	// through; 0 while none are.
	Found int
	// Most is how many photos of a class an import uses at most; 0 means all.
	Most int

	coming coming
	// importing is the latest import in this visit, so that it can be read otherwise.
	importing *importing
	// recalled is the latest import of an earlier visit, nil once there is a later one.
	recalled *lastImport
	stop     func() // ends the look through folders
	// again is true while a desk that was started again is given the set in use; a new
	// set may already be on its way behind it.
	again bool
	// pictures are images asked for by their index; see Picture.
	pictures map[int]host.Blob
	asked    map[int]bool

	desk  host.Sender
	board *board.Board
	owner Owner
}

// coming is the pack being loaded; it has no pack if there is none.
type coming struct {
	pack    host.Blob
	report  *protocol.Imported
	bundled bool
}

// Question asks how photos are to be read.
type Question struct {
	protocol.Question
	// Pictures are some photos of each group.
	Pictures [][]host.Blob
}

// importing is an import and its files.
type importing struct {
	command protocol.Import
	files   []host.Blob
}

// Sample is an image of the set as a picture.
type Sample struct {
	Index   int
	Name    string
	Label   int
	Picture host.Blob
}

// New returns an image set that is yet to be chosen.
func New(desk host.Sender, told *board.Board, owner Owner) *Images {
	return &Images{desk: desk, board: told, owner: owner}
}

// at begins a phase.
func (m *Images) at(p Phase, total int64) {
	m.Phase, m.Problem, m.Question = p, "", nil
	m.Done, m.Total = 0, total
	m.board.Changed(host.ImageSet)
}

// Fetch says that the page fetches a pack; FetchProgress, then UseSitePack or
// Fail follow.
func (m *Images) Fetch() { m.at(Fetching, 0) }

// FetchProgress tells how many bytes have come; total is 0 if unknown.
func (m *Images) FetchProgress(done, total int64) {
	m.Done, m.Total = done, total
	m.board.Changed(host.ImageSet)
}

// UsePack makes a pack file of the visitor's the image set.
func (m *Images) UsePack(pack host.Blob) {
	if m.use(coming{pack: pack}) {
		m.forgetImport()
	}
}

// UseKept makes a pack that an earlier visit has left the image set again.
func (m *Images) UseKept(pack host.Blob) { m.use(coming{pack: pack}) }

// UseSitePack makes the pack that came with the page the image set.
func (m *Images) UseSitePack(pack host.Blob) { m.use(coming{pack: pack, bundled: true}) }

// use loads a pack, and reports whether it is its turn.
func (m *Images) use(c coming) bool {
	if m.reading() {
		return false
	}
	m.load(c)
	return true
}

// reading reports whether a set is being read, and tells the visitor so.
func (m *Images) reading() bool {
	if m.Phase != Loading && m.Phase != Importing {
		return false
	}
	m.board.Notify(say.Text("Another image set is still being read. Wait until it is there, then try again."))
	return true
}

func (m *Images) load(c coming) {
	m.coming = c
	m.at(Loading, c.pack.Size())
	// What the desk has just made of photos it has summed up while it wrote it.
	m.desk.Send(protocol.LoadData{Verify: c.report == nil}, host.Attachments{Files: []host.Blob{c.pack}})
}

// Import makes an image set of photos: of what was chosen together, or of one archive; size
// is the side in pixels to which they are scaled.
func (m *Images) Import(name string, files []host.Blob, archive bool, size int) {
	if m.reading() {
		return
	}
	command := protocol.Import{Name: name, ImageSize: size}
	if !archive {
		for _, f := range files {
			command.Paths = append(command.Paths, f.Name())
		}
	}
	m.importing = &importing{command, files}
	m.startImport()
}

// Looking tells how many files have been found in dropped folders, and how to end the search.
func (m *Images) Looking(found int, stop func()) {
	m.Found, m.stop = found, stop
	m.board.Changed(host.ImageSet)
}

// Looked tells that dropped folders have been looked through.
func (m *Images) Looked() {
	m.Found, m.stop = 0, nil
	m.board.Changed(host.ImageSet)
}

// UseMost sets how many photos of a class are used at most. An import under way begins again.
func (m *Images) UseMost(photos int) {
	m.Most = photos
	if m.Phase == Importing {
		m.startImport()
	}
	m.board.Changed(host.ImageSet)
}

func (m *Images) startImport() {
	m.forgetImport()
	m.importing.command.Most = m.Most
	m.at(Importing, int64(len(m.importing.command.Paths)))
	m.desk.Send(m.importing.command, host.Attachments{Files: m.importing.files})
}

// CanChange reports whether the set in use can be read otherwise: its photos were brought in
// this visit.
func (m *Images) CanChange() bool {
	return m.Phase == Ready && m.Report != nil && m.importing != nil
}

// Change asks the visitor how the photos of the set in use are to be read.
func (m *Images) Change() {
	if m.CanChange() {
		m.importing.command.Ask = true
		m.startImport()
	}
}

// Answer goes on with an import as the visitor has said.
func (m *Images) Answer(a protocol.Answers) {
	if m.Phase == Asking {
		m.importing.command.Ask, m.importing.command.Answers = false, &a
		m.startImport()
	}
}

// Cancel ends the look through dropped folders or an import, or takes its question back; the set
// before it stays.
func (m *Images) Cancel() {
	if m.stop != nil {
		m.stop()
		m.Looked()
		m.board.Tell(say.Text("The folder is no longer looked through. Nothing was imported."))
		return
	}
	if m.Phase != Importing && m.Phase != Asking {
		return
	}
	m.desk.Send(protocol.CancelImport{}, host.Attachments{})
	if m.Set == nil {
		m.Fail(say.Text("Nothing was imported: you ended it. Drop photos to try again."))
		return
	}
	m.at(Ready, 0)
	m.board.Tell(say.Text("The import was ended."))
}

// Apply takes in what the desk told of the image set.
func (m *Images) Apply(e protocol.Event, a host.Attachments) {
	switch e := e.(type) {
	case protocol.DataProgress:
		m.Done, m.Total = e.Done, e.Total
	case protocol.ImportProgress:
		m.Done, m.Total = int64(e.Done), int64(e.Total)
	case protocol.Imported:
		if m.Phase != Importing {
			return // it was ended meanwhile
		}
		if len(a.Files) == 0 {
			m.refuse(e)
			return
		}
		m.load(coming{pack: a.Files[0], report: &e})
	case protocol.Question:
		m.ask(e, a)
	case protocol.DataLoaded:
		m.loaded(e)
	case protocol.Samples:
		m.samples(e, a)
	}
	m.board.Changed(host.ImageSet)
}

// ask shows a question; one that comes after the import was ended is not.
func (m *Images) ask(e protocol.Question, a host.Attachments) {
	if m.Phase != Importing {
		return
	}
	q, rest := &Question{Question: e}, a.Files
	for _, g := range e.Groups {
		n := min(g.Pictures, len(rest))
		q.Pictures, rest = append(q.Pictures, rest[:n]), rest[n:]
	}
	m.Phase, m.Question = Asking, q
	m.board.Tell(say.F("How are the photos to be read? %s", e.Text))
}

func (m *Images) loaded(e protocol.DataLoaded) {
	if m.again {
		m.again = false
		return
	}
	c := m.coming
	if c.pack == nil {
		return
	}
	*m = Images{
		Phase: Ready, Set: &e, Pack: c.pack, Report: c.report, Bundled: c.bundled, Refused: m.Refused,
		pictures: map[int]host.Blob{}, asked: map[int]bool{}, importing: m.importing, recalled: m.recalled,
		Found: m.Found, Most: m.Most, stop: m.stop,
		desk: m.desk, board: m.board, owner: m.owner,
	}
	if c.report != nil {
		m.keepImport(lastImport{SHA256: e.SHA256, Report: *c.report})
	}
	m.match()
	m.desk.Send(protocol.Sample{Split: trainSplit, Count: samplePictures}, host.Attachments{})
	m.desk.Send(protocol.Sample{Split: testSplit, Count: samplePictures}, host.Attachments{})
	m.board.Tell(say.F("The image set %s is loaded: %d photos.", e.Name, e.Images()))
	m.board.Changed(host.RunStates)
	m.owner.SetLoaded()
}

// Names of the splits in messages.
const (
	trainSplit = "train"
	testSplit  = "test"
)

func (m *Images) samples(e protocol.Samples, a host.Attachments) {
	var list []Sample
	for i, item := range e.Items[:min(len(e.Items), len(a.Files))] {
		list = append(list, Sample{item.Index, item.Name, item.Label, a.Files[i]})
		if m.pictures != nil {
			m.pictures[item.Index] = a.Files[i]
		}
	}
	if e.Split == trainSplit && m.Train == nil {
		m.Train = list
	} else if e.Split == testSplit && m.Test == nil {
		m.Test = list
		m.board.Changed(host.Photos)
	}
	m.board.Changed(host.RunStates)
}

// Fail gives up, with a sentence, on the set that was on its way; the one before stays.
func (m *Images) Fail(sentence string) {
	if m.Phase == Importing { // the whole archive cannot be read, say
		m.refused(protocol.Imported{Name: m.importing.command.Name, Summary: sentence})
	}
	m.giveUp(sentence)
}

// giveUp ends in failure.
func (m *Images) giveUp(sentence string) {
	m.Phase, m.Problem, m.coming = Failed, sentence, coming{}
	m.board.Tell(sentence)
	m.board.Changed(host.ImageSet)
	m.owner.SetFailed()
}

// Reload gives a desk that was started again the set in use.
func (m *Images) Reload() {
	if m.again = m.Set != nil; m.again {
		m.desk.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{m.Pack}})
	}
}

// Count is the number of images in the set, all splits together.
func (m *Images) Count() int {
	if m.Set == nil {
		return 0
	}
	return m.Set.Images()
}

// Picture returns an image of the set as a picture; it is nil until it has come, see
// AskPictures.
func (m *Images) Picture(index int) host.Blob { return m.pictures[index] }

// AskPictures asks the desk for the pictures of images of the set.
func (m *Images) AskPictures(indexes []int) {
	var missing []int
	for _, i := range indexes {
		if m.asked != nil && !m.asked[i] && m.pictures[i] == nil {
			m.asked[i] = true
			missing = append(missing, i)
		}
	}
	if missing != nil {
		m.desk.Send(protocol.Sample{Split: testSplit, Count: len(missing), Indexes: missing}, host.Attachments{})
	}
}
