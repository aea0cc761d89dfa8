package report

import (
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/record"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// paper is the latest round as a page to print, over everything else.
type paper struct{ part }

func (p *paper) Render() ui.UI {
	in := p.In
	if !in.Covers() {
		return ui.Div().Class("unseen")
	}
	figures := map[string]namedFigure{}
	for _, f := range in.reportFigures() {
		figures[f.name] = f
	}
	content := []ui.UI{ui.Div().Class("row paper-bar").Body(
		widget.Button("secondary", widget.IconFile, say.Text("Print"), func(ui.Context, ui.Event) { in.screen.Settled(in.screen.Browser.Print) }, "print").ID("print"),
		widget.Button("secondary", widget.IconClose, say.Text("Close"), func(ui.Context, ui.Event) { in.show(false) }, "close").ID("close-report"),
	)}
	for i, s := range record.NewReport(in.session.Record(in.session.Latest()), in.runs.Table()) {
		if i == 0 {
			content = append(content, ui.H1().Text(s.Title))
		} else {
			content = append(content, ui.H2().Text(s.Title))
		}
		for _, b := range s.Blocks {
			switch f, there := figures[b.Figure]; {
			case there:
				content = append(content, &printed{screen: in.screen, of: f})
			case b.Figure == "":
				content = append(content, reportBlock(b))
			}
		}
	}
	return ui.Div().Class("paper").ID("report").Role("dialog").Aria("modal", true).Aria("label", say.Text("Report")).TabIndex(-1).
		OnKeyDown(func(_ ui.Context, e ui.Event) {
			if e.Get("key").String() == "Escape" {
				in.show(false)
			}
		}).Body(content...)
}

// printed is a figure on the page to print. It is drawn when the page has time for it.
type printed struct {
	ui.Compo
	screen *widget.Screen
	of     namedFigure
	svg    string // empty until it is drawn
}

func (p *printed) OnMount(ctx ui.Context) {
	p.screen.Once(func() {
		p.svg = p.draw()
		ctx.Update()
	})
}

func (p *printed) draw() string {
	f, theme := p.of.make(), figure.ThemeFor(false)
	return string(figure.ToSVG(f, compare.SavedWidth, savedHeight(f, theme), theme))
}

func (p *printed) Render() ui.UI {
	svg := p.svg
	if !p.Mounted() { // it is written out, and has no time to come
		svg = p.draw()
	}
	if svg == "" {
		return ui.Figure()
	}
	return ui.Figure().Body(ui.Raw(svg))
}

// reportBlock is a paragraph or a table.
func reportBlock(b record.Block) ui.UI {
	if b.Head != nil {
		return reportTable(b)
	}
	return ui.P().Text(b.Text)
}

func reportTable(b record.Block) ui.UI {
	head := make([]ui.UI, len(b.Head))
	for i, text := range b.Head {
		head[i] = ui.Th().Scope("col").Text(text)
	}
	rows := make([]ui.UI, len(b.Rows))
	for i, row := range b.Rows {
		cells := []ui.UI{ui.Th().Scope("row").Text(row[0])}
		for _, text := range row[1:] {
			cells = append(cells, ui.Td().Class("number").Text(text))
		}
		rows[i] = ui.Tr().Body(cells...)
	}
	return ui.Table().Class("table").Body(ui.Caption().Text(b.Caption), ui.THead().Body(ui.Tr().Body(head...)), ui.TBody().Body(rows...))
}

// show shows the report, or takes it away; the keyboard's focus goes with it.
func (in *Panel) show(on bool) {
	in.shown = on
	in.screen.Touch(redraw.Paper)
	focus := printReport
	if on {
		focus = "report"
	}
	in.screen.Focus(focus)
}

// Covers reports whether the report lies over the page, which cannot be used then.
func (in *Panel) Covers() bool { return in.shown && in.session.Latest() != nil }
