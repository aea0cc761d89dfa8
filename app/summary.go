package app

import (
	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// summary stands for the set-up on a narrow screen, and unfolds it.
type summary struct{ watching }

func (s *summary) OnMount(ctx ui.Context) {
	s.watch(ctx, host.Settings|host.ImageSet|viewTopic)
}

func (s *summary) Render() ui.UI {
	l := s.lab
	e := l.Form.Experiment
	data := "Loading photos …"
	if set := l.Images.Set; set != nil {
		data = counted(l.Images.Count(), "photo")
	}
	var pictures []ui.UI
	for i, sample := range l.Images.Train {
		if i < 3 {
			pictures = append(pictures, ui.Img().Src(l.url(sample.Picture)).Role("presentation").Width(28).Height(28))
		}
	}
	return ui.Button().Type("button").Class("summary").ID("fold").Aria("expanded", !l.view.folded).Aria("controls", "setup").
		OnClick(func(ui.Context, ui.Event) { l.look(func(v *view) { v.folded = !v.folded }) }).Body(
		ui.Span().Class("summary-pictures").Body(pictures...),
		ui.Span().Class("summary-text").Body(
			ui.Span().Text(data+", "+l.Form.Model().Name+", "+counted(len(e.Methods), "method")),
			ui.Span().Class("summary-more").Text(counted(e.Shared.Epochs, "epoch")+", "+whole(e.Shared.ImageSize)+" px. Tap to change."),
		),
		icon(iconMore),
	)
}
