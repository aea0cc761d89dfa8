package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/nn/spec"
	"pawgrad/nn/surface"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// surfaces is the section with the picture of the classic surfaces: what the methods
// do where one can see all of it.
type surfaces struct{ watching }

func (p *surfaces) OnMount(ctx ui.Context) { p.watch(ctx, playTopic) }

// OnDismount implements go-app's Dismounter: nobody looks any more.
func (p *surfaces) OnDismount() {
	p.watching.OnDismount()
	p.lab.ground.pause()
}

func (p *surfaces) Render() ui.UI {
	l, g := p.lab, &p.lab.ground
	kinds := make([]ui.UI, len(surface.Surfaces))
	for i, s := range surface.Surfaces {
		kinds[i] = ui.Button().Type("button").Class("toggle").ID("surface-"+s.ID).Aria("pressed", s.ID == g.surface.ID).
			OnClick(func(ui.Context, ui.Event) { l.play(func() { g.choose(s.ID) }) }, ui.EventScope(s.ID)).Text(s.Name)
	}
	return ui.Section().ID("surfaces").Body(
		ui.H3().Text("On a surface with two weights"),
		ui.P().Class("hint").Text("A network has half a million weights; here there are two, x and y, so that the whole loss is in sight. "+
			"All methods start at the ring. Press anywhere in the picture to start there, or move the start with the arrow keys; the space bar plays."),
		ui.Div().Class("toggles").Role("group").Aria("label", "Surface").Body(kinds...),
		ui.P().ID("surface-lesson").Text(g.surface.Lesson),
		ui.Div().Class("playground").Body(
			&landscape{
				watching: watching{lab: l}, ID: "figure-surface", topics: playTopic | host.Settings, frames: pathTopic, bare: true,
				make: func() figure.Landscape { g.walks = nil; return g.figure(l.Form.Experiment) },
				upto: func() float64 { return g.at / playSteps },
				press: func(at figure.Spot) {
					l.play(func() { g.begin(surface.Point{at.X, at.Y}) })
				},
				key: l.playKey,
			},
			&surfaceControls{watching{lab: l}},
		),
	)
}

// play changes the playground and has it shown.
func (l *lab) play(change func()) {
	change()
	l.touch(playTopic | pathTopic | digitTopic)
}

// playKey takes a key pressed on the picture.
func (l *lab) playKey(key string) bool {
	g := &l.ground
	switch key {
	case "ArrowLeft":
		l.play(func() { g.move(-keyMove, 0) })
	case "ArrowRight":
		l.play(func() { g.move(keyMove, 0) })
	case "ArrowUp":
		l.play(func() { g.move(0, keyMove) })
	case "ArrowDown":
		l.play(func() { g.move(0, -keyMove) })
	case " ":
		l.playOrPause()
	case "Home":
		l.play(func() { g.begin(g.surface.Start) })
	default:
		return false
	}
	return true
}

// playOrPause plays the paths, or holds them.
func (l *lab) playOrPause() {
	g := &l.ground
	if g.playing {
		g.pause()
		l.touch(digitTopic)
		return
	}
	g.player.play(l, playSteps, playPace, pathTopic, func() {
		if now := l.browser.Now(); now-g.digits >= digitEvery || !g.playing {
			g.digits = now
			l.touch(digitTopic)
		}
	})
}

// surfaceControls are the buttons and fields beside the picture, with each method's
// height in numbers.
type surfaceControls struct{ watching }

func (p *surfaceControls) OnMount(ctx ui.Context) {
	p.watch(ctx, playTopic|digitTopic|host.Settings|viewTopic)
}

func (p *surfaceControls) Render() ui.UI {
	l, g := p.lab, &p.lab.ground
	playIcon, playText := iconPlay, "Play"
	if g.playing {
		playIcon, playText = iconPause, "Pause"
	}
	step := func(by float64) ui.EventHandler {
		return func(ui.Context, ui.Event) {
			g.step(by)
			l.touch(pathTopic | digitTopic)
		}
	}
	rows := make([]ui.UI, len(spec.Methods))
	for i, m := range spec.Methods {
		rows[i] = p.row(m)
	}
	at := int(g.at)
	return ui.Div().Class("surface-controls").Body(
		ui.Div().Class("row").Body(
			button("small", playIcon, playText, func(ui.Context, ui.Event) { l.playOrPause() }).ID("surface-play"),
			textButton("small", "Back", step(-1), "back").ID("surface-back"),
			textButton("small", "Step", step(1), "step").ID("surface-step"),
			button("small", iconRetry, "Reset", func(ui.Context, ui.Event) { l.play(g.reset) }).ID("surface-reset").
				Title("The surface's own start and rates"),
		),
		ui.Label().Class("surface-at").For("surface-at").Body(
			ui.Span().ID("surface-step-number").Text("Step "+whole(at)+" of "+whole(playSteps)),
			ui.Input().Type("range").ID("surface-at").Min(0).Max(playSteps).Step(1).Value(at).
				Aria("valuetext", "step "+whole(at)+" of "+whole(playSteps)).
				OnInput(func(_ ui.Context, e ui.Event) {
					g.pause()
					g.at = e.Get("target").Get("valueAsNumber").Float()
					l.touch(pathTopic | digitTopic)
				}),
		),
		ui.Table().Class("surface-methods").ID("surface-methods").Body(
			ui.THead().Body(ui.Tr().Body(
				ui.Th().Scope("col").Text("Method"), ui.Th().Scope("col").Text("Rate δ"), ui.Th().Scope("col").Text("Height"),
			)),
			ui.TBody().Body(rows...),
		),
		ui.Div().Class("field switch").Body(
			ui.Div().Class("field-label").Body(
				ui.Label().For("surface-noise").Text("Noise"),
				tip("Noise", "Adds to each gradient what a batch of photos adds to that of all photos: the same chance for all methods, none for GD. Without noise, SGD and GD are the same."),
			),
			ui.Input().Type("checkbox").ID("surface-noise").Checked(g.noise).OnChange(func(_ ui.Context, e ui.Event) {
				on := e.Get("target").Get("checked").Bool()
				l.play(func() { g.noise = on; g.begin(g.start) })
			}),
		),
		ui.P().Class("hint").Text("Rates here are chosen for this surface: gradients of a network are of another size, and so are its rates. "+
			"γ, ρ, β₁, β₂, ε and bias correction are those of the form, the noise is that of its seed."),
	)
}

// row is a method: whether its path is shown, its rate, and how high it is.
func (p *surfaceControls) row(m spec.Method) ui.UI {
	l, g := p.lab, &p.lab.ground
	show, rate := "surface-show-"+string(m.ID), "surface-rate-"+string(m.ID)
	_, text := g.rate(m.ID)
	problem := g.problem(m.ID)
	height := fixed(g.height(l.Form.Experiment, m.ID), 3)
	return ui.Tr().DataSet("method", string(m.ID)).Body(
		ui.Th().Scope("row").Body(ui.Div().Class("surface-method").Body(
			ui.Input().Type("checkbox").ID(show).Checked(!g.hidden[m.ID]).OnChange(func(_ ui.Context, e ui.Event) {
				on := e.Get("target").Get("checked").Bool()
				l.play(func() { g.hidden[m.ID] = !on })
			}, ui.EventScope(show)),
			ui.Label().For(show).Body(l.swatch(m.ID), ui.Span().Text(m.Name)),
		)),
		ui.Td().Body(
			ui.Input().Type("text").ID(rate).Attr("inputmode", "decimal").AutoComplete(false).Spellcheck(false).Value(text).
				Aria("label", m.Name+": rate on this surface").Aria("invalid", problem != "").Aria("describedby", rate+"-problem").
				OnInput(func(_ ui.Context, e ui.Event) {
					value := e.Get("target").Get("value").String()
					l.play(func() { g.edit(m.ID, value) })
				}, ui.EventScope(rate)),
			ui.P().Class("problem").ID(rate+"-problem").Hidden(problem == "").Text(problem),
		),
		ui.Td().Class("number").Text(height),
	)
}
