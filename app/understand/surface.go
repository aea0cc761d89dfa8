package understand

import (
	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/app/widget"
	"pawgrad/nn/surface"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// play is the playground as it is shown.
type play struct {
	playground
	screen *widget.Screen
	form   *form.Form
	film   film
}

type playPart = redraw.Part[*play]

func (in *play) part(shows host.Topic) playPart { return redraw.NewPart(in, in.screen.Topics, shows) }

// surfaces is the section with the picture of the classic surfaces: what the methods
// do where one can see all of it.
type surfaces struct{ playPart }

// OnDismount implements go-app's Dismounter: nobody looks any more.
func (p *surfaces) OnDismount() {
	p.playPart.OnDismount()
	p.In.Pause()
}

func (p *surfaces) Render() ui.UI {
	in := p.In
	kinds := make([]ui.UI, len(surface.Surfaces))
	for i, s := range surface.Surfaces {
		kinds[i] = widget.Toggle("surface-"+s.ID, say.Text(s.Label), "", s.ID == in.surface.ID, func() {
			in.change(func() { in.choose(s.ID) })
		})
	}
	return ui.Section().ID("surfaces").Body(
		ui.H3().Text(say.Text("On a surface with two weights")),
		ui.P().Class("hint").Text(say.Text("A network has half a million weights; here there are two, x and y, so that the whole loss is in sight. All "+
			"methods and arms start at the ring. Press anywhere in the picture to start there, or move the start with the "+
			"arrow keys; the space bar plays.")),
		ui.Div().Class("toggles").Role("group").Aria("label", say.Text("Surface")).Body(kinds...),
		ui.P().ID("surface-lesson").Text(say.Text(in.surface.Lesson)),
		ui.Div().Class("playground").Body(
			widget.Landscape{
				ID: "figure-surface", Topics: redraw.OfPlayPicture, Frames: redraw.PlayFrames, Bare: true,
				Make:  func() figure.Landscape { in.walks = nil; return in.figure(in.form.Experiment) },
				Upto:  func() float64 { return in.At / playSteps },
				Press: func(at figure.Spot) { in.change(func() { in.begin(surface.Point{at.X, at.Y}) }) },
				Key:   in.key,
			}.On(in.screen),
			&surfaceControls{in.part(redraw.OfPlayControls)},
		),
	)
}

// change changes the playground and has it shown.
func (in *play) change(change func()) {
	change()
	in.screen.Touch(redraw.Play | redraw.PlayFrames | redraw.PlayNumbers)
}

// key takes a key pressed on the picture.
func (in *play) key(key string) bool {
	switch key {
	case "ArrowLeft":
		in.change(func() { in.move(-keyMove, 0) })
	case "ArrowRight":
		in.change(func() { in.move(keyMove, 0) })
	case "ArrowUp":
		in.change(func() { in.move(0, keyMove) })
	case "ArrowDown":
		in.change(func() { in.move(0, -keyMove) })
	case " ":
		in.playOrPause()
	case "Home":
		in.change(func() { in.begin(in.surface.Start) })
	default:
		return false
	}
	return true
}

// playOrPause plays the paths, or holds them.
func (in *play) playOrPause() {
	in.PlayOrPause(in.screen, widget.Film{N: playSteps, Pace: playPace, Frames: redraw.PlayFrames, Numbers: redraw.PlayNumbers})
}

// surfaceControls are the buttons and fields beside the picture, with each method's
// height in numbers.
type surfaceControls struct{ playPart }

func (p *surfaceControls) Render() ui.UI {
	in := p.In
	playIcon, playText := widget.IconPlay, say.Text("Play")
	if in.Playing {
		playIcon, playText = widget.IconPause, say.Text("Pause")
	}
	step := func(by float64) ui.EventHandler {
		return func(ui.Context, ui.Event) {
			in.step(by)
			in.screen.Touch(redraw.PlayFrames | redraw.PlayNumbers)
		}
	}
	var rows []ui.UI
	for _, w := range walkers(in.form.Experiment) {
		rows = append(rows, p.row(w))
	}
	at := int(in.At)
	return ui.Div().Class("surface-controls").Body(
		ui.Div().Class("row").Body(
			widget.Button("small", playIcon, playText, func(ui.Context, ui.Event) { in.playOrPause() }).ID("surface-play"),
			widget.TextButton("small", say.Text("Back"), step(-1), "back").ID("surface-back"),
			widget.TextButton("small", say.Text("Step"), step(1), "step").ID("surface-step"),
			widget.Button("small", widget.IconRetry, say.Text("Reset"), func(ui.Context, ui.Event) { in.change(in.reset) }).ID("surface-reset").
				Title(say.Text("The surface's own start and rates")),
			in.film.button("save-surface"),
		),
		ui.Label().Class("surface-at").For("surface-at").Body(
			ui.Span().ID("surface-step-number").Text(say.F("Step %'d of %'d", at, playSteps)),
			ui.Input().Type("range").ID("surface-at").Min(0).Max(playSteps).Step(1).Value(at).
				Aria("valuetext", say.F("step %'d of %'d", at, playSteps)).
				OnInput(func(_ ui.Context, e ui.Event) {
					in.Pause()
					in.At = e.Get("target").Get("valueAsNumber").Float()
					in.screen.Touch(redraw.PlayFrames | redraw.PlayNumbers)
				}),
		),
		ui.Table().Class("surface-methods").ID("surface-methods").Body(
			ui.THead().Body(ui.Tr().Body(
				ui.Th().Scope("col").Text(say.Text("Method")), ui.Th().Scope("col").Text(say.Text("Rate δ")), ui.Th().Scope("col").Text(say.Text("Height")),
			)),
			ui.TBody().Body(rows...),
		),
		ui.Div().Class("field switch").Body(
			ui.Div().Class("field-label").Body(
				ui.Label().For("surface-noise").Text(say.Text("Noise")),
				widget.Tip(say.Text("Noise"), say.Text("Adds to each gradient what a batch of photos adds to that of all photos: the same chance for all methods, "+
					"none for GD. Without noise, SGD and GD are the same.")),
			),
			ui.Input().Type("checkbox").ID("surface-noise").Checked(in.noise).OnChange(func(_ ui.Context, e ui.Event) {
				on := e.Get("target").Get("checked").Bool()
				in.change(func() { in.noise = on; in.begin(in.start) })
			}),
		),
		ui.P().Class("hint").Text(say.Text("Rates here are chosen for this surface: gradients of a network are of another size, and so are its rates. γ, "+
			"ρ, β₁, β₂, ε and bias correction are those of the form, the noise is that of its seed. An arm beside "+
			"its method's own has as many times its rate as in the form, and noise by its batch size; what else it sets "+
			"differently has no part here.")),
	)
}

// row is an arm: whether its path is shown, its rate, and how high it is.
func (p *surfaceControls) row(w walker) ui.UI {
	in, e := p.In, p.In.form.Experiment
	_, name := w.arm(e)
	id := string(w.method)
	if w.look > 0 {
		id = "arm" + format.Whole(w.look)
	}
	show, rate := "surface-show-"+id, "surface-rate-"+id
	_, text := in.rate(e, w)
	problem := in.problem(w)
	return ui.Tr().DataSet("method", string(w.method)).Body(
		ui.Th().Scope("row").Body(ui.Div().Class("surface-method").Body(
			ui.Input().Type("checkbox").ID(show).Checked(!in.hidden[w]).OnChange(func(_ ui.Context, e ui.Event) {
				on := e.Get("target").Get("checked").Bool()
				in.change(func() { in.hidden[w] = !on })
			}, ui.EventScope(show)),
			ui.Label().For(show).Body(in.screen.Swatch(w.method, w.look), ui.Span().Text(name)),
		)),
		ui.Td().Body(
			ui.Input().Type("text").ID(rate).Attr("inputmode", "decimal").AutoComplete(false).Spellcheck(false).Value(text).
				Aria("label", say.F("%s: rate on this surface", name)).Aria("invalid", problem != "").Aria("describedby", rate+"-problem").
				OnInput(func(_ ui.Context, e ui.Event) {
					value := e.Get("target").Get("value").String()
					in.change(func() { in.edit(w, value) })
				}, ui.EventScope(rate)),
			ui.P().Class("problem").ID(rate+"-problem").Hidden(problem == "").Text(problem),
		),
		ui.Td().Class("number").Text(format.Fixed(in.height(e, w), 3)),
	)
}
