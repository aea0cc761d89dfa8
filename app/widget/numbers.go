package widget

import (
	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// wordsEvery is how often, in seconds, what is said of a chart, to a screen reader or in its
// table, is brought up to date while the chart changes.
const wordsEvery = 2

// pace has something done at once or, if it was done a moment ago, when it may be done again:
// the last change must not go untold.
type pace struct {
	done  float64 // when it was done last, in seconds
	waits bool
}

func (p *pace) do(b browser.Browser, f func()) {
	wait := p.done + wordsEvery - b.Now()
	switch {
	case p.done == 0 || wait <= 0:
		p.done = b.Now()
		f()
	case !p.waits:
		p.waits = true
		b.After(wait, func() {
			p.waits = false
			p.do(b, f)
		})
	}
}

// numbers is the switch of a chart that shows its numbers as a table in its place.
type numbers struct {
	part
	chart  string // its id
	topics host.Topic
	figure func() figure.Figure
	size   func() (width, height float64)

	shown   bool
	refresh pace
}

// newNumbers returns the switch of a chart that depends on some topics.
func newNumbers(s *Screen, chart string, topics host.Topic, figure func() figure.Figure, size func() (width, height float64)) *numbers {
	return &numbers{part: part{In: s}, chart: chart, topics: topics, figure: figure, size: size}
}

// name puts a chart into words: for the chart itself, and for its switch.
func (s *Screen) name(chart string, f figure.Figure) {
	s.Browser.Label(chart, f.Describe())
	s.Browser.Label(numbersID(chart), say.F("Numbers as a table: %s", f.Heading()))
}

// numbersID is the id of a chart's switch.
func numbersID(chart string) string { return chart + "-numbers" }

func (n *numbers) OnMount(ctx ui.Context) {
	n.Call(n.In.Topics, n.topics, func() {
		if n.shown {
			n.refresh.do(n.In.Browser, func() {
				if n.Mounted() {
					ctx.Update()
				}
			})
		}
	})
}

func (n *numbers) Render() ui.UI {
	return ui.Div().Class("chart-numbers").Body(
		IconButton("numbers-switch", IconTable, say.Text("Numbers as a table"), func(ctx ui.Context, _ ui.Event) {
			n.shown = !n.shown
			ctx.Update()
		}, n.chart).ID(numbersID(n.chart)).Aria("pressed", n.shown),
		&copying{part: part{In: n.In}, chart: n.chart, figure: n.figure, size: n.size},
		When(n.shown, func() ui.UI { return numbersTable(n.chart, n.figure()) }),
	)
}

// numbersTable is a figure's table, in a frame that scrolls where the chart has less room.
func numbersTable(chart string, f figure.Figure) ui.UI {
	t := f.Table()
	if len(t.Rows) == 0 {
		return ui.Div().Class("numbers-table").Body(ui.P().Class("hint").Text(f.Describe()))
	}
	head := make([]ui.UI, len(t.Head))
	for i, text := range t.Head {
		head[i] = ui.Th().Scope("col").Text(text)
	}
	rows := make([]ui.UI, len(t.Rows))
	for i, row := range t.Rows {
		cells := []ui.UI{ui.Th().Scope("row").Text(row[0])}
		for _, text := range row[1:] {
			cells = append(cells, ui.Td().Class("number").Text(text))
		}
		rows[i] = ui.Tr().Body(cells...)
	}
	// The frame can be focused, so that arrow keys scroll it.
	return ui.Div().Class("numbers-table").ID(chart+"-table").TabIndex(0).Role("region").Aria("label", say.F("%s in numbers", f.Heading())).Body(
		ui.Table().Class("table").Body(
			ui.Caption().Text(t.Caption),
			ui.THead().Body(ui.Tr().Body(head...)),
			ui.TBody().Body(rows...),
		),
		When(t.Note != "", func() ui.UI { return ui.P().Class("hint").Text(t.Note) }),
	)
}
