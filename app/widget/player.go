package widget

import "pawgrad/app/host"

// Player walks through the paths of a landscape, from their start to their end.
type Player struct {
	At      float64 // steps shown, with their fraction
	Playing bool
	last    float64 // time of the latest frame, in seconds
	digits  float64 // when the numbers were last told of, in seconds
}

// digitEvery is how often, in seconds, numbers change while paths are played.
const digitEvery = 0.2

// Film is what a player plays: steps from 0 to N, so many a second. Frames is touched in
// every frame, Numbers as often as digits can be read.
type Film struct {
	N               int
	Pace            float64
	Frames, Numbers host.Topic
}

// PlayOrPause plays on, from the start if the end is in view, or holds.
func (p *Player) PlayOrPause(s *Screen, f Film) {
	if p.Playing {
		p.Pause()
		s.Touch(f.Numbers)
		return
	}
	if p.At >= float64(f.N) {
		p.At = 0
	}
	p.Playing, p.last = true, s.Browser.Now()
	s.Browser.Frame(func() { p.tick(s, f) })
	p.tell(s, f)
}

// tick shows the next frame.
func (p *Player) tick(s *Screen, f Film) {
	if !p.Playing {
		return
	}
	now := s.Browser.Now()
	p.At += (now - p.last) * f.Pace
	p.last = now
	if p.At >= float64(f.N) {
		p.At, p.Playing = float64(f.N), false
	}
	s.Touch(f.Frames)
	p.tell(s, f)
	if p.Playing {
		s.Browser.Frame(func() { p.tick(s, f) })
	}
}

// tell tells of the numbers if it is time.
func (p *Player) tell(s *Screen, f Film) {
	if now := s.Browser.Now(); now-p.digits >= digitEvery || !p.Playing {
		p.digits = now
		s.Touch(f.Numbers)
	}
}

// Pause holds.
func (p *Player) Pause() { p.Playing = false }
