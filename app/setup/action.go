package setup

import (
	"slices"

	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/pretrained"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// action is the large button and what takes its place while runs are busy.
type action struct {
	part
	// Compact leaves the words out that a header has no room for.
	Compact bool
}

func (a *action) Render() ui.UI {
	class := "action"
	if a.Compact {
		class = "action compact"
	}
	if a.In.session.Unfinished() > 0 {
		return ui.Div().Class(class).Body(a.busy()...)
	}
	return ui.Div().Class(class).Body(a.idle()...)
}

// id tells the two places of the action apart.
func (a *action) id(name string) string {
	if a.Compact {
		return name + "-compact"
	}
	return name
}

// idle offers to start.
func (a *action) idle() []ui.UI {
	in := a.In
	if in.session.Waiting() {
		return []ui.UI{ui.Button().Type("button").Class("primary").ID(a.id("waiting")).Disabled(true).Text(say.Text("Starts when the photos are here …"))}
	}
	all := in.session.Form.CompareAll()
	buttons := []ui.UI{
		ui.Button().Type("button").Class("primary").ID(a.id("compare-all")).
			OnClick(func(ui.Context, ui.Event) { in.start(in.session.Form.CompareAll(), true) }).Text(say.Text("Compare all methods")),
	}
	chosen := in.session.Form.Experiment.Methods
	if !slices.Equal(all, chosen) && !a.Compact {
		n := len(chosen) + len(in.session.Form.Experiment.Started())
		text := say.F("Start the %'d {chosen method|chosen methods}", n)
		if n == 1 {
			text = say.Text("Start the chosen method")
		}
		buttons = append(buttons, ui.Button().Type("button").Class("secondary").ID("start-chosen").Disabled(n == 0).
			OnClick(func(ui.Context, ui.Event) { in.StartChosen() }, ui.EventScope("chosen")).Text(text))
	}
	if !a.Compact {
		study := ui.Button().Type("button").Class("secondary").ID("redo-study").
			OnClick(func(ui.Context, ui.Event) { in.session.StartStudy() }, ui.EventScope("study")).Text(say.Text("Redo the study"))
		study, why := in.whenReady(study, "redo-study")
		buttons = append(buttons, ui.Div().Class("study-row").Body(study, widget.Tip(say.Text("Redo the study"), a.studyText())), why)
	}
	return buttons
}

// studyText says what redoing the study means here.
func (a *action) studyText() string {
	text, runs := "", 0
	for i, part := range a.In.session.StudyParts() {
		m, _ := spec.ModelByID(part.Shared.Model)
		if i > 0 {
			text += "; "
		}
		text += say.F("%s at %'d px, %'d {epoch|epochs}, %'d {seed|seeds}", m.Name, part.Shared.ImageSize, part.Shared.Epochs, part.Seeds)
		runs += len(part.Runs())
	}
	return say.F("Trains all seven methods as the study did, on the photos in use: %s. These are %'d {run|runs}, which take "+
		"hours on a laptop. You may leave them alone, pause them, or close the page and go on later.", text, runs)
}

// busy shows how far all runs of the round are, and offers to hold or end them.
func (a *action) busy() []ui.UI {
	in := a.In
	paused := in.session.Count(func(s session.Status) bool { return s == session.Paused })
	hold := widget.Button("secondary", widget.IconPause, say.Text("Pause all"), func(ui.Context, ui.Event) { in.session.PauseAll() }, "pause").ID(a.id("pause-all"))
	if in.session.Held || paused > 0 && in.session.Working() == 0 {
		hold = widget.Button("secondary", widget.IconPlay, say.Text("Resume all"), func(ui.Context, ui.Event) { in.session.ResumeAll() }, "resume").ID(a.id("resume-all"))
	}
	share, over, n := in.session.Overall()
	text := say.F("%'d of %'d {run|runs} done", over, n)
	if left := format.Remaining(in.session.Left()); left != "" {
		text += ", " + left
	}
	return []ui.UI{
		a.preparation(),
		ui.Div().Class("overall").Body(
			ui.Progress().Max(1).Value(share).Aria("label", say.Text("All runs")),
			ui.Span().Class("overall-text").ID(a.id("overall")).Text(text),
		),
		ui.Div().Class("row").Body(
			hold,
			widget.Button("secondary", widget.IconStop, say.Text("Stop all"), func(ui.Context, ui.Event) { in.session.StopAll() }, "stop").ID(a.id("stop-all")),
			widget.When(!a.Compact && in.screen.Browser.CanKeepAwake(), a.awake),
		),
	}
}

// awake is the switch that keeps the screen on.
func (a *action) awake() ui.UI {
	screen := a.In.screen
	return widget.Toggle("stays-on", say.Text("Screen on"), say.Text("Keeps the screen on while something is trained and this page is in view, so that the machine does not fall asleep over it."),
		screen.StaysOn(), func() { screen.ChooseStaysOn(!screen.StaysOn()) })
}

// preparation shows what has to be done once before runs that wait can start.
func (a *action) preparation() ui.UI {
	in := a.In
	line := func(bar ui.UI, text string) ui.UI {
		return ui.Div().Class("overall").Body(bar, ui.Span().Class("overall-text").ID(a.id("preparation")).Text(text))
	}
	if in.session.Weights.Phase.Busy() && in.session.WaitsForBase() {
		return line(progressOf(in.session.Weights), baseText(in.session.Weights))
	}
	f := in.session.Preparing()
	if f == nil || f.Looking {
		return ui.Div().Class("unseen")
	}
	return line(ui.Progress().Max(f.Total).Value(f.Done()).Aria("label", say.Text("Photos looked at")), featuresText(f))
}

// featuresText says how far the frozen layers are with the photos.
func featuresText(f *pretrained.Features) string {
	text := say.Text("VGG19 looks at all photos once: ")
	switch {
	case f.Mirrored():
		text = say.Text("VGG19 looks at their mirror images once: ")
	case f.Variants > 0:
		text = say.F("VGG19 looks at training photos once in each of their variants, %'d a photo: ", f.Variants)
	}
	text += say.F("%'d of %'d", f.Done(), f.Total)
	if n := f.ImagesPerSecond(); n > 0 {
		text += say.F(", %s a second", format.Rate(n))
	}
	if left := format.Remaining(f.ETA()); left != "" {
		text += ", " + left
	}
	return text
}
