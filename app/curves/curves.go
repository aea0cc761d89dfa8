// Package curves is the four charts of a comparison, with their legend and switches.
package curves

import (
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is how the curves are looked at.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	lines   compare.Lines
	// hover is where the visitor points, in the chart with the id hovered.
	hover   *figure.Hover
	hovered string
	// only is the chart that is alone in view, counted from 1; 0 shows all.
	only int
}

// New returns the curves of the runs compared.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison) *Panel {
	return &Panel{screen: screen, session: s, runs: runs, lines: compare.Lines{Smooth: true}}
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &curves{in.part(redraw.OfToolbar)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// curves are the four charts of a comparison: validation and training, accuracy
// and loss, with one cross-hair through all of them.
type curves struct{ part }

func (c *curves) Render() ui.UI {
	in := c.In
	charts := make([]ui.UI, len(compare.Quantities))
	for i, q := range compare.Quantities {
		charts[i] = widget.Chart{
			ID: q.ID, Topics: redraw.OfCurves,
			Make:  func() figure.Figure { return in.line(q) },
			Point: func(at widget.Place) { in.pointAt(q, at) },
			Step:  func(by int) { in.step(q, by) },
			Leave: in.leave,
		}.On(in.screen)
	}
	lines := &in.lines
	return ui.Section().Class("curves").ID("curves").Aria("label", say.Text("Curves")).Body(
		ui.Div().Class("toolbar").Body(
			&legend{in.part(redraw.OfLegend)},
			ui.Div().Class("toggles").Body(
				&parts{in.part(redraw.OfParts)},
				in.toggle("smooth", say.Text("Smooth"), say.Text("Shows a running mean; the raw line stays behind it, faint."), &lines.Smooth),
				in.toggle("log", say.Text("Log"), say.Text("Draws the loss on a logarithmic axis."), &lines.Log),
				in.toggle("by-time", say.Text("Time"), say.Text("Draws the curves over seconds of training instead of epochs."), &lines.ByTime),
				widget.IconButton("", widget.IconSave, say.Text("Save the four charts as SVG files"), func(ui.Context, ui.Event) { in.save() }).ID("save-curves"),
			),
		),
		ui.Div().Class("charts").DataSet("only", in.only).DataSet("lit", in.lines.Lit).Body(charts...),
	)
}

// toggle is a switch of how curves are drawn. At epochs the cross-hair stands elsewhere
// than at seconds, so it goes.
func (in *Panel) toggle(id, text, help string, on *bool) ui.UI {
	return widget.Toggle(id, text, help, *on, func() {
		*on = !*on
		if on == &in.lines.ByTime {
			in.hover = nil
		}
		in.screen.Touch(redraw.Choice)
	})
}

// line is a chart as it is now.
func (in *Panel) line(q compare.Quantity) figure.Line {
	f := in.runs.Line(q, in.lines)
	if in.hover != nil {
		f.Hover = &figure.Hover{X: in.hover.X, Readout: in.hovered == q.ID}
	}
	return f
}

// pointAt moves the cross-hair to the point of a curve nearest to the pointer.
func (in *Panel) pointAt(q compare.Quantity, p widget.Place) {
	layout := in.line(q).Layout(p.Width, p.Height, p.Theme, p.Measure)
	if at, ok := layout.HoverAt(p.X, p.Y); ok {
		in.setHover(at, q)
	} else {
		in.leave()
	}
}

// step moves the cross-hair by points of the longest curve.
func (in *Panel) step(q compare.Quantity, by int) {
	if xs, at := figure.Move(in.line(q).Series, in.hover, by); len(xs) > 0 {
		in.setHover(xs[min(max(at, 0), len(xs)-1)], q)
	}
}

func (in *Panel) setHover(x float64, q compare.Quantity) {
	in.hover, in.hovered = &figure.Hover{X: x}, q.ID
	in.screen.Touch(redraw.Hover)
}

// leave takes the cross-hair away.
func (in *Panel) leave() {
	if in.hover != nil {
		in.hover = nil
		in.screen.Touch(redraw.Hover)
	}
}

// save offers the four charts as files.
func (in *Panel) save() {
	for _, q := range compare.Quantities {
		f := in.runs.Line(q, in.lines)
		f.Legend = true
		in.screen.Browser.Save("pawgrad-"+q.ID+".svg", "image/svg+xml",
			figure.ToSVG(f, compare.SavedWidth, compare.SavedHeight, figure.ThemeFor(in.screen.Dark)))
	}
}
