package session

import (
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// TestNetworksBeyondTheirRoom trains four rounds with networks of three bytes, on a disk
// where they may take eight: the oldest are offered, and go only when the visitor says so.
func TestNetworksBeyondTheirRoom(t *testing.T) {
	s, h, _ := open(t, 1)
	for range 4 {
		s.Start([]spec.MethodID{spec.SGD})
		r := s.Runs[len(s.Runs)-1]
		begin(h.trainers[len(h.trainers)-1], r)
		finish(h.trainers[len(h.trainers)-1], r, protocol.Finished, 7)
	}
	if _, ok := s.Surplus(); ok {
		t.Error("twelve bytes are too much where the browser says nothing")
	}
	h.disk.said = host.Room{Used: 50, Free: 30}
	s.LookAtDisk()
	over, ok := s.Surplus()
	if !ok || over.All != 12 || over.Room != 8 || over.Gain != 6 || len(over.Rounds) != 2 || over.Rounds[0] != s.Rounds[0] || over.Rounds[1] != s.Rounds[1] {
		t.Fatalf("%+v is offered", over)
	}
	model := func(i int) host.Blob { return h.disk.folders[s.Rounds[i].place.Folder][s.Runs[i].ID+modelSuffix] }
	for i := range s.Runs {
		if s.Runs[i].Model == nil || model(i) == nil {
			t.Errorf("the network of round %d has gone unasked", i+1)
		}
	}
	s.RemoveSurplus()
	for i, want := range []bool{false, false, true, true} {
		if got := model(i) != nil; got != want || (s.Runs[i].Model != nil) != want {
			t.Errorf("the network of round %d is kept: %v, want %v", i+1, got, want)
		}
	}
	if _, ok := s.Surplus(); ok {
		t.Error("there is still too much")
	}
	again, _ := reopen(t, h.disk, 1)
	if len(again.Runs) != 4 || again.Runs[0].Result == nil || again.Runs[0].Model != nil || again.Runs[3].Model == nil {
		t.Error("at the next visit other runs or networks are there")
	}
	// However little room there is, the latest round keeps its networks.
	h.disk.said = host.Room{Used: 1}
	s.LookAtDisk()
	if over, _ := s.Surplus(); len(over.Rounds) != 1 || over.Rounds[0] != s.Rounds[2] {
		t.Errorf("%+v is offered", over)
	}
}

// TestTheBrowserIsAskedToKeep what took time to make: once a visit, and not before.
func TestTheBrowserIsAskedToKeep(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	if h.disk.persisted > 0 {
		t.Error("it is asked before there is anything")
	}
	for i := range 2 {
		begin(h.trainers[1+i], s.Runs[i])
		finish(h.trainers[1+i], s.Runs[i], protocol.Finished, 7)
		if h.disk.persisted != 1 || !s.Refused {
			t.Errorf("after %d runs it was asked %d times", 1+i, h.disk.persisted)
		}
	}
	other := &fakeHost{disk: newDisk(), memory: 4e9, claim: host.Others}
	s = New(other, 1)
	s.Open()
	s.worthKeeping()
	if other.disk.persisted > 0 {
		t.Error("a page that keeps nothing asks")
	}
}
