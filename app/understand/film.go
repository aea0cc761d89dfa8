package understand

import (
	"pawgrad/app/figure"
	"pawgrad/app/figure/apng"
	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Size of a saved film in CSS pixels, which are its pixels, and how long its pictures stand.
const (
	filmWidth  = 640
	eachFrame  = 80   // milliseconds
	lastFrame  = 3000 // milliseconds
	mostFrames = 41   // of a film: more make it large, and look no smoother
)

// film saves the paths of a landscape as an animated picture.
type film struct {
	screen *widget.Screen
	board  *board.Board
	shows  host.Topic // what is touched while it is drawn
	name   string     // of the file
	// steps counts what lies between the first picture and the last, make gives the landscape.
	steps func() int
	make  func() figure.Landscape

	drawn, of int // pictures; of is 0 while no film is being made
}

// button saves the film, or says how far that is.
func (f *film) button(id string) ui.UI {
	text := say.Text("Save animation")
	if f.of > 0 {
		text = say.F("Drawing %'d of %'d …", f.drawn, f.of)
	}
	return widget.Button("small", widget.IconSave, text, func(ui.Context, ui.Event) { f.save() }, id).ID(id).Disabled(f.of > 0).
		Title(say.Text("Saves the paths as an animated PNG picture, which browsers and most programs for slides play"))
}

// shares are how much of the paths each picture shows: as many as there are steps, or fewer.
func shares(steps int) []float64 {
	n := max(2, min(steps+1, mostFrames))
	list := make([]float64, n)
	for i := range list {
		list[i] = float64(i) / float64(n-1)
	}
	return list
}

// save draws picture after picture, so that the page stays awake, and offers the film.
func (f *film) save() {
	if f.of > 0 {
		return
	}
	theme := figure.ThemeFor(false) // paper and slides are white
	landscape, at := f.make(), shares(f.steps())
	height := landscape.Height(filmWidth, theme)
	var frames [][]byte
	f.of = len(at)
	var next func()
	over := func(problem string) {
		f.drawn, f.of = 0, 0
		if problem != "" {
			f.board.Notify(say.F("The animation could not be made: %s.", problem))
		}
		f.screen.Touch(f.shows)
	}
	next = func() {
		f.drawn = len(frames)
		f.screen.Touch(f.shows)
		if len(frames) == len(at) {
			file, err := apng.Encode(frames, eachFrame, lastFrame)
			if err != nil {
				over(err.Error())
				return
			}
			f.screen.Browser.Save(f.name, "image/png", file)
			over("")
			return
		}
		f.screen.Browser.PNG(figure.Still{Landscape: landscape, Share: at[len(frames)]}, filmWidth, height, 1, theme, func(file []byte, err error) {
			if err != nil {
				over(err.Error())
				return
			}
			frames = append(frames, file)
			f.screen.Browser.Frame(next)
		})
	}
	next()
}
