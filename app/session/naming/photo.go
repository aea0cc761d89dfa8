package naming

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/images"
)

const (
	// MaxPhotos bounds the photos kept for naming: more than a visitor looks
	// at, few enough to be named again by each new model in a moment.
	MaxPhotos = 60
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
	// Answers hold, by the ID of a run or an opened network, the probability that it shows class 1.
	Answers map[string]float64
	// Unlike holds, by the same, whether it is unlike the photos that the network learned from.
	Unlike map[string]bool
	// Maps hold, by the same, where the network looked; empty unless asked for.
	Maps map[string]*protocol.HeatMap
}

// AddPhotos puts files up for naming, newest first. More than [MaxPhotos] are named as a list.
func (n *Naming) AddPhotos(files []host.Blob, label int) {
	if len(files) == 0 {
		return
	}
	if len(files) > MaxPhotos {
		command := protocol.NameAll{Name: say.Text("My photos")}
		for _, f := range files {
			command.Paths = append(command.Paths, f.Name())
		}
		n.NameAll(command, files)
		return
	}
	var added []*Photo
	for _, f := range files {
		n.lastPhoto++
		added = append(added, &Photo{ID: n.lastPhoto, Name: f.Name(), File: f, Label: label,
			Answers: map[string]float64{}, Unlike: map[string]bool{}, Maps: map[string]*protocol.HeatMap{}})
	}
	n.Photos = append(added, n.Photos...)
	n.Photos = n.Photos[:min(len(n.Photos), MaxPhotos)]
	n.classify(added)
	n.owner.PhotosAdded()
}

// AddSample puts an image of the set in use up for naming.
func (n *Naming) AddSample(sample images.Sample) {
	same := func(p *Photo) bool { return p.File == sample.Picture }
	if i := slices.IndexFunc(n.Photos, same); i >= 0 {
		p := n.Photos[i]
		n.Photos = append([]*Photo{p}, slices.Delete(n.Photos, i, i+1)...)
		n.board.Changed(host.Photos)
		return
	}
	n.AddPhotos([]host.Blob{sample.Picture}, sample.Label)
	n.Photos[0].Name, n.Photos[0].Picture = sample.Name, sample.Picture
}

// ClearPhotos takes all photos away.
func (n *Naming) ClearPhotos() {
	n.Photos = nil
	n.board.Changed(host.Photos)
}

// classify asks the desk to name photos. It asks even without any model: the
// desk then still tells whether a photo can be read.
func (n *Naming) classify(photos []*Photo) {
	for batch := range slices.Chunk(photos, classifyBatch) {
		command := protocol.Classify{CAM: n.Heat}
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
			n.desk.Send(command, host.Attachments{Files: files})
		}
	}
	n.board.Changed(host.Photos)
}

// Classified takes in the answer for one photo.
func (n *Naming) Classified(e protocol.Classified, a host.Attachments) {
	i := slices.IndexFunc(n.Photos, func(p *Photo) bool { return p.ID == e.ID })
	if i < 0 {
		return // cleared meanwhile
	}
	p := n.Photos[i]
	p.Waiting, p.Error = false, e.Error
	if len(a.Files) > 0 && p.Picture == nil {
		p.Picture = a.Files[0]
	}
	for _, answer := range e.Answers {
		if n.models[answer.Run] {
			p.Answers[answer.Run], p.Unlike[answer.Run] = answer.Probability, answer.Unlike
			if answer.CAM != nil {
				p.Maps[answer.Run] = answer.CAM
			}
		}
	}
	n.board.Changed(host.Photos)
}

// ShowHeat switches the heat maps of the photos on or off; those not there yet are
// asked for.
func (n *Naming) ShowHeat(on bool) {
	n.Heat = on
	if on {
		n.classify(n.Photos)
	}
	n.board.Changed(host.Photos)
}
