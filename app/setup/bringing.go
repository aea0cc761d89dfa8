package setup

import (
	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/widget"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// bringing says in three steps how VGG19's weights come to a page that has none.
func (p *modelPanel) bringing() ui.UI {
	in := p.In
	copyText := "Copy address"
	if in.copied == convert.OfficialURL {
		copyText = "Address copied"
	}
	return ui.Details().Class("bringing").ID("weights-state").Open(in.session.Form.Experiment.Shared.Model == spec.VGG19).Body(
		ui.Summary().Title(in.session.Weights.Cure()).Text("VGG19 needs its weights. How to get them, once"),
		ui.Ol().Body(
			ui.Li().Body(
				ui.Text("Is this page your own? Run "), ui.Code().Text("make vgg19"), ui.Text(", then "), ui.Code().Text("make run"),
				ui.Text(" again, and you are done."),
			),
			ui.Li().Body(
				ui.Text("Else get Keras' file ("+format.Megabytes(convert.OfficialBytes)+"): "),
				ui.A().Href(convert.OfficialURL).Target("_blank").Rel("noopener").ID("weights-address").Text(convert.OfficialName),
				ui.Text(" "),
				widget.TextButton("small", copyText, func(ui.Context, ui.Event) { in.copyWeightsAddress() }).ID("copy-weights-address"),
			),
			ui.Li().Body(
				ui.Text("Drop it anywhere on this page, or "),
				widget.TextButton("small", "Choose file …", func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputWeights) }).ID("choose-weights"),
			),
		),
		ui.P().Class("hint").Text("It is made into "+format.Megabytes(int64(vgg19.StoredBytes()))+" and stays in this browser, so it happens once. "+
			"Nothing is sent anywhere. PyTorch's vgg19-dcbb9e9d.pth will do as well."),
	)
}

// copyWeightsAddress puts the official address of the weights onto the clipboard.
func (in *Panel) copyWeightsAddress() {
	in.screen.Browser.Copy(convert.OfficialURL, func(done bool) {
		if !done {
			in.session.Board.Notify("The browser does not let this page copy the address. Point at the file's name in step 2, “Model”, and copy it from there.")
			return
		}
		in.copied = convert.OfficialURL
		in.screen.Touch(redraw.Folds)
	})
}
