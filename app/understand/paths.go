package understand

import (
	"math"

	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Choices of how many places a side are measured.
const coarse, normal, fine = 11, 21, 31

var gridNames = map[int]string{coarse: "Coarse, 11 × 11", normal: "Normal, 21 × 21", fine: "Fine, 31 × 31"}

// paths is how the runs' paths over their measured loss surface are looked at.
type paths struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison

	widget.Player
	film  film
	grid  int // places a side to measure
	focus *figure.Spot
	// result is what is in view, to notice a new one.
	result any
}

type pathPart = redraw.Part[*paths]

func (in *paths) part(shows host.Topic) pathPart { return redraw.NewPart(in, in.screen.Topics, shows) }

// pathPace is how many points of a path are played a second.
const pathPace = 2.5

// pathSection is the paths' section.
type pathSection struct{ pathPart }

// OnDismount implements go-app's Dismounter: nobody looks any more.
func (p *pathSection) OnDismount() {
	p.pathPart.OnDismount()
	p.In.Pause()
}

func (p *pathSection) Render() ui.UI {
	in := p.In
	return ui.Section().ID("paths").Body(
		ui.H3().Text(say.Text("Where your runs went")),
		ui.P().Class("hint").Text(say.Text("All runs begin with the same weights. The picture lays a plane through the places where they have been, along "+
			"the two directions in which they differ most, and measures the loss all over it.")),
		p.control(),
		widget.When(in.runs.Measured(), func() ui.UI { return p.picture() }),
	)
}

// control offers to measure, shows how far that is, or says why it cannot be done.
func (p *pathSection) control() ui.UI {
	in := p.In
	s := in.session.Landscape
	if s.Measuring() {
		text := say.Text("Preparing …")
		if s.Total > 0 {
			text = say.F("%'d of %'d places", s.Done, s.Total)
			if left := format.Remaining(s.ETA()); left != "" {
				text += ", " + left
			}
		}
		return ui.Div().Class("row measuring").Body(
			ui.Progress().Max(max(1, s.Total)).Value(s.Done).Aria("label", say.Text("Places measured")),
			ui.Span().ID("surface-progress").Text(text),
			widget.Button("small", widget.IconStop, say.Text("Cancel"), func(ui.Context, ui.Event) { s.Cancel() }).ID("cancel-surface"),
		)
	}
	runs := in.session.CanMeasure()
	if len(runs) == 0 {
		return ui.P().Class("empty").ID("paths-empty").Text(in.noPaths())
	}
	text := say.Text("Measure the loss surface")
	if in.runs.Measured() {
		text = say.Text("Measure again")
	}
	return ui.Div().Class("measure").Body(
		ui.Div().Class("row").Body(
			ui.Button().Type("button").Class("secondary").ID("measure-surface").
				OnClick(func(ui.Context, ui.Event) { in.session.MeasureSurface(in.grid) }).Text(text),
			ui.Label().For("surface-grid").Text(say.Text("Places")),
			widget.Select("surface-grid", []int{coarse, normal, fine}, in.grid,
				func(n int) string { return gridNames[n] }, func(n int) { in.grid = n }),
			ui.Span().Class("hint").Text(say.F("The paths of %'d {run|runs} so far. It takes a core for about a minute; training goes on.", len(runs))),
		),
		ui.P().Class("problem").ID("surface-problem").Hidden(s.Problem == "").Text(say.Sentence(s.Problem)),
	)
}

// noPaths says why there is nothing to measure, and how to get there.
func (in *paths) noPaths() string {
	shared := in.session.Form.Experiment.Shared
	if latest := in.session.Latest(); latest != nil {
		shared = latest.Shared()
	}
	if why := session.NoPath(shared); why != "" {
		return why
	}
	return say.Text("Start a comparison of two methods or more. After their first epoch, the loss around their paths can be measured here.")
}

// picture is the measured surface with the paths, and what plays them.
func (p *pathSection) picture() ui.UI {
	in := p.In
	result := in.session.Landscape.Result
	if in.result != any(result) {
		in.result = result
		in.Pause()
		in.At, in.focus = float64(in.longest()-1), nil
	}
	outside := max(0, 1-result.Explained[0]-result.Explained[1])
	return ui.Div().Class("paths-picture").Body(
		widget.Landscape{
			ID: "figure-landscape", Topics: redraw.OfPathPicture, Frames: redraw.PathFrames,
			Make: func() figure.Landscape {
				f := in.runs.Surface()
				f.Focus = in.focus
				return f
			},
			Upto: func() float64 { return in.At / float64(max(1, in.longest()-1)) },
			Point: func(at *figure.Spot) {
				in.focus = at
				in.screen.Touch(redraw.Spot)
			},
			Key: in.key,
		}.On(in.screen),
		&pathControls{in.part(redraw.OfPathControls)},
		ui.P().ID("surface-explained").Text(say.F("The two directions hold %s and %s of the variance of all weights that the runs have passed through (principal "+
			"components; Lorch, 2016; Li et al., 2018). The loss is the mean over %'d {training photo|training photos}, "+
			"without dropout.", format.Percent(result.Explained[0]), format.Percent(result.Explained[1]), result.Images)),
		ui.P().Class("hint").Text(say.F("What such a picture can say: how far the runs go, whether they go the same way, and whether they end in one "+
			"valley. What it cannot: of %'d directions it shows two, and %s of the variance lies outside. The places of a "+
			"path are moved straight onto the plane, where the loss is another than the run's own; a hill between two runs "+
			"may have a way around it that is not in sight.", p.directions(), format.Percent(outside))),
	)
}

// directions is how many weights the runs in the picture have.
func (p *pathSection) directions() int {
	shared := p.In.session.Round(p.In.session.Landscape.Round).Shared()
	if paths := p.In.session.Landscape.Result.Paths; len(paths) > 0 {
		if r := p.In.session.Run(paths[0].Run); r != nil {
			shared = r.Spec
		}
	}
	return shared.Network().Params(shared.ImageSize)
}

// pathControls are the buttons that play the paths.
type pathControls struct{ pathPart }

func (p *pathControls) Render() ui.UI {
	in := p.In
	playIcon, playText := widget.IconPlay, say.Text("Play")
	if in.Playing {
		playIcon, playText = widget.IconPause, say.Text("Pause")
	}
	n := max(1, in.longest()-1)
	epoch := say.F("Epoch %s of %s", say.Number(spec.Number(in.epoch(int(in.At)))), say.Number(spec.Number(in.epoch(n))))
	return ui.Div().Class("path-controls").Body(
		widget.Button("small", playIcon, playText, func(ui.Context, ui.Event) { in.playOrPause() }).ID("path-play"),
		in.film.button("save-paths"),
		ui.Label().Class("surface-at").For("path-at").Body(
			ui.Span().ID("path-epoch").Text(epoch),
			ui.Input().Type("range").ID("path-at").Min(0).Max(n).Step(1).Value(int(in.At)).Aria("valuetext", epoch).
				OnInput(func(_ ui.Context, e ui.Event) {
					in.Pause()
					in.At = e.Get("target").Get("valueAsNumber").Float()
					in.screen.Touch(redraw.PathFrames | redraw.PathNumbers)
				}),
		),
	)
}

// playOrPause plays the paths, or holds them.
func (in *paths) playOrPause() {
	in.PlayOrPause(in.screen, widget.Film{N: in.longest() - 1, Pace: pathPace, Frames: redraw.PathFrames, Numbers: redraw.PathNumbers})
}

// key takes a key pressed on the picture.
func (in *paths) key(key string) bool {
	switch key {
	case "ArrowLeft", "ArrowRight":
		in.Pause()
		by := 1.0
		if key == "ArrowLeft" {
			by = -1
		}
		in.At = math.Max(0, math.Min(float64(in.longest()-1), math.Floor(in.At)+by))
		in.screen.Touch(redraw.PathFrames | redraw.PathNumbers)
	case " ":
		in.playOrPause()
	case "Escape":
		in.focus = nil
		in.screen.Touch(redraw.Spot)
	default:
		return false
	}
	return true
}

// longest is the number of points of the longest path measured.
func (in *paths) longest() int {
	n := 1
	if in.session.Landscape.Result != nil {
		for _, p := range in.session.Landscape.Result.Paths {
			n = max(n, len(p.Points))
		}
	}
	return n
}

// epoch is the epoch of a point of the longest path.
func (in *paths) epoch(i int) float64 {
	var longest []float64
	for _, epochs := range in.session.Landscape.Epochs {
		if len(epochs) > len(longest) {
			longest = epochs
		}
	}
	if i < len(longest) {
		return longest[i]
	}
	return float64(i)
}
