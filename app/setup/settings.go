package setup

import (
	"strconv"

	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// settingsPanel is step 4: the settings that all runs share.
type settingsPanel struct{ part }

func (p *settingsPanel) Render() ui.UI {
	in := p.In
	copyText := say.Text("Copy link")
	if in.copied != "" && in.copied == in.screen.Browser.Address() {
		copyText = say.Text("Link copied")
	}
	shared := in.session.Form.Experiment.Shared
	pixels, _ := spec.SettingByKey(spec.KeyPixels)
	stepped := shared.Schedule == spec.Step
	inVariants := shared.Model == spec.VGG19 && shared.Augment.Varies()
	return ui.Section().Class("panel").ID("run").Body(
		head("4", say.Text("Run"), say.Text("same for every method")),
		ui.Div().Class("fields").Body(in.fields(spec.KeyEpochs, spec.KeyBatchSize, spec.KeySeed, spec.KeySeeds)...),
		ui.Details().ID("more-settings").Body(
			ui.Summary().Text(say.Text("More settings")),
			ui.Div().Class("more").Body(ui.Div().Class("fields").Body(in.fields(spec.KeySchedule)...),
				ui.Div().Class("fields").Hidden(!stepped).Body(in.fields(spec.KeyStepEvery, spec.KeyStepFactor)...),
				ui.Div().Class("fields").Body(in.fields(spec.KeyWarmup, spec.KeyClip, spec.KeyDropout, spec.KeyWeightDecay)...),
				ui.Div().Class("fields").Hidden(shared.WeightDecay == 0).Body(in.fields(spec.KeyDecayForm)...),
				ui.Div().Class("fields").Body(in.fields(spec.KeyInit)...),
				ui.Div().Class("fields").Hidden(!pixels.Concerns(shared)).Body(in.fields(spec.KeyPixels)...),
				ui.Div().Class("fields").Body(in.fields(spec.KeyPatience, spec.KeyTrainImages, spec.KeyEvalImages, spec.KeyTargets)...),
				p.slots(),
				ui.H3().Text(say.Text("Vary the photos each time they are shown")),
				ui.Div().Class("fields").Body(in.fields(spec.KeyFlip, spec.KeyShift, spec.KeyRotate, spec.KeyZoom)...),
				ui.Div().Class("fields").Hidden(!inVariants).Body(in.fields(spec.KeyVariants)...)),
		),
		ui.Div().Class("row").Body(
			widget.Button("small", widget.IconRetry, say.Text("Defaults"), func(ui.Context, ui.Event) { in.session.Form.ResetShared() }).
				ID("reset-shared").Disabled(!in.session.Form.SharedChanged()),
			widget.Button("small", widget.IconLink, copyText, func(ui.Context, ui.Event) {
				in.copyLink()
			}).ID("copy-link").Title(say.Text("A link to this page with these settings")),
			in.shareSwitch(),
		),
		in.share(),
	)
}

// copyLink puts a link to the settings into the address bar and onto the clipboard.
func (in *Panel) copyLink() {
	in.screen.Browser.SetHash(spec.InLanguage(in.session.Form.Link(), in.screen.LinkLanguage()))
	in.copyText(in.screen.Browser.Address())
}

// copyText puts a link of this page onto the clipboard.
func (in *Panel) copyText(link string) {
	in.screen.Browser.Copy(link, func(done bool) {
		if !done {
			in.session.Board.Notify(say.Text("The browser does not let this page copy the link. Copy it from the address bar, or from the link itself by its menu."))
			return
		}
		in.copied = link
		in.screen.Touch(redraw.Folds)
	})
}

// mostSlots bounds the choice of runs at a time to one for each method.
var mostSlots = len(spec.Methods)

// slots is the choice of how many runs are busy at once.
func (p *settingsPanel) slots() ui.UI {
	const id = "slots"
	in := p.In
	name := func(n int) string {
		if n == in.screen.Browser.Cores() {
			return say.F("%d (one a core)", n)
		}
		return strconv.Itoa(n)
	}
	return ui.Div().Class("fields").Body(ui.Div().Class("field").Body(
		ui.Div().Class("field-label").Body(ui.Label().For(id).Text(say.Text("Runs at a time")),
			widget.Tip(say.Text("Runs at a time"), say.Text("Each run trains on a core of its own; the rest wait their turn. More runs than cores slow each other down."))),
		ui.Div().Class("field-entry").Body(
			widget.Select(id, widget.UpTo(1, max(mostSlots, in.session.Slots)), in.session.Slots, name, in.session.SetSlots)),
	))
}
