package session

import (
	"fmt"
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/images"
)

const (
	// maxPhotos bounds the photos kept for naming: more than a visitor looks
	// at, few enough to be named again by each new model in a moment.
	maxPhotos = 60
	// classifyBatch is how many photos go into one command, so that answers
	// come little by little.
	classifyBatch = 8
	// Unknown is the label of a photo that the visitor brought.
	Unknown = -1
)

// Photo is one that the visitor wants named.
type Photo struct {
	ID   int
	Name string
	File host.Blob
	// Label is its true class, or [Unknown].
	Label int
	// Picture is a small picture of it, nil until it has been read.
	Picture host.Blob
	// Waiting is true while an answer is on its way.
	Waiting bool
	// Error is a sentence if the photo cannot be read.
	Error string
	// Answers hold, by the ID of a run or an opened network, the probability that it shows class 1, the dog.
	Answers map[string]float64
	// Maps hold, by the same, where the network looked; empty unless asked for.
	Maps map[string]*protocol.HeatMap
}

// AddPhotos puts files up for naming, newest first.
func (s *Session) AddPhotos(files []host.Blob, label int) {
	if len(files) == 0 {
		return
	}
	if len(files) > maxPhotos {
		s.Board.Notify(fmt.Sprintf("Of %d photos the first %d are named. To train on all of them, open their folder under Data.",
			len(files), maxPhotos))
		files = files[:maxPhotos]
	}
	var added []*Photo
	for _, f := range files {
		s.nextPic++
		added = append(added, &Photo{ID: s.nextPic, Name: f.Name(), File: f, Label: label,
			Answers: map[string]float64{}, Maps: map[string]*protocol.HeatMap{}})
	}
	s.Photos = append(added, s.Photos...)
	s.Photos = s.Photos[:min(len(s.Photos), maxPhotos)]
	s.classify(added)
	s.wakeBase()
}

// AddSample puts an image of the set's test split up for naming.
func (s *Session) AddSample(sample images.Sample) {
	same := func(p *Photo) bool { return p.File == sample.Picture }
	if i := slices.IndexFunc(s.Photos, same); i >= 0 {
		p := s.Photos[i]
		s.Photos = append([]*Photo{p}, slices.Delete(s.Photos, i, i+1)...)
		s.host.Changed(host.Photos)
		return
	}
	s.AddPhotos([]host.Blob{sample.Picture}, sample.Label)
	s.Photos[0].Name, s.Photos[0].Picture = sample.Name, sample.Picture
}

// ClearPhotos takes all photos away.
func (s *Session) ClearPhotos() {
	s.Photos = nil
	s.host.Changed(host.Photos)
}

// classify asks the desk to name photos. It asks even without any model: the
// desk then still tells whether a photo can be read.
func (s *Session) classify(photos []*Photo) {
	for batch := range slices.Chunk(photos, classifyBatch) {
		command := protocol.Classify{CAM: s.Heat}
		var files []host.Blob
		for _, p := range batch {
			if p.Error != "" {
				continue
			}
			p.Waiting = true
			command.Photos = append(command.Photos, protocol.PhotoRef{ID: p.ID, Name: p.Name})
			files = append(files, p.File)
		}
		if files != nil {
			s.Desk.Send(command, host.Attachments{Files: files})
		}
	}
	s.host.Changed(host.Photos)
}

// classified takes in the answer for one photo.
func (s *Session) classified(e protocol.Classified, a host.Attachments) {
	i := slices.IndexFunc(s.Photos, func(p *Photo) bool { return p.ID == e.ID })
	if i < 0 {
		return // cleared meanwhile
	}
	p := s.Photos[i]
	p.Waiting, p.Error = false, e.Error
	if len(a.Files) > 0 && p.Picture == nil {
		p.Picture = a.Files[0]
	}
	for _, answer := range e.Answers {
		if s.desk.models[answer.Run] {
			p.Answers[answer.Run] = answer.Probability
			if answer.CAM != nil {
				p.Maps[answer.Run] = answer.CAM
			}
		}
	}
	s.host.Changed(host.Photos)
}

// ShowHeat switches the heat maps of the photos on or off; those not there yet are
// asked for.
func (s *Session) ShowHeat(on bool) {
	s.Heat = on
	if on {
		s.classify(s.Photos)
	}
	s.host.Changed(host.Photos)
}
