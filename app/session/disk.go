package session

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/say"
)

// Networks are most of what the page keeps, some megabytes each, and unlike curves and
// results they can be trained again. So there is a room for them, beyond which the page offers
// to remove the oldest; it removes none by itself.

// modelsRoom is that room in bytes, some hundred networks; modelsShare the share of what the
// browser gives the site that it is at most.
const (
	modelsRoom  = 500_000_000
	modelsShare = 0.1
)

// LookAtDisk asks the browser what there is of the disk.
func (s *Session) LookAtDisk() {
	s.host.Room(func(room host.Room) {
		if room != s.Disk {
			s.Disk = room
			s.host.Changed(host.RunStates)
		}
	})
}

// worthKeeping asks the browser once a visit not to clear what it keeps: now there is
// something that took time to make.
func (s *Session) worthKeeping() {
	if !s.journal.Owned() {
		return
	}
	if s.askedToPersist {
		s.LookAtDisk()
		return
	}
	s.Persist()
}

// Persist asks the browser to keep the site's files even when the disk gets full.
func (s *Session) Persist() {
	s.askedToPersist = true
	s.host.Persist(func(granted bool) {
		s.Refused = !granted
		s.host.Changed(host.RunStates)
		s.LookAtDisk()
	})
}

// Surplus is what networks take beyond their room.
type Surplus struct {
	// All is what all kept networks take, and Room what they may, in bytes.
	All, Room int64
	// Rounds are those whose networks would have to go for the others to fit, the oldest
	// first; their networks take Gain bytes.
	Rounds []*Round
	Gain   int64
}

// Surplus returns what networks take beyond their room, and whether any can go. Those of the
// latest round, and of rounds that go on, do not.
func (s *Session) Surplus() (over Surplus, ok bool) {
	over.Room = modelsRoom
	if total := s.Disk.Used + s.Disk.Free; total > 0 {
		over.Room = min(over.Room, int64(modelsShare*float64(total)))
	}
	sizes := map[int]int64{}
	for _, r := range s.Runs {
		if r.Model != nil && s.journal.Keeps(s.RoundOf(r).place) {
			size := r.Model.Size()
			sizes[r.Round] += size
			over.All += size
		}
	}
	for _, round := range s.Rounds {
		if over.All-over.Gain <= over.Room {
			break
		}
		if sizes[round.Number] > 0 && !(inner{s}).inUse(round) {
			over.Rounds = append(over.Rounds, round)
			over.Gain += sizes[round.Number]
		}
	}
	return over, over.Rounds != nil
}

// RemoveSurplus removes the networks of the rounds of [Session.Surplus]. Curves and results
// stay.
func (s *Session) RemoveSurplus() {
	over, ok := s.Surplus()
	if !ok {
		return
	}
	for _, r := range s.Runs {
		if r.Model != nil && slices.ContainsFunc(over.Rounds, func(o *Round) bool { return o.Number == r.Round }) {
			s.Naming.Unload(r.ID)
			s.journal.DropModel(r.place)
			r.Model, r.shelved = nil, false
		}
	}
	s.Board.Tell(say.F("The networks of %d rounds have been removed.", len(over.Rounds)))
	s.host.Tidy()
	s.LookAtDisk()
	s.host.Changed(host.RunStates | host.Photos)
}
