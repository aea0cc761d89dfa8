package session

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

func TestTheDeskComesBack(t *testing.T) {
	s, h, desk := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	finish(h.trainers[1], s.Runs[0], protocol.Finished, 7)
	desk.handle(protocol.ModelLoaded{Run: "run1"}, host.Attachments{})
	desk.died("It ran out of memory.")
	if said := s.Board.Notice; !strings.Contains(said, "started again. It ran out of memory.") || strings.Contains(said, "the run") {
		t.Errorf("of a desk that died the page says %q, though no run has failed", said)
	}
	next := h.trainers[len(h.trainers)-1]
	if _, ok := got[protocol.LoadData](next); !ok {
		t.Error("the new desk was not given the set")
	}
	if load, ok := got[protocol.LoadModel](next); !ok || load.Run != "run1" {
		t.Error("the new desk was not given the model")
	}
	// A new set may be on its way before the desk has the old one again.
	mine := &file{"mine.pack"}
	s.Images.UsePack(mine)
	next.handle(loadedSet("Bundled"), host.Attachments{})
	if s.Images.Pack != sitePack {
		t.Error("the old set was taken for the new one")
	}
	next.handle(loadedSet("Mine"), host.Attachments{})
	if s.Images.Pack != mine || s.Images.Set.Name != "Mine" {
		t.Error("the new set is not in use")
	}
	const restarts = 3
	for range restarts {
		h.trainers[len(h.trainers)-1].died("Again.")
	}
	n := len(h.trainers)
	if n != 2+restarts {
		t.Errorf("%d trainers were started, want the desk, a run and %d restarts", n, restarts)
	}
	if !strings.Contains(s.Board.Notice, "several times") {
		t.Errorf("notice %q", s.Board.Notice)
	}
}
