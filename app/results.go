package app

import (
	"math"
	"slices"
	"strconv"

	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/app/session/naming"
	"pawgrad/nn/metric"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// results compares the tested runs: the table beside the study's, and what one run
// gets wrong.
type results struct{ watching }

func (p *results) OnMount(ctx ui.Context) {
	p.watch(ctx, host.RunStates|host.ImageSet|viewTopic)
}

func (p *results) Render() ui.UI {
	l := p.lab
	rows := l.tested()
	table := l.table()
	if len(rows) == 0 && table == nil {
		return ui.Div().Class("results").ID("results").Body(
			&exports{watching{lab: l}},
			&sweep{watching{lab: l}},
			ui.P().Class("empty").Text("When a run is done, its network is tested once on photos that it has never seen. "+
				"The results appear here, beside those of the study that this page repeats."))
	}
	blocks := []ui.UI{&exports{watching{lab: l}}, &sweep{watching{lab: l}}}
	summed := l.summed()
	if summed && table != nil {
		blocks = append(blocks, ui.Div().Class("scroll-x").Body(p.summaryTable(table)))
	}
	if row, ok := l.tableRow(); ok {
		blocks = append(blocks, ui.P().Class("verdict").ID("verdict").Text(row.Verdict()))
	}
	if len(rows) > 0 {
		each := ui.Div().Class("scroll-x").Body(p.table(rows))
		if summed {
			// The summary says it shorter; the single runs are for those who ask.
			blocks = append(blocks, ui.Details().Class("each-run").ID("each-run").Body(ui.Summary().Text("Run by run"), each))
		} else {
			blocks = append(blocks, each)
		}
		blocks = append(blocks, p.spread(), p.inspection(rows))
	}
	return ui.Div().Class("results").ID("results").Body(blocks...)
}

// summed reports whether the latest round has several runs of a method, which the
// summary puts together.
func (l *lab) summed() bool {
	round := l.Latest()
	return round != nil && (len(round.Parts) > 1 || round.Parts[0].Seeds > 1)
}

// tested are the results of the runs in view.
func (l *lab) tested() []session.Row {
	return slices.DeleteFunc(l.Results(), func(r session.Row) bool { return !l.inView(r.Run) })
}

// table is the visitor's own Table 1.
func (p *results) table(rows []session.Row) ui.UI {
	best := 0.0
	for _, r := range rows {
		best = math.Max(best, r.Accuracy)
	}
	head := func(text, help string) ui.UI {
		return ui.Th().Scope("col").Body(ui.Text(text), when(help != "", func() ui.UI { return tip(text, help) }))
	}
	low, high := span(rows)
	body := make([]ui.UI, len(rows))
	for i, r := range rows {
		body[i] = p.row(r, r.Accuracy == best, interval(r, low, high))
	}
	return ui.Table().Class("table").ID("results-table").Body(
		ui.THead().Body(ui.Tr().Body(
			head("Method", ""),
			head("Test accuracy", "Share of the test photos named right."),
			head("95 % interval", "With other test photos of the same kind, the accuracy would lie in this range 19 times of 20 (Wilson's interval). Where two ranges overlap, the order may be chance."),
			head("Test loss", "Mean cross-entropy on the test photos, in nats: 0 is perfect, 0.69 is guessing."),
			head("Time", "Training time, pauses left out. Runs side by side share the machine."),
			head("Images/s", "Training photos a second, on average."),
			head("Study", "Test accuracy that the study reports for this model and method, on larger photos (Krutov, Afanasyev, Nesterov, Bauman MSTU, Table 1)."),
		)),
		ui.TBody().Body(body...),
	)
}

func (p *results) row(r session.Row, best bool, interval ui.UI) ui.UI {
	l, done := p.lab, r.Run.Result
	class := ""
	if best {
		class = "best"
	}
	study := missing
	if !math.IsNaN(r.Study) {
		study = accuracy(r.Study)
	}
	number := func(text string) ui.UI { return ui.Td().Class("number").Text(text) }
	return ui.Tr().Class(class).DataSet("method", string(r.Run.Spec.Method)).DataSet("run", r.Run.ID).Body(
		ui.Th().Scope("row").Body(
			l.swatch(r.Run.Spec.Method), ui.Text(l.name(r.Run)),
			when(done.Reason == protocol.Stopped, func() ui.UI { return ui.Span().Class("remark").Text("stopped early") }),
			when(r.OneClass != naming.Unknown, func() ui.UI {
				return ui.Span().Class("remark").Title("It has learned nothing yet: more epochs or another learning rate may help.").
					Text("calls every photo a " + className(l.Images, r.OneClass))
			}),
		),
		ui.Td().Class("number accuracy").Text(accuracy(r.Accuracy)),
		ui.Td().Body(interval),
		number(fixed(done.Test.Loss, 4)),
		number(duration(done.Seconds)),
		number(rate(r.Run.Rate)),
		number(study),
	)
}

// intervalStep rounds the ends of the range that the bars span.
const intervalStep = 0.05

// span is the range of accuracies that holds the intervals of all rows.
func span(rows []session.Row) (low, high float64) {
	low, high = 1, 0
	for _, r := range rows {
		low, high = math.Min(low, r.Low), math.Max(high, r.High)
	}
	return math.Floor(low/intervalStep) * intervalStep, math.Ceil(high/intervalStep) * intervalStep
}

// interval draws where the accuracy may lie, in a range that all rows share.
func interval(r session.Row, low, high float64) ui.UI {
	at := func(x float64) float64 { return 100 * (x - low) / (high - low) }
	pc := func(x float64) string { return fixed(x, 2) + "%" }
	return ui.Div().Class("interval").Body(
		ui.Span().Class("interval-bar").Aria("hidden", true).Body(
			ui.Span().Class("interval-range").Style("left", pc(at(r.Low))).Style("width", pc(at(r.High)-at(r.Low))),
			ui.Span().Class("interval-point").Style("left", pc(at(r.Accuracy))),
		),
		ui.Span().Class("interval-text").Text(fixed(r.Low, 3)+" to "+fixed(r.High, 3)+", n = "+whole(r.N)),
	)
}

// inspection shows one run's confusion matrix and mistakes, and all ROC curves.
func (p *results) inspection(rows []session.Row) ui.UI {
	l := p.lab
	run := rows[0].Run
	for _, r := range rows {
		if r.Run.ID == l.view.inspected {
			run = r.Run
		}
	}
	options := make([]ui.UI, len(rows))
	for i, r := range rows {
		options[i] = ui.Option().Value(r.Run.ID).Selected(r.Run == run).Text(l.name(r.Run))
	}
	topics := host.RunStates
	return ui.Div().Class("inspection").Body(
		ui.Div().Class("inspect-head").Body(
			ui.Label().For("inspect").Text("Look closer at"),
			ui.Select().ID("inspect").OnChange(func(_ ui.Context, e ui.Event) {
				id := e.Get("target").Get("value").String()
				l.look(func(v *view) { v.inspected, v.cell = id, session.Mistakes })
			}).Body(options...),
		),
		&chart{watching: watching{lab: l}, ID: "figure-confusion", topics: topics, press: l.pressConfusion,
			make: func() figure.Figure { return l.chosenConfusion() }},
		&chart{watching: watching{lab: l}, ID: "figure-roc", topics: topics, make: func() figure.Figure { return l.roc() }},
		p.gallery(run),
		p.epochs(run),
	)
}

// epochs tells a run's curves as numbers.
func (p *results) epochs(run *session.Run) ui.UI {
	head := func(text string) ui.UI { return ui.Th().Scope("col").Text(text) }
	number := func(class, text string) ui.UI { return ui.Td().Class("number " + class).Text(text) }
	rows := make([]ui.UI, len(run.Epochs))
	for i, e := range run.Epochs {
		rows[i] = ui.Tr().Body(
			ui.Th().Scope("row").Text(whole(e.Epoch)),
			number("train-accuracy", accuracy(e.TrainAccuracy)), number("train-loss", fixed(e.TrainLoss, 4)),
			number("validation-accuracy", accuracy(e.ValidationAccuracy)), number("validation-loss", fixed(e.ValidationLoss, 4)),
			number("seconds", duration(e.Seconds)),
		)
	}
	return ui.Details().Class("epochs").ID("epochs").Body(
		ui.Summary().Text("Epoch by epoch: "+p.lab.name(run)),
		ui.Div().Class("scroll-x").Body(ui.Table().Class("table").ID("epochs-table").Body(
			ui.THead().Body(ui.Tr().Body(head("Epoch"), head("Training accuracy"), head("Training loss"),
				head("Validation accuracy"), head("Validation loss"), head("Time"))),
			ui.TBody().Body(rows...),
		)),
	)
}

// inspected returns the tested run to look closer at, nil if there is none.
func (l *lab) inspected() *session.Run {
	rows := l.tested()
	for _, r := range rows {
		if r.Run.ID == l.view.inspected {
			return r.Run
		}
	}
	if len(rows) > 0 {
		return rows[0].Run
	}
	return nil
}

// confusion is the confusion matrix of the run looked at.
func (l *lab) confusion() figure.Confusion {
	f := figure.Confusion{Title: "Confusion matrix", Classes: [2]string{"cats", "dogs"}}
	if r := l.inspected(); r != nil {
		f.Title += ": " + l.name(r)
		f.Counts = r.Confusion()
	}
	return f
}

// chosenConfusion is the same with the cells outlined whose photos are shown below.
func (l *lab) chosenConfusion() figure.Confusion {
	f := l.confusion()
	for actual := range f.Chosen {
		for called := range f.Chosen[actual] {
			f.Chosen[actual][called] = l.view.cell.Holds(actual, called)
		}
	}
	return f
}

// pressConfusion shows the photos of the cell that was clicked.
func (l *lab) pressConfusion(c *chart, x, y float64) {
	if c.canvas == nil {
		return
	}
	width, height := c.canvas.Size()
	layout := l.confusion().Layout(width, height, l.theme(), c.canvas.Measure)
	if actual, called, ok := layout.CellAt(x, y); ok {
		l.look(func(v *view) { v.cell = session.Cell{Actual: actual, Called: called} })
		l.browser.Reveal("gallery")
	}
}

// roc holds the ROC curves of the tested runs in view, one a method: over several
// seeds their mean.
func (l *lab) roc() figure.Figure {
	f := figure.ROC{Title: "ROC curves", Threshold: metric.Threshold,
		FalsePositive: "Cats called dogs", TruePositive: "Dogs called dogs"}
	for _, a := range l.arms(false) {
		if c, seeds := l.armROC(a); seeds > 0 {
			f.Curves = append(f.Curves, c)
			if seeds > 1 {
				f.Title = "ROC curves, means over the seeds"
			}
		}
	}
	return f
}

// armROC is the ROC curve of a method, and over how many tested seeds.
func (l *lab) armROC(a arm) (c figure.ROCCurve, seeds int) {
	var curves [][]metric.ROCPoint
	for _, r := range a {
		if r.Result == nil {
			continue
		}
		points := metric.ROC(r.Result.Test.Probabilities, r.Result.Test.Labels)
		curves = append(curves, points)
		c.AUC += metric.AUC(points)
	}
	if len(curves) == 0 {
		return c, 0
	}
	c.Name, c.Style, c.AUC = l.armName(a), figure.MethodStyle(string(a[0].Spec.Method)), c.AUC/float64(len(curves))
	points := curves[0]
	if len(curves) > 1 {
		points = metric.MeanROC(curves...)
	}
	for _, p := range points {
		c.FPR, c.TPR = append(c.FPR, p.FalsePositive), append(c.TPR, p.TruePositive)
		if len(curves) == 1 {
			c.Threshold = append(c.Threshold, p.Threshold)
		}
	}
	return c, len(curves)
}

// shownAnswers is how many answers are shown as pictures.
const shownAnswers = 12

// cells are the parts of a confusion matrix whose photos can be looked at.
var cells = []struct {
	session.Cell
	button, heading string
}{
	{session.Mistakes, "All mistakes", "Surest mistakes"},
	{session.Cell{Actual: 0, Called: 1}, "Cats called dogs", "Cats called dogs, the surest"},
	{session.Cell{Actual: 1, Called: 0}, "Dogs called cats", "Dogs called cats, the surest"},
	{session.Cell{Actual: 0, Called: 0}, "Cats named right", "Cats named right, the least sure"},
	{session.Cell{Actual: 1, Called: 1}, "Dogs named right", "Dogs named right, the least sure"},
}

// gallery shows the photos of a part of a run's confusion matrix.
func (p *results) gallery(run *session.Run) ui.UI {
	l := p.lab
	if !l.OwnSet(run) {
		return ui.Div().Class("gallery").ID("gallery").Body(
			ui.P().Class("hint").Text("This run was on another image set; open that set again to see its mistakes."))
	}
	list := run.Answers(l.view.cell, shownAnswers)
	indexes := make([]int, len(list))
	for i, a := range list {
		indexes[i] = a.Index
	}
	l.Images.AskPictures(indexes)
	pictures := make([]ui.UI, len(list))
	for i, a := range list {
		pictures[i] = p.answer(a)
	}
	var choice []ui.UI
	heading := ""
	for _, c := range cells {
		if c.Cell == l.view.cell {
			heading = c.heading
		}
		choice = append(choice, ui.Button().Type("button").Class("toggle").Aria("pressed", l.view.cell == c.Cell).
			OnClick(func(ui.Context, ui.Event) { l.look(func(v *view) { v.cell = c.Cell }) }, ui.EventScope(c.button)).Text(c.button))
	}
	return ui.Div().Class("gallery").ID("gallery").Body(
		ui.Div().Class("gallery-head").Body(
			ui.H3().ID("gallery-heading").Aria("live", "polite").Text(heading),
			ui.Div().Class("toggles").Role("group").Aria("label", "Photos shown").Body(choice...)),
		when(len(list) == 0, func() ui.UI { return ui.P().Class("hint").Text("There are none.") }),
		ui.Div().Class("gallery-strip").Body(pictures...),
	)
}

// answer is a test photo with what a run says of it.
func (p *results) answer(a session.Answer) ui.UI {
	l := p.lab
	sure := a.Probability
	if a.Called == 0 {
		sure = 1 - sure
	}
	caption := "called a " + className(l.Images, a.Called) + ", " + percent(sure) + " sure"
	var picture ui.UI = ui.Span().Class("blank")
	if b := l.Images.Picture(a.Index); b != nil {
		picture = ui.Img().Src(l.url(b)).Alt(className(l.Images, a.Label) + " " + caption).Width(64).Height(64)
	}
	return ui.Figure().Class("gallery-photo").DataSet("index", strconv.Itoa(a.Index)).Body(picture, ui.FigCaption().Text(caption))
}
