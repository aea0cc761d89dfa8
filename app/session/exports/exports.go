// Package exports has the desk write trained networks in forms that other tools open.
package exports

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
)

// Exports are the networks that the desk is writing.
type Exports struct {
	waiting []waiting
	desk    host.Sender
	board   *board.Board
}

// waiting is a network that someone waits for.
type waiting struct {
	protocol.Export
	over func(host.Blob)
}

// New returns one that waits for nothing.
func New(desk host.Sender, told *board.Board) *Exports { return &Exports{desk: desk, board: told} }

// Busy reports whether a network of a run is being written.
func (x *Exports) Busy(run string) bool {
	return slices.ContainsFunc(x.waiting, func(w waiting) bool { return w.Run == run })
}

// Write has the network of a model file written in a form. over gets it; if it cannot be had,
// the visitor is told why instead.
func (x *Exports) Write(run string, model host.Blob, format protocol.Format, over func(host.Blob)) {
	w := waiting{protocol.Export{Run: run, Format: format}, over}
	x.waiting = append(x.waiting, w)
	x.desk.Send(w.Export, host.Attachments{Files: []host.Blob{model}})
	x.board.Changed(host.RunStates)
}

// Written takes in what the desk has written.
func (x *Exports) Written(e protocol.Exported, a host.Attachments) {
	i := slices.IndexFunc(x.waiting, func(w waiting) bool { return w.Run == e.Run && w.Format == e.Format })
	if i < 0 {
		return
	}
	w := x.waiting[i]
	x.waiting = slices.Delete(x.waiting, i, i+1)
	switch {
	case len(a.Files) == 1:
		w.over(a.Files[0])
	default:
		x.board.Notify(say.F("The network could not be exported. %s", e.Problem))
	}
	x.board.Changed(host.RunStates)
}

// Lost says that the desk has ended with all that it was writing.
func (x *Exports) Lost() {
	if x.waiting == nil {
		return
	}
	x.waiting = nil
	x.board.Notify(say.Text("A network was being exported when that happened. Export it again."))
	x.board.Changed(host.RunStates)
}
