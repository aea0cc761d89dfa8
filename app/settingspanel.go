package app

import (
	"strconv"

	"pawgrad/app/host"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// settingsPanel is step 4: the settings that all runs share.
type settingsPanel struct{ watching }

func (p *settingsPanel) OnMount(ctx ui.Context) {
	p.watch(ctx, host.Settings|host.RunStates|viewTopic)
}

func (p *settingsPanel) Render() ui.UI {
	l := p.lab
	copyText := "Copy link"
	if l.view.copied != "" && l.view.copied == l.browser.Address() {
		copyText = "Link copied"
	}
	shared := l.Form.Experiment.Shared
	pixels, _ := spec.SettingByKey(spec.KeyPixels)
	stepped := shared.Schedule == spec.Step
	inVariants := shared.Model == spec.VGG19 && shared.Augment.Varies()
	return ui.Section().Class("panel").ID("run").Body(
		panelHead("4", "Run", "same for every method"),
		ui.Div().Class("fields").Body(l.fields(spec.KeyEpochs, spec.KeyBatchSize, spec.KeySeed, spec.KeySeeds)...),
		ui.Details().ID("more-settings").Body(
			ui.Summary().Text("More settings"),
			ui.Div().Class("more").Body(ui.Div().Class("fields").Body(l.fields(spec.KeySchedule)...),
				ui.Div().Class("fields").Hidden(!stepped).Body(l.fields(spec.KeyStepEvery, spec.KeyStepFactor)...),
				ui.Div().Class("fields").Body(l.fields(spec.KeyInit)...),
				ui.Div().Class("fields").Hidden(!pixels.Concerns(shared)).Body(l.fields(spec.KeyPixels)...),
				ui.Div().Class("fields").Body(l.fields(spec.KeyPatience, spec.KeyTrainImages, spec.KeyEvalImages)...),
				p.slots(),
				ui.H3().Text("Vary the photos each time they are shown"),
				ui.Div().Class("fields").Body(l.fields(spec.KeyFlip, spec.KeyShift, spec.KeyRotate, spec.KeyZoom)...),
				ui.Div().Class("fields").Hidden(!inVariants).Body(l.fields(spec.KeyVariants)...)),
		),
		ui.Div().Class("row").Body(
			button("small", iconRetry, "Defaults", func(ui.Context, ui.Event) { l.Form.ResetShared() }).
				ID("reset-shared").Disabled(!l.Form.SharedChanged()),
			button("small", iconLink, copyText, func(ui.Context, ui.Event) {
				l.copyLink()
			}).ID("copy-link").Title("A link to this page with these settings"),
		),
	)
}

// copyLink puts a link to the settings into the address bar and onto the clipboard.
func (l *lab) copyLink() {
	l.browser.SetHash(l.Form.Link())
	link := l.browser.Address()
	l.browser.Copy(link, func(done bool) {
		if !done {
			l.Board.Notify("The browser does not let this page copy the link. It stands in the address bar: copy it from there.")
			return
		}
		l.look(func(v *view) { v.copied = link })
	})
}

// mostSlots bounds the choice of runs at a time to one for each method.
var mostSlots = len(spec.Methods)

// slots is the choice of how many runs are busy at once.
func (p *settingsPanel) slots() ui.UI {
	const id = "slots"
	l := p.lab
	var options []ui.UI
	for n := 1; n <= max(mostSlots, l.Slots); n++ {
		text := strconv.Itoa(n)
		if n == l.browser.Cores() {
			text += " (one a core)"
		}
		options = append(options, ui.Option().Value(n).Selected(n == l.Slots).Text(text))
	}
	return ui.Div().Class("fields").Body(ui.Div().Class("field").Body(
		ui.Div().Class("field-label").Body(ui.Label().For(id).Text("Runs at a time"),
			tip("Runs at a time", "Each run trains on a core of its own; the rest wait their turn. More runs than cores slow each other down.")),
		ui.Div().Class("field-entry").Body(ui.Select().ID(id).OnChange(func(_ ui.Context, e ui.Event) {
			if n, err := strconv.Atoi(e.Get("target").Get("value").String()); err == nil {
				l.SetSlots(n)
			}
		}).Body(options...)),
	))
}
