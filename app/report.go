package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/record"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// report is the latest round as a page to print, over everything else.
type report struct{ watching }

func (p *report) OnMount(ctx ui.Context) { p.watch(ctx, viewTopic) }

func (p *report) Render() ui.UI {
	l := p.lab
	if !l.view.report || l.Latest() == nil {
		return ui.Div().Class("unseen")
	}
	figures := map[string]namedFigure{}
	for _, f := range l.reportFigures() {
		figures[f.name] = f
	}
	content := []ui.UI{ui.Div().Class("row paper-bar").Body(
		button("secondary", iconFile, "Print", func(ui.Context, ui.Event) { l.browser.Print() }, "print").ID("print"),
		button("secondary", iconClose, "Close", func(ui.Context, ui.Event) { l.look(func(v *view) { v.report = false }) }, "close").ID("close-report"),
	)}
	for i, s := range record.NewReport(l.Record(l.Latest())) {
		if i == 0 {
			content = append(content, ui.H1().Text(s.Title))
		} else {
			content = append(content, ui.H2().Text(s.Title))
		}
		for _, b := range s.Blocks {
			if _, drawn := figures[b.Figure]; drawn || b.Figure == "" {
				content = append(content, reportBlock(b, figures))
			}
		}
	}
	return ui.Article().Class("paper").ID("report").Aria("label", "Report").TabIndex(-1).Body(content...)
}

// reportBlock is a paragraph, a table or a figure, which must have been drawn.
func reportBlock(b record.Block, figures map[string]namedFigure) ui.UI {
	switch {
	case b.Figure != "":
		f, theme := figures[b.Figure], figure.ThemeFor(false)
		return ui.Figure().Body(ui.Raw(string(figure.ToSVG(f.Figure, savedWidth, f.height(theme), theme))))
	case b.Head != nil:
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

// openReport shows the report.
func (l *lab) openReport() {
	l.look(func(v *view) { v.report = true })
	l.later(func() { l.browser.Focus("report") })
}
