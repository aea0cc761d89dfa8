package runs

import (
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// exports are the ways in which a run's network leaves the page for other tools, unfolded by
// a button.
func (in *Panel) exports(r *session.Run, name string) ui.UI {
	id := r.ID
	why, can := in.session.CanExport(r)
	buttons := make([]ui.UI, len(protocol.Formats))
	for i, f := range protocol.Formats {
		buttons[i] = ui.Li().Body(
			widget.TextButton("small", say.Text(f.Name), func(ui.Context, ui.Event) { in.export(id, f.ID) }, "export", id, string(f.ID)).
				DataSet("format", string(f.ID)).Aria("label", say.F("Export the network of %s for %s", name, say.Text(f.Name))).
				Disabled(!can || in.session.Exports.Busy(id)))
	}
	return ui.Details().Class("exports").Body(
		ui.Summary().Class("icon-button").Aria("label", say.F("Export the trained network of %s for other tools", name)).
			Title(say.Text("Export the network for other tools")).Body(widget.Icon(widget.IconFile)),
		ui.Div().Class("exports-list").Body(
			ui.Ul().Body(buttons...),
			widget.When(why != "", func() ui.UI { return ui.P().Class("hint").Text(why) }),
		),
	)
}

// export offers a run's network in a form.
func (in *Panel) export(id string, format protocol.Format) {
	r := in.session.Run(id)
	if r == nil || r.Model == nil {
		return
	}
	name := in.modelFile(r)
	for _, f := range protocol.Formats {
		if f.ID == format {
			name = strings.TrimSuffix(name, ".model") + f.Ending
		}
	}
	in.session.Exports.Write(id, r.Model, format, func(file host.Blob) { in.screen.Browser.SaveFile(name, file) })
}
