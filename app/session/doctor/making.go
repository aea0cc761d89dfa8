package doctor

import (
	"maps"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// nameEnd ends the names of sets with other labels.
const nameEnd = ", relabelled"

// Made is an image set with the labels that were decided on.
type Made struct {
	Pack host.Blob
	// Labels is a table of all labels (CSV).
	Labels host.Blob
}

// Making reports whether a set is being written.
func (d *Doctor) Making() bool { return d.maker != nil }

// Make writes the set with the labels that were decided on, as a set of its own, and gives it
// to over; nothing comes if it fails, which is told in a notice.
func (d *Doctor) Make(over func(Made)) {
	if d.set == nil || d.Making() {
		return
	}
	command := protocol.Relabel{Name: strings.TrimSuffix(d.set.Name, nameEnd) + nameEnd}
	for _, index := range slices.Sorted(maps.Keys(d.Chart.Decided)) {
		command.Changes = append(command.Changes, protocol.LabelChange{Index: index, Label: d.Chart.Decided[index]})
	}
	var maker host.Trainer
	mine := func(f func()) {
		if d.maker == maker && maker != nil {
			d.stopMaking()
			f()
		}
	}
	failed := func(sentence string) {
		mine(func() { d.board.Notify(say.F("The image set could not be written. %s", sentence)) })
	}
	maker = d.trainers.NewTrainer(func(e protocol.Event, a host.Attachments) {
		switch e := e.(type) {
		case protocol.Relabelled:
			if len(a.Files) == 2 {
				mine(func() { over(Made{Pack: a.Files[0], Labels: a.Files[1]}) })
			}
		case protocol.Failed:
			failed(strings.TrimSpace(e.Sentence + " " + e.Cure))
		}
	}, failed)
	d.maker = maker
	maker.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{d.pack}})
	maker.Send(command, host.Attachments{})
	d.board.Changed(host.Labels)
}

// stopMaking lets go of the trainer that writes a set.
func (d *Doctor) stopMaking() {
	if d.maker != nil {
		d.maker.Close()
		d.maker = nil
		d.board.Changed(host.Labels)
	}
}
