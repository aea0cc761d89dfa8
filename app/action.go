package app

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/session"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// action is the large button and what takes its place while runs are busy.
type action struct {
	watching
	// Compact leaves the words out that a header has no room for.
	Compact bool
}

func (a *action) OnMount(ctx ui.Context) {
	a.watch(ctx, host.RunStates|host.Numbers|host.Settings|host.ImageSet|host.Weights)
}

func (a *action) Render() ui.UI {
	class := "action"
	if a.Compact {
		class = "action compact"
	}
	if a.lab.Unfinished() > 0 {
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
	l := a.lab
	if l.Waiting() {
		return []ui.UI{ui.Button().Type("button").Class("primary").ID(a.id("waiting")).Disabled(true).Text("Starts when the photos are here …")}
	}
	all := l.Form.CompareAll()
	buttons := []ui.UI{
		ui.Button().Type("button").Class("primary").ID(a.id("compare-all")).
			OnClick(func(ui.Context, ui.Event) { l.start(l.Form.CompareAll()) }).Text("Compare all methods"),
	}
	chosen := l.Form.Experiment.Methods
	if !slices.Equal(all, chosen) && !a.Compact {
		text := "Start the " + counted(len(chosen), "chosen method")
		if len(chosen) == 1 {
			text = "Start the chosen method"
		}
		buttons = append(buttons, ui.Button().Type("button").Class("secondary").ID("start-chosen").Disabled(len(chosen) == 0).
			OnClick(func(ui.Context, ui.Event) { l.start(l.Form.Experiment.Methods) }, ui.EventScope("chosen")).Text(text))
	}
	if !a.Compact {
		study := ui.Button().Type("button").Class("secondary").ID("redo-study").
			OnClick(func(ui.Context, ui.Event) { l.StartStudy() }, ui.EventScope("study")).Text("Redo the study")
		study, why := l.whenReady(study, "redo-study")
		buttons = append(buttons, ui.Div().Class("study-row").Body(study, tip("Redo the study", a.studyText())), why)
	}
	return buttons
}

// studyText says what redoing the study means here.
func (a *action) studyText() string {
	text, runs := "", 0
	for i, part := range a.lab.StudyParts() {
		m, _ := spec.ModelByID(part.Shared.Model)
		if i > 0 {
			text += "; "
		}
		text += m.Name + " at " + whole(part.Shared.ImageSize) + " px, " + counted(part.Shared.Epochs, "epoch") + ", " + counted(part.Seeds, "seed")
		runs += len(part.Runs())
	}
	return "Trains all seven methods as the study did, on the photos in use: " + text + ". These are " + counted(runs, "run") +
		", which take hours on a laptop. You may leave them alone, pause them, or close the page and go on later."
}

// busy shows how far all runs of the round are, and offers to hold or end them.
func (a *action) busy() []ui.UI {
	l := a.lab
	paused := l.Count(func(s session.Status) bool { return s == session.Paused })
	hold := button("secondary", iconPause, "Pause all", func(ui.Context, ui.Event) { l.PauseAll() }, "pause").ID(a.id("pause-all"))
	if l.Held || paused > 0 && l.Working() == 0 {
		hold = button("secondary", iconPlay, "Resume all", func(ui.Context, ui.Event) { l.ResumeAll() }, "resume").ID(a.id("resume-all"))
	}
	share, over, n := l.Overall()
	text := whole(over) + " of " + counted(n, "run") + " done"
	if left := remaining(l.Left()); left != "" {
		text += ", " + left
	}
	return []ui.UI{
		a.preparation(),
		ui.Div().Class("overall").Body(
			ui.Progress().Max(1).Value(share).Aria("label", "All runs"),
			ui.Span().Class("overall-text").ID(a.id("overall")).Text(text),
		),
		ui.Div().Class("row").Body(
			hold,
			button("secondary", iconStop, "Stop all", func(ui.Context, ui.Event) { l.StopAll() }, "stop").ID(a.id("stop-all")),
		),
	}
}

// preparation shows what has to be done once before runs that wait can start.
func (a *action) preparation() ui.UI {
	l := a.lab
	line := func(bar ui.UI, text string) ui.UI {
		return ui.Div().Class("overall").Body(bar, ui.Span().Class("overall-text").ID(a.id("preparation")).Text(text))
	}
	if l.Weights.Phase.Busy() && l.WaitsForBase() {
		return line(progressOf(l.Weights), baseText(l.Weights))
	}
	f := l.Preparing()
	if f == nil || f.Looking {
		return ui.Div().Class("unseen")
	}
	return line(ui.Progress().Max(f.Total).Value(f.Done()).Aria("label", "Photos looked at"), featuresText(f))
}

// featuresText says how far the frozen layers are with the photos.
func featuresText(f *pretrained.Features) string {
	text := "VGG19 looks at all photos once: "
	switch {
	case f.Mirrored():
		text = "VGG19 looks at their mirror images once: "
	case f.Variants > 0:
		text = "VGG19 looks at training photos once in each of their variants, " + whole(f.Variants) + " a photo: "
	}
	text += whole(f.Done()) + " of " + whole(f.Total)
	if n := f.ImagesPerSecond(); n > 0 {
		text += ", " + rate(n) + " a second"
	}
	if left := remaining(f.ETA()); left != "" {
		text += ", " + left
	}
	return text
}
