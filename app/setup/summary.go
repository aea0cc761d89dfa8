package setup

import (
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// summary stands for the set-up on a narrow screen, and unfolds it.
type summary struct{ part }

func (s *summary) Render() ui.UI {
	in := s.In
	e := in.session.Form.Experiment
	data := say.Text("Loading photos …")
	if set := in.session.Images.Set; set != nil {
		data = say.F("%'d {photo|photos}", in.session.Images.Count())
	}
	var pictures []ui.UI
	for i, sample := range in.session.Images.Train {
		if i < 3 {
			pictures = append(pictures, ui.Img().Src(in.screen.URL(sample.Picture)).Role("presentation").Width(28).Height(28))
		}
	}
	return ui.Button().Type("button").Class("summary").ID("fold").Aria("expanded", !in.folded).Aria("controls", "rail").
		OnClick(func(ui.Context, ui.Event) { in.fold(!in.folded) }).Body(
		ui.Span().Class("summary-pictures").Body(pictures...),
		ui.Span().Class("summary-text").Body(
			ui.Span().Text(data+", "+in.session.Form.Model().Name+", "+say.F("%'d {method|methods}", len(e.Methods)+len(e.Started()))),
			ui.Span().Class("summary-more").Text(say.F("%'d {epoch|epochs}, %'d px. Tap to change.", e.Shared.Epochs, e.Shared.ImageSize)),
		),
		widget.Icon(widget.IconMore),
	)
}
