package setup

import (
	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// bringing says in three steps how VGG19's weights come to a page that has none.
func (p *modelPanel) bringing() ui.UI {
	in := p.In
	copyText := say.Text("Copy address")
	if in.copied == convert.OfficialURL {
		copyText = say.Text("Address copied")
	}
	return ui.Details().Class("bringing").ID("weights-state").Open(in.session.Form.Experiment.Shared.Model == spec.VGG19).Body(
		ui.Summary().Title(in.session.Weights.Cure()).Text(say.Text("VGG19 needs its weights. How to get them, once")),
		ui.Ol().Body(
			ui.Li().Body(
				ui.Text(say.Text("Is this page your own? Run ")), ui.Code().Text("make vgg19"), ui.Text(say.Text(", then ")), ui.Code().Text("make run"),
				ui.Text(say.Text(" again, and you are done.")),
			),
			ui.Li().Body(
				ui.Text(say.F("Else get Keras' file (%s): ", format.Megabytes(convert.OfficialBytes))),
				ui.A().Href(convert.OfficialURL).Target("_blank").Rel("noopener").ID("weights-address").Text(convert.OfficialName),
				ui.Text(" "),
				widget.TextButton("small", copyText, func(ui.Context, ui.Event) { in.copyWeightsAddress() }).ID("copy-weights-address"),
			),
			ui.Li().Body(
				ui.Text(say.Text("Drop it anywhere on this page, or ")),
				widget.TextButton("small", say.Text("Choose file …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputWeights) }).ID("choose-weights"),
			),
		),
		ui.P().Class("hint").Text(say.F("It is made into %s and stays in this browser, so it happens once. Nothing is sent anywhere. PyTorch's vgg19-dcbb9e9d.pth will do as well.", format.Megabytes(int64(vgg19.StoredBytes())))),
	)
}

// copyWeightsAddress puts the official address of the weights onto the clipboard.
func (in *Panel) copyWeightsAddress() {
	in.screen.Browser.Copy(convert.OfficialURL, func(done bool) {
		if !done {
			in.session.Board.Notify(say.Text("The browser does not let this page copy the address. Point at the file's name in step 2, “Model”, and copy it from there."))
			return
		}
		in.copied = convert.OfficialURL
		in.screen.Touch(redraw.Folds)
	})
}
