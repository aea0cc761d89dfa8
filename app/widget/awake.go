package widget

import "pawgrad/app/redraw"

// keyAwake is where the choice is kept whether the screen stays on; off is that it does not.
const (
	keyAwake = "pawgrad.awake"
	off      = "off"
)

// StaysOn reports whether the screen is to stay on while something is trained: a machine that
// falls asleep trains nothing.
func (s *Screen) StaysOn() bool { return s.Browser.Stored(keyAwake) != off }

// ChooseStaysOn says whether it is to, in the next visit too.
func (s *Screen) ChooseStaysOn(on bool) {
	value := ""
	if !on {
		value = off
	}
	s.Browser.Store(keyAwake, value)
	s.Touch(redraw.Look)
}
