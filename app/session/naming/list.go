package naming

import (
	"math"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// List is many photos that are named at once, by all networks that the desk has then: no
// pictures are kept of them, so that there may be any number. Its fields are for reading.
type List struct {
	// Name is that of their folder or archive.
	Name string
	// Total is how many photos there are, 0 until it is known.
	Total int
	// Names are the paths of those that have been looked at, in the order in which people count.
	Names []string
	// Answers hold, by a network's ID and in the order of Names, the probability that a photo
	// shows class 1; NaN for none.
	Answers map[string][]float32
	// Errors hold sentences on photos that cannot be read, by their place in Names.
	Errors map[int]string
	// Begun is true once the desk has been asked; before, the list waits for a network.
	Begun bool
	// Over is true when no more answers come. Problem is a sentence if not all have.
	Over    bool
	Problem string

	command protocol.NameAll
	files   []host.Blob
	at      map[string]int // files by their paths; empty for an archive
}

// File is a photo of the list as a file, nil where it lies in an archive.
func (l *List) File(name string) host.Blob {
	if i, found := l.at[name]; found {
		return l.files[i]
	}
	return nil
}

// Going reports whether answers are still to come.
func (l *List) Going() bool { return l != nil && !l.Over }

// NameAll has many photos named as a list, in place of the list before. files are as those of a
// [protocol.NameAll].
func (n *Naming) NameAll(command protocol.NameAll, files []host.Blob) {
	n.lastList++
	command.ID = n.lastList
	n.List = &List{Name: command.Name, Answers: map[string][]float32{}, Errors: map[int]string{}, command: command, files: files, at: map[string]int{}}
	for i, path := range command.Paths {
		n.List.at[path] = i
	}
	n.startList()
	n.owner.PhotosAdded()
	n.board.Changed(host.Photos)
}

// startList asks the desk about the list as soon as any network can answer.
func (n *Naming) startList() {
	if n.List.Going() && !n.List.Begun && len(n.models) > 0 {
		n.List.Begun = true
		n.desk.Send(n.List.command, host.Attachments{Files: n.List.files})
	}
}

// NameAgain has the photos of the list named anew, by the networks that there are now.
func (n *Naming) NameAgain() {
	if n.List != nil && n.List.Over {
		n.NameAll(n.List.command, n.List.files)
	}
}

// CancelAll ends the naming of the list; what has been answered stays.
func (n *Naming) CancelAll() {
	if n.List.Going() {
		n.desk.Send(protocol.CancelNameAll{}, host.Attachments{})
		n.List.Over, n.List.Problem = true, say.Text("You ended it.")
		n.board.Changed(host.Photos)
	}
}

// CloseList takes the list away.
func (n *Naming) CloseList() {
	n.CancelAll()
	n.List = nil
	n.board.Changed(host.Photos)
}

// Named takes in some answers of the list.
func (n *Naming) Named(e protocol.Named) {
	l := n.List
	if !l.Going() || e.ID != l.command.ID {
		return // ended meanwhile
	}
	l.Total = e.Total
	for _, photo := range e.Photos {
		if photo.Error != "" {
			l.Errors[len(l.Names)] = photo.Error
		}
		l.Names = append(l.Names, photo.Name)
		for i, id := range e.Runs {
			if !n.models[id] {
				continue // taken away meanwhile
			}
			p := float32(math.NaN())
			if i < len(photo.Probabilities) && photo.Probabilities[i] >= 0 {
				p = photo.Probabilities[i]
			}
			l.answer(id, p)
		}
	}
	if e.Over {
		l.Over, l.Problem = true, e.Problem
		if e.Problem == "" {
			n.board.Tell(say.Text("All photos are named."))
		}
	}
	n.board.Changed(host.Photos)
}

// answer notes what a network says of the latest photo; of those before that it was not asked
// about it says nothing.
func (l *List) answer(id string, p float32) {
	for len(l.Answers[id]) < len(l.Names)-1 {
		l.Answers[id] = append(l.Answers[id], float32(math.NaN()))
	}
	l.Answers[id] = append(l.Answers[id], p)
}
