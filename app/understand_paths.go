package app

import (
	"math"
	"strconv"

	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Topics of the runs' paths.
const (
	pathsTopic  host.Topic = normTopic << (1 + iota) // where the visitor points
	walkTopic                                        // how much of the paths is drawn, each frame
	walkedTopic                                      // the same, as a number
)

// grids are the choices of how many places a side are measured.
var grids = []struct {
	n    int
	name string
}{{11, "Coarse, 11 × 11"}, {21, "Normal, 21 × 21"}, {31, "Fine, 31 × 31"}}

// pathsView is how the runs' paths are looked at.
type pathsView struct {
	player
	grid  int // places a side to measure
	focus *figure.Spot
	// result is what is in view, to notice a new one.
	result any
	digits float64
}

// pathPace is how many points of a path are played a second.
const pathPace = 2.5

// paths is the section with the runs' paths over their measured loss surface.
type paths struct{ watching }

func (p *paths) OnMount(ctx ui.Context) {
	p.watch(ctx, host.Surface|host.RunStates|host.Settings)
}

// OnDismount implements go-app's Dismounter: nobody looks any more.
func (p *paths) OnDismount() {
	p.watching.OnDismount()
	p.lab.paths.pause()
}

func (p *paths) Render() ui.UI {
	l := p.lab
	return ui.Section().ID("paths").Body(
		ui.H3().Text("Where your runs went"),
		ui.P().Class("hint").Text("All runs begin with the same weights. The picture lays a plane through the places where they have been, along the two directions "+
			"in which they differ most, and measures the loss all over it."),
		p.control(),
		when(l.surfaceShown(), func() ui.UI { return p.picture() }),
	)
}

// surfaceShown reports whether there is a measured surface of the latest round.
func (l *lab) surfaceShown() bool {
	return l.Landscape.Result != nil && l.Latest() != nil && l.Landscape.Round == l.Latest().Number
}

// control offers to measure, shows how far that is, or says why it cannot be done.
func (p *paths) control() ui.UI {
	l := p.lab
	s := l.Landscape
	if s.Measuring() {
		text := "Preparing …"
		if s.Total > 0 {
			text = whole(s.Done) + " of " + whole(s.Total) + " places"
			if left := remaining(s.ETA()); left != "" {
				text += ", " + left
			}
		}
		return ui.Div().Class("row measuring").Body(
			ui.Progress().Max(max(1, s.Total)).Value(s.Done).Aria("label", "Places measured"),
			ui.Span().ID("surface-progress").Text(text),
			button("small", iconStop, "Cancel", func(ui.Context, ui.Event) { s.Cancel() }).ID("cancel-surface"),
		)
	}
	runs := l.CanMeasure()
	if len(runs) == 0 {
		return ui.P().Class("empty").ID("paths-empty").Text(l.noPaths())
	}
	options := make([]ui.UI, len(grids))
	for i, g := range grids {
		options[i] = ui.Option().Value(strconv.Itoa(g.n)).Selected(g.n == l.paths.grid).Text(g.name)
	}
	text := "Measure the loss surface"
	if l.surfaceShown() {
		text = "Measure again"
	}
	return ui.Div().Class("measure").Body(
		ui.Div().Class("row").Body(
			ui.Button().Type("button").Class("secondary").ID("measure-surface").
				OnClick(func(ui.Context, ui.Event) { l.MeasureSurface(l.paths.grid) }).Text(text),
			ui.Label().For("surface-grid").Text("Places"),
			ui.Select().ID("surface-grid").OnChange(func(_ ui.Context, e ui.Event) {
				if n, err := strconv.Atoi(e.Get("target").Get("value").String()); err == nil {
					l.paths.grid = n
				}
			}).Body(options...),
			ui.Span().Class("hint").Text("The paths of "+counted(len(runs), "run")+" so far. It takes a core for about a minute; training goes on."),
		),
		ui.P().Class("problem").ID("surface-problem").Hidden(s.Problem == "").Text(s.Problem),
	)
}

// noPaths says why there is nothing to measure, and how to get there.
func (l *lab) noPaths() string {
	shared := l.Form.Experiment.Shared
	if latest := l.Latest(); latest != nil {
		shared = latest.Shared()
	}
	if why := session.NoPath(shared); why != "" {
		return why
	}
	return "Start a comparison of two methods or more. After their first epoch, the loss around their paths can be measured here."
}

// picture is the measured surface with the paths, and what plays them.
func (p *paths) picture() ui.UI {
	l := p.lab
	result := l.Landscape.Result
	if l.paths.result != any(result) {
		l.paths.result = result
		l.paths.pause()
		l.paths.at, l.paths.focus = float64(l.longestPath()-1), nil
	}
	outside := max(0, 1-result.Explained[0]-result.Explained[1])
	return ui.Div().Class("paths-picture").Body(
		&landscape{
			watching: watching{lab: l}, ID: "figure-landscape", topics: pathsTopic | host.Surface, frames: walkTopic,
			make: l.landscapeFigure,
			upto: func() float64 { return l.paths.at / float64(max(1, l.longestPath()-1)) },
			point: func(at *figure.Spot) {
				l.paths.focus = at
				l.touch(pathsTopic)
			},
			key: l.pathKey,
		},
		&pathControls{watching{lab: l}},
		ui.P().ID("surface-explained").Text("The two directions hold "+percent(result.Explained[0])+" and "+percent(result.Explained[1])+
			" of the variance of all weights that the runs have passed through (principal components; Lorch, 2016; Li et al., 2018). "+
			"The loss is the mean over "+counted(result.Images, "training photo")+", without dropout."),
		ui.P().Class("hint").Text("What such a picture can say: how far the runs go, whether they go the same way, and whether they end in one valley. "+
			"What it cannot: of "+whole(p.directions())+" directions it shows two, and "+percent(outside)+" of the variance lies outside. "+
			"The places of a path are moved straight onto the plane, where the loss is another than the run's own; "+
			"a hill between two runs may have a way around it that is not in sight."),
	)
}

// directions is how many weights the runs in the picture have.
func (p *paths) directions() int {
	shared := p.lab.Round(p.lab.Landscape.Round).Shared()
	return shared.Network().Params(shared.ImageSize)
}

// pathControls are the buttons that play the paths.
type pathControls struct{ watching }

func (p *pathControls) OnMount(ctx ui.Context) { p.watch(ctx, walkedTopic|host.Surface) }

func (p *pathControls) Render() ui.UI {
	l := p.lab
	v := &l.paths
	playIcon, playText := iconPlay, "Play"
	if v.playing {
		playIcon, playText = iconPause, "Pause"
	}
	n := max(1, l.longestPath()-1)
	epoch := "Epoch " + strconv.FormatFloat(l.pathEpoch(int(v.at)), 'f', -1, 64) + " of " + strconv.FormatFloat(l.pathEpoch(n), 'f', -1, 64)
	return ui.Div().Class("path-controls").Body(
		button("small", playIcon, playText, func(ui.Context, ui.Event) { l.walkOrPause() }).ID("path-play"),
		ui.Label().Class("surface-at").For("path-at").Body(
			ui.Span().ID("path-epoch").Text(epoch),
			ui.Input().Type("range").ID("path-at").Min(0).Max(n).Step(1).Value(int(v.at)).Aria("valuetext", epoch).
				OnInput(func(_ ui.Context, e ui.Event) {
					v.pause()
					v.at = e.Get("target").Get("valueAsNumber").Float()
					l.touch(walkTopic | walkedTopic)
				}),
		),
	)
}

// walkOrPause plays the paths, or holds them.
func (l *lab) walkOrPause() {
	v := &l.paths
	if v.playing {
		v.pause()
		l.touch(walkedTopic)
		return
	}
	v.player.play(l, l.longestPath()-1, pathPace, walkTopic, func() {
		if now := l.browser.Now(); now-v.digits >= digitEvery || !v.playing {
			v.digits = now
			l.touch(walkedTopic)
		}
	})
}

// pathKey takes a key pressed on the picture.
func (l *lab) pathKey(key string) bool {
	v := &l.paths
	switch key {
	case "ArrowLeft", "ArrowRight":
		v.pause()
		by := 1.0
		if key == "ArrowLeft" {
			by = -1
		}
		v.at = math.Max(0, math.Min(float64(l.longestPath()-1), math.Floor(v.at)+by))
		l.touch(walkTopic | walkedTopic)
	case " ":
		l.walkOrPause()
	case "Escape":
		v.focus = nil
		l.touch(pathsTopic)
	default:
		return false
	}
	return true
}

// longestPath is the number of points of the longest path measured.
func (l *lab) longestPath() int {
	n := 1
	if l.Landscape.Result != nil {
		for _, p := range l.Landscape.Result.Paths {
			n = max(n, len(p.Points))
		}
	}
	return n
}

// pathEpoch is the epoch of a point of the longest path.
func (l *lab) pathEpoch(i int) float64 {
	var longest []float64
	for _, epochs := range l.Landscape.Epochs {
		if len(epochs) > len(longest) {
			longest = epochs
		}
	}
	if i < len(longest) {
		return longest[i]
	}
	return float64(i)
}

// landscapeFigure is the measured surface with the runs' paths.
func (l *lab) landscapeFigure() figure.Landscape {
	result := l.Landscape.Result
	if result == nil {
		return figure.Landscape{Title: "Loss around the paths"}
	}
	f := figure.Landscape{
		Title: "Loss around the paths", X: result.X, Y: result.Y,
		XAxis:    figure.Axis{Label: figure.MainDirection(1, result.Explained[0])},
		YAxis:    figure.Axis{Label: figure.MainDirection(2, result.Explained[1])},
		LossAxis: figure.Axis{Label: "Cross-entropy (nats)"},
		Focus:    l.paths.focus,
	}
	for _, row := range result.Loss {
		measured := make([]float64, len(row))
		for i, loss := range row {
			if measured[i] = loss; loss < 0 { // no finite number, as the protocol has it
				measured[i] = math.NaN()
			}
		}
		f.Loss = append(f.Loss, measured)
	}
	for _, p := range result.Paths {
		if r := l.Run(p.Run); r != nil {
			f.Paths = append(f.Paths, figure.LandscapePath{Name: r.Method().Name, Style: figure.MethodStyle(string(r.Spec.Method)), Points: p.Points})
		}
		if epochs := l.Landscape.Epochs[p.Run]; len(epochs) > 0 && epochs[len(epochs)-1] != float64(len(epochs)-1) {
			f.StepName = "waypoint" // not one for each epoch
		}
	}
	return f
}
