package session

import (
	"fmt"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// DataPhase says what is going on with the image set.
type DataPhase int

// The phases. While a new set is being fetched or imported, the one before stays
// in use.
const (
	NoData    DataPhase = iota
	Fetching            // the site's own set is on its way
	Importing           // photos are being read
	Loading             // a pack is being checked
	DataReady
	DataFailed // Problem says why
)

// Busy reports whether a set is on its way.
func (p DataPhase) Busy() bool { return p == Fetching || p == Importing || p == Loading }

// samplePictures is how many images are shown of a split, half of each class: a
// strip that fits a narrow column.
const samplePictures = 12

// Data is the image set.
type Data struct {
	Phase DataPhase
	// Done and Total measure the phase: bytes or photos.
	Done, Total int64
	// Problem is a sentence with its cure, if the last set could not be used.
	Problem string
	// Set and Pack are the set in use; Set is nil while there is none.
	Set  *protocol.DataLoaded
	Pack host.Blob
	// Report is set if the set was imported from photos.
	Report *protocol.Imported
	// Train and Test are some of its images.
	Train, Test []Sample

	coming host.Blob          // the pack being loaded
	report *protocol.Imported // that of the pack being loaded
	// bundled tells that the set came with the page, siteOwn that the pack being
	// loaded did.
	bundled, siteOwn bool
	// pictures are images asked for by their index; see Picture.
	pictures map[int]host.Blob
	asked    map[int]bool
}

// Sample is an image of the set as a picture.
type Sample struct {
	Index   int
	Name    string
	Label   int
	Picture host.Blob
}

// Fetch says that the page fetches a pack; FetchProgress, then UseSitePack or
// FetchFailed follow.
func (s *Session) Fetch() {
	s.Data.Phase, s.Data.Problem = Fetching, ""
	s.Data.Done, s.Data.Total = 0, 0
	s.host.Changed(host.ImageSet)
}

// FetchProgress tells how many bytes have come; total is 0 if unknown.
func (s *Session) FetchProgress(done, total int64) {
	s.Data.Done, s.Data.Total = done, total
	s.host.Changed(host.ImageSet)
}

// FetchFailed says, in a sentence, why the pack could not be fetched.
func (s *Session) FetchFailed(sentence string) { s.dataFailed(sentence) }

// UsePack makes a pack file of the visitor's the image set.
func (s *Session) UsePack(pack host.Blob) { s.usePack(pack, false) }

// UseSitePack makes the pack that came with the page the image set.
func (s *Session) UseSitePack(pack host.Blob) { s.usePack(pack, true) }

func (s *Session) usePack(pack host.Blob, siteOwn bool) {
	if s.Data.Phase == Loading || s.Data.Phase == Importing {
		s.Board.Notify("Another image set is still being read. Wait until it is there, then try again.")
		return
	}
	s.loadPack(pack, nil, siteOwn)
}

func (s *Session) loadPack(pack host.Blob, report *protocol.Imported, siteOwn bool) {
	s.Data.Phase, s.Data.Problem = Loading, ""
	s.Data.Done, s.Data.Total = 0, pack.Size()
	s.Data.coming, s.Data.report, s.Data.siteOwn = pack, report, siteOwn
	s.send(protocol.LoadData{Verify: true}, host.Attachments{Files: []host.Blob{pack}})
	s.host.Changed(host.ImageSet)
}

// Import makes an image set of photos in a folder, or of one zip file.
func (s *Session) Import(name string, files []host.Blob, zip bool) {
	if s.Data.Phase == Loading || s.Data.Phase == Importing {
		s.Board.Notify("Another image set is still being read. Wait until it is there, then try again.")
		return
	}
	command := protocol.Import{Name: name, ImageSize: s.Form.Experiment.Shared.ImageSize}
	if !zip {
		for _, f := range files {
			command.Paths = append(command.Paths, f.Name())
		}
	}
	s.Data.Phase, s.Data.Problem = Importing, ""
	s.Data.Done, s.Data.Total = 0, int64(len(command.Paths))
	s.send(command, host.Attachments{Files: files})
	s.host.Changed(host.ImageSet)
}

// dataEvent takes in what the desk told of the image set.
func (s *Session) dataEvent(e protocol.Event, a host.Attachments) {
	d := &s.Data
	switch e := e.(type) {
	case protocol.DataProgress:
		d.Done, d.Total = e.Done, e.Total
	case protocol.ImportProgress:
		d.Done, d.Total = int64(e.Done), int64(e.Total)
	case protocol.Imported:
		if len(a.Files) == 0 {
			s.dataFailed(join(e.Summary, "Nothing was imported."))
			return
		}
		s.loadPack(a.Files[0], &e, false)
	case protocol.DataLoaded:
		s.dataLoaded(e)
	case protocol.Samples:
		s.samples(e, a)
	}
	s.host.Changed(host.ImageSet)
}

func (s *Session) dataLoaded(e protocol.DataLoaded) {
	if s.desk.restoring {
		s.desk.restoring = false // a desk that was started again has the set in use
		return
	}
	if s.Data.coming == nil {
		return
	}
	s.Data = Data{Pack: s.Data.coming, Report: s.Data.report, bundled: s.Data.siteOwn, pictures: map[int]host.Blob{}, asked: map[int]bool{}}
	s.Data.Phase, s.Data.Set = DataReady, &e
	s.send(protocol.Sample{Split: trainSplit, Count: samplePictures}, host.Attachments{})
	s.send(protocol.Sample{Split: testSplit, Count: samplePictures}, host.Attachments{})
	if s.Roofline == 0 {
		s.send(protocol.MeasureEngine{}, host.Attachments{})
	}
	s.Board.Tell(fmt.Sprintf("The image set %s is loaded: %d photos.", e.Name, s.Data.Count()))
	s.host.Changed(host.RunStates)
	if s.opening.restored {
		s.reunite()
		s.takeUp()
		s.startEarly()
	}
}

// Names of the splits in messages.
const (
	trainSplit = "train"
	testSplit  = "test"
)

func (s *Session) samples(e protocol.Samples, a host.Attachments) {
	var list []Sample
	for i, item := range e.Items {
		if i >= len(a.Files) {
			break
		}
		list = append(list, Sample{item.Index, item.Name, item.Label, a.Files[i]})
		if s.Data.pictures != nil {
			s.Data.pictures[item.Index] = a.Files[i]
		}
	}
	if e.Split == trainSplit && s.Data.Train == nil {
		s.Data.Train = list
	} else if e.Split == testSplit && s.Data.Test == nil {
		s.Data.Test = list
		s.host.Changed(host.Photos)
	}
	s.host.Changed(host.RunStates)
}

// dataFailed gives up on the set that was on its way; the one before stays.
func (s *Session) dataFailed(sentence string) {
	d := &s.Data
	s.opening.methods = nil
	d.Phase, d.Problem, d.coming, d.report = DataFailed, sentence, nil, nil
	s.Board.Tell(sentence)
	s.host.Changed(host.ImageSet)
}

// Count is the number of images in the set, all splits together.
func (d *Data) Count() int {
	if d.Set == nil {
		return 0
	}
	return countImages(d.Set)
}

// countImages counts the images of a set, all splits together.
func countImages(set *protocol.DataLoaded) int {
	return sum(set.Train) + sum(set.Validation) + sum(set.Test)
}

func sum(counts []int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}

// Picture returns an image of the set as a picture, asking for it if need be; it
// is nil until it has come.
func (s *Session) Picture(index int) host.Blob { return s.Data.pictures[index] }

// AskPictures asks the desk for the pictures of images of the set.
func (s *Session) AskPictures(indexes []int) {
	var missing []int
	for _, i := range indexes {
		if s.Data.asked != nil && !s.Data.asked[i] && s.Data.pictures[i] == nil {
			s.Data.asked[i] = true
			missing = append(missing, i)
		}
	}
	if missing != nil {
		s.send(protocol.Sample{Split: testSplit, Count: len(missing), Indexes: missing}, host.Attachments{})
	}
}

// OwnSet reports whether a run was on the image set that is now in use, so that
// indexes of its result are indexes of that set.
func (s *Session) OwnSet(r *Run) bool {
	return s.Data.Set != nil && s.RoundOf(r).set.SHA256 == s.Data.Set.SHA256
}
