// Package widget is what panels are made of: buttons and icons, charts on canvases, and the
// screen that all of them are drawn on.
package widget

import (
	"math"

	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
)

// Screen is what all panels are drawn on: the browser, what is redrawn when, and the look.
type Screen struct {
	Browser browser.Browser
	*redraw.Topics
	Dark, Present bool
	chosen        bool // the language, by the visitor or the link

	// urls remembers the addresses of pictures.
	urls map[host.Blob]string
	// unfinished counts what is not drawn whole yet.
	unfinished int
}

// NewScreen returns the screen of a browser.
func NewScreen(b browser.Browser) *Screen {
	return &Screen{Browser: b, Topics: redraw.NewTopics(b), urls: map[host.Blob]string{}}
}

// Theme is the look of the figures.
func (s *Screen) Theme() figure.Theme {
	t := figure.ThemeFor(s.Dark)
	if s.Present {
		t = t.Present()
	}
	return t
}

// keyTheme is where the choice of theme is kept.
const keyTheme = "pawgrad.theme"

// FollowTheme takes the theme that was chosen in an earlier visit, or else the system's,
// for as long as the visitor chooses none.
func (s *Screen) FollowTheme() {
	stored := s.Browser.Stored(keyTheme)
	s.setDark(stored == "dark" || stored == "" && s.Browser.PrefersDark())
	s.Browser.OnPrefersDark(func(dark bool) {
		if s.Browser.Stored(keyTheme) == "" {
			s.setDark(dark)
		}
	})
}

// ChooseTheme takes a theme, in the next visit too.
func (s *Screen) ChooseTheme(dark bool) {
	s.Browser.Store(keyTheme, s.setDark(dark))
}

// setDark takes a theme and returns its name.
func (s *Screen) setDark(dark bool) (name string) {
	name = "light"
	if dark {
		name = "dark"
	}
	s.Browser.Mark("data-theme", name)
	s.Dark = dark
	s.Touch(redraw.Look)
	return name
}

// SetPresent shows the page as for a projector, or as usual.
func (s *Screen) SetPresent(on bool) {
	value := ""
	if on {
		value = "on"
	}
	s.Browser.Mark("data-present", value)
	s.Present = on
	s.Touch(redraw.Look)
}

// URL is the address of a picture, empty while there is none.
func (s *Screen) URL(b host.Blob) string {
	if b == nil {
		return ""
	}
	u, ok := s.urls[b]
	if !ok {
		u = s.Browser.URL(b)
		s.urls[b] = u
	}
	return u
}

// Later calls f when what has changed so far is on the screen: components render
// in the frame after the one in which they are told.
func (s *Screen) Later(f func()) {
	const frames = 3
	var wait func(n int)
	wait = func(n int) {
		if n == 0 {
			f()
			return
		}
		s.Browser.Frame(func() { wait(n - 1) })
	}
	wait(frames)
}

// Focus moves the keyboard's focus to an element that what has changed so far brings, or makes
// usable.
func (s *Screen) Focus(id string) { s.persist(func() bool { return s.Browser.Focus(id) }) }

// Reveal scrolls an element into sight that what has changed so far brings.
func (s *Screen) Reveal(id string) { s.persist(func() bool { return s.Browser.Reveal(id) }) }

// persistence is for how many frames persist tries.
const persistence = 600

// persist does what can be done when what has changed so far is on the screen. A busy browser may
// show frames before the components have rendered, so it tries again until it has been done.
func (s *Screen) persist(do func() (done bool)) {
	var try func(n int)
	try = func(n int) {
		if !do() && n > 1 {
			s.Browser.Frame(func() { try(n - 1) })
		}
	}
	s.Later(func() { try(persistence) })
}

// workSeconds is how long work may take in a frame.
const workSeconds = 0.03

// Work calls step until it says that nothing is left to do, for some time of each frame, and
// then over. It begins when what has changed so far is on the screen.
func (s *Screen) Work(step func() (more bool), over func()) {
	var work func()
	work = func() {
		for began := s.Browser.Now(); s.Browser.Now()-began < workSeconds; {
			if !step() {
				over()
				return
			}
		}
		s.Browser.Frame(work)
	}
	s.Later(work)
}

// Once draws something in one of the next frames, as much as there is time for in each.
func (s *Screen) Once(draw func()) {
	s.unfinished++
	s.Topics.Once(func() {
		s.unfinished--
		draw()
	})
}

// Settled calls f when no block is being drawn part by part.
func (s *Screen) Settled(f func()) {
	if s.unfinished == 0 {
		f()
		return
	}
	s.Browser.Frame(func() { s.Settled(f) })
}

// wanting is a figure that knows how high it wants to be.
type wanting interface {
	Height(width float64, t figure.Theme) float64
}

// stretch gives a canvas the height that its figure wants at its width.
func (s *Screen) stretch(id string, canvas browser.Canvas, f wanting) {
	width, height := canvas.Size()
	if want := math.Ceil(f.Height(width, s.Theme())); want != height {
		s.Browser.Stretch(id, want)
		canvas.Fit()
	}
}
