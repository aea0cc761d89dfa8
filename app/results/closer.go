package results

import (
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"slices"
	"strconv"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// inspection shows one run's confusion matrix and mistakes, and all ROC curves. Another can
// be chosen of those whose rows are shown.
func (p *results) inspection(rows []session.Row) ui.UI {
	in := p.In
	run := in.runs.Inspected()
	var ids []string
	if !slices.ContainsFunc(rows, func(r session.Row) bool { return r.Run == run }) {
		ids = []string{run.ID}
	}
	for _, r := range rows {
		ids = append(ids, r.Run.ID)
	}
	return ui.Div().Class("inspection").Body(
		ui.Div().Class("inspect-head").Body(
			ui.Label().For("inspect").Text(say.Text("Look closer at")),
			widget.Select("inspect", ids, run.ID, func(id string) string { return in.runs.Name(in.session.Run(id)) }, func(id string) {
				in.look(func() {
					in.runs.Inspect(id)
					in.cell = session.Mistakes
				})
			}),
		),
		widget.Chart{ID: "figure-confusion", Topics: redraw.OfTests, Press: in.pressConfusion,
			Make: func() figure.Figure { return in.chosenConfusion() }}.On(in.screen),
		widget.Chart{ID: "figure-roc", Topics: redraw.OfTests, Make: func() figure.Figure { return in.runs.ROC() }}.On(in.screen),
		p.gallery(run),
		p.epochs(run),
	)
}

// epochs tells a run's curves as numbers.
func (p *results) epochs(run *session.Run) ui.UI {
	head := func(text string) ui.UI { return ui.Th().Scope("col").Text(text) }
	number := func(class, text string) ui.UI { return ui.Td().Class("number " + class).Text(text) }
	from, to := p.In.shownEpochs.Over(len(run.Epochs), mostLines)
	rows := make([]ui.UI, to-from)
	for i, e := range run.Epochs[from:to] {
		rows[i] = ui.Tr().Body(
			ui.Th().Scope("row").Text(format.Whole(e.Epoch)),
			number("train-accuracy", format.Accuracy(e.TrainAccuracy)), number("train-loss", format.Fixed(e.TrainLoss, 4)),
			number("validation-accuracy", format.Accuracy(e.ValidationAccuracy)), number("validation-loss", format.Fixed(e.ValidationLoss, 4)),
			number("seconds", format.Duration(e.Seconds)),
		)
	}
	return ui.Details().Class("epochs").ID("epochs").Body(
		ui.Summary().Text(say.F("Epoch by epoch: %s", p.In.runs.Name(run))),
		// It can be focused, so that arrow keys scroll it.
		ui.Div().Class("scroll-x").TabIndex(0).Role("region").Aria("label", say.Text("Epoch by epoch")).Body(ui.Table().Class("table").ID("epochs-table").Body(
			ui.THead().Body(ui.Tr().Body(head(say.Text("Epoch")), head(say.Text("Training accuracy")), head(say.Text("Training loss")),
				head(say.Text("Validation accuracy")), head(say.Text("Validation loss")), head(say.Text("Time")))),
			ui.TBody().Body(rows...),
		), p.In.window(&p.In.shownEpochs, "epochs-rows", say.Text("Epochs"))),
	)
}

// chosenConfusion is the same with the cells outlined whose photos are shown below.
func (in *Panel) chosenConfusion() figure.Confusion {
	f := in.runs.Confusion()
	for actual := range f.Chosen {
		for called := range f.Chosen[actual] {
			f.Chosen[actual][called] = in.cell.Holds(actual, called)
		}
	}
	return f
}

// pressConfusion shows the photos of the cell that was clicked.
func (in *Panel) pressConfusion(at widget.Place) {
	layout := in.runs.Confusion().Layout(at.Width, at.Height, at.Theme, at.Measure)
	if actual, called, ok := layout.CellAt(at.X, at.Y); ok {
		in.look(func() { in.cell = session.Cell{Actual: actual, Called: called} })
		in.screen.Browser.Reveal("gallery")
	}
}

// shownAnswers is how many answers are shown as pictures.
const shownAnswers = 12

// cell is a part of a confusion matrix whose photos can be looked at.
type cell struct {
	session.Cell
	button, heading string
}

// cells are all of them, in the words of two classes.
func cells(names [2]string) []cell {
	list := []cell{{session.Mistakes, say.Text("All mistakes"), say.Text("Surest mistakes")}}
	for _, wrong := range []bool{true, false} {
		for actual, name := range names {
			called, text, rank := actual, say.F("%s named right", format.Capital(name)), say.Text("the least sure")
			if wrong {
				called = 1 - actual
				text, rank = say.F("%s called %s", format.Capital(name), names[called]), say.Text("the surest")
			}
			list = append(list, cell{session.Cell{Actual: actual, Called: called}, text, text + ", " + rank})
		}
	}
	return list
}

// gallery shows the photos of a part of a run's confusion matrix.
func (p *results) gallery(run *session.Run) ui.UI {
	in := p.In
	if !in.session.OwnSet(run) {
		return ui.Div().Class("gallery").ID("gallery").Body(
			ui.P().Class("hint").Text(say.Text("This run was on another image set; open that set again to see its mistakes.")))
	}
	list := run.Answers(in.cell, shownAnswers)
	indexes := make([]int, len(list))
	for i, a := range list {
		indexes[i] = a.Index
	}
	in.session.Images.AskPictures(indexes)
	pictures := make([]ui.UI, len(list))
	for i, a := range list {
		pictures[i] = p.answer(a)
	}
	var choice []ui.UI
	heading := ""
	for _, c := range cells(in.runs.Plurals()) {
		if c.Cell == in.cell {
			heading = c.heading
		}
		choice = append(choice, ui.Button().Type("button").Class("toggle").Aria("pressed", in.cell == c.Cell).
			OnClick(func(ui.Context, ui.Event) { in.look(func() { in.cell = c.Cell }) }, ui.EventScope(c.button)).Text(c.button))
	}
	return ui.Div().Class("gallery").ID("gallery").Body(
		ui.Div().Class("gallery-head").Body(
			ui.H3().ID("gallery-heading").Aria("live", "polite").Text(heading),
			ui.Div().Class("toggles").Role("group").Aria("label", say.Text("Photos shown")).Body(choice...)),
		widget.When(len(list) == 0, func() ui.UI { return ui.P().Class("hint").Text(say.Text("There are none.")) }),
		ui.Div().Class("gallery-strip").Body(pictures...),
	)
}

// answer is a test photo with what a run says of it.
func (p *results) answer(a session.Answer) ui.UI {
	in := p.In
	sure := a.Probability
	if a.Called == 0 {
		sure = 1 - sure
	}
	caption := say.F("called a %s, %s sure", compare.ClassName(in.session.Images, a.Called), format.Percent(sure))
	var picture ui.UI = ui.Span().Class("blank")
	if b := in.session.Images.Picture(a.Index); b != nil {
		picture = ui.Img().Src(in.screen.URL(b)).Alt(compare.ClassName(in.session.Images, a.Label) + " " + caption).Width(64).Height(64)
	}
	return ui.Figure().Class("gallery-photo").DataSet("index", strconv.Itoa(a.Index)).Body(picture, ui.FigCaption().Text(caption))
}
