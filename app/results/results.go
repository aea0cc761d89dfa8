// Package results compares the tested runs: their table beside the study's, how far the
// methods differ and scatter, and what one run gets wrong.
package results

import (
	"math"
	"strings"

	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/redraw"
	"pawgrad/app/report"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/naming"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is what is looked at of the results.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	exports *report.Panel
	links   Links

	boxes compare.Boxes
	// race is what is shown of the way to the targets.
	race compare.Race
	// cell is the part of the confusion matrix whose photos are shown.
	cell session.Cell
	// pointing is where the visitor points in a chart of rows or rates, nil for nowhere.
	pointing *pointing
	// shownRows and shownEpochs are which lines of the tables are.
	shownRows, shownEpochs widget.Window
	// evaluating is whether a table of many runs is being worked out.
	evaluating bool
}

// mostLines is how many lines of a table are shown at a time.
const mostLines = 100

// New returns the results of the runs compared; they leave the page as exports.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison, exports *report.Panel, links Links) *Panel {
	return &Panel{screen: screen, session: s, runs: runs, exports: exports, links: links,
		boxes: compare.Boxes{Outliers: true}, cell: session.Mistakes}
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &results{in.part(redraw.OfResults)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// look changes how results are looked at.
func (in *Panel) look(change func()) {
	change()
	in.screen.Touch(redraw.Closer)
}

type results struct{ part }

func (p *results) Render() ui.UI {
	in := p.In
	toEvaluate := in.runs.ToEvaluate()
	if toEvaluate > 0 {
		in.evaluate()
	}
	rows := in.runs.Tested()
	table := in.runs.Table()
	if toEvaluate > 0 && table == nil {
		return ui.Div().Class("results").ID("results").Body(in.exports.Buttons(),
			ui.P().Class("empty").Role("status").Text(say.F("Working out the results of %'d {run|runs} …", toEvaluate)))
	}
	if len(rows) == 0 && table == nil {
		return ui.Div().Class("results").ID("results").Body(
			in.exports.Buttons(),
			&found{in.part(redraw.OfRates)},
			ui.P().Class("empty").Text(say.Text("When a run is done, its network is tested once on photos that it has never seen. The results appear here, "+
				"beside those of the study that this page repeats.")))
	}
	return widget.Gradual(in.screen, "results", "results", p.parts(rows, table)...)
}

// parts are the results from top to bottom, of which each comes in a frame of its own.
func (p *results) parts(rows []session.Row, table record.Table) []func() ui.UI {
	in := p.In
	summed := in.runs.Summed()
	row, inView := in.runs.Row()
	parts := []func() ui.UI{
		in.exports.Buttons,
		func() ui.UI { return &found{in.part(redraw.OfRates)} },
	}
	if summed && table != nil {
		parts = append(parts, func() ui.UI { return ui.Div().Class("scroll-x").Body(p.summaryTable(table)) })
	}
	if inView {
		parts = append(parts, func() ui.UI {
			return ui.P().Class("verdict").ID("verdict").Text(strings.TrimSpace(row.Choice() + " " + row.Verdict() + " " + row.Unfinished()))
		})
	}
	parts = append(parts, p.more, p.next)
	if len(rows) == 0 {
		return parts
	}
	from, to := in.shownRows.Over(len(rows), mostLines)
	parts = append(parts, func() ui.UI {
		each := ui.Div().Class("scroll-x").Body(p.table(rows, from, to), in.window(&in.shownRows, "results-rows", say.Text("Runs")))
		if summed {
			// The summary says it shorter; the single runs are for those who ask.
			return ui.Details().Class("each-run").ID("each-run").Body(ui.Summary().Text(say.Text("Run by run")), each)
		}
		return each
	}, p.spread)
	if inView {
		parts = append(parts, func() ui.UI { return p.targets(row) })
	}
	return append(parts, func() ui.UI { return p.inspection(rows[from:to]) })
}

// evaluate has the table of many runs worked out, unless that is going on. The panel is drawn
// again when it is there.
func (in *Panel) evaluate() {
	if in.evaluating {
		return
	}
	in.evaluating = true
	in.screen.Work(in.runs.Evaluate, func() {
		in.evaluating = false
		in.look(func() {})
	})
}

// window moves to other lines of a table, if there are more than are shown.
func (in *Panel) window(w *widget.Window, id, things string) ui.UI {
	return w.Controls(id, things, func() { in.look(func() {}) })
}

// table is the visitor's own Table 1, from a row on and up to another.
func (p *results) table(rows []session.Row, from, to int) ui.UI {
	best := bestRun(rows)
	low, high := span(rows, func(r session.Row) (float64, float64) { return r.Low, r.High })
	body := make([]ui.UI, to-from)
	for i, r := range rows[from:to] {
		body[i] = p.row(r, r.Run == best, interval(r.Accuracy, r.Low, r.High, low, high, ", n = "+format.Whole(r.N)))
	}
	return ui.Table().Class("table").ID("results-table").Body(
		ui.THead().Body(ui.Tr().Body(
			head(say.Text("Method"), ""),
			head(say.Text("Test accuracy"), say.F("Share of the test photos named right. %s In bold that of the run that was best by the validation photos: the "+
				"highest is in part the luckiest.", guessing(rows[0].Guess))),
			head(say.Text("95 % interval"), say.Text("Of 20 intervals made so, 19 hold the network's accuracy on all photos of this kind (Wilson's interval). "+
				"Another test of as many photos would give one within it some 83 times of 100. How two methods differ is said "+
				"below: ranges that overlap do not tell.")),
			head(say.Text("Test loss"), say.Text("Mean cross-entropy on the test photos, in nats: 0 is perfect, 0.69 is guessing.")),
			head(say.Text("Balanced accuracy"), say.Text("The mean of both classes' recalls: 0.5 for calling every photo the same, however unequal the classes are.")),
			head(say.Text("Recall"), say.Text("Of each class, the share of its test photos named right.")),
			head(say.Text("Time"), say.Text("Training time, pauses left out. Runs side by side share the machine.")),
			head(say.Text("Images/s"), say.Text("Training photos a second, on average.")),
			head(say.Text("Study"), say.Text("Test accuracy that the study reports for this model and method, on larger photos (Krutov, Afanasyev, Nesterov, Bauman MSTU, Table 1).")),
		)),
		ui.TBody().Body(body...),
	)
}

// bestRun is the run that is best by the validation photos, so that the test photos have no part
// in the choice; nil without any.
func bestRun(rows []session.Row) (best *session.Run) {
	var highest protocol.EpochPoint
	for _, r := range rows {
		p, ok := record.Settled(r.Run.Epochs, r.Run.Spec.Patience)
		if ok && (best == nil || record.Better(p, highest) < 0) {
			best, highest = r.Run, p
		}
	}
	return best
}

func (p *results) row(r session.Row, best bool, interval ui.UI) ui.UI {
	done := r.Run.Result
	class := ""
	if best {
		class = "best"
	}
	study := format.Missing
	if !math.IsNaN(r.Study) {
		study = format.Accuracy(r.Study)
	}
	return ui.Tr().Class(class).DataSet("method", string(r.Run.Spec.Method)).DataSet("run", r.Run.ID).Body(
		ui.Th().Scope("row").Body(
			p.In.screen.Swatch(r.Run.Spec.Method, r.Run.Spec.Arm.Look), ui.Text(p.In.runs.Name(r.Run)),
			widget.When(done.Reason == protocol.Stopped, func() ui.UI { return ui.Span().Class("remark").Text(say.Text("stopped early")) }),
			widget.When(r.Run.Changes != nil, func() ui.UI { return ui.Span().Class("remark").Text(say.Text("rate changed by hand")) }),
			widget.When(r.OneClass != naming.Unknown, func() ui.UI {
				return ui.Span().Class("remark").Title(say.Text("It has learned nothing yet: more epochs or another learning rate may help.")).
					Text(say.F("calls every photo a %s", format.Class(p.In.session.SetOf(r.Run).Classes[r.OneClass])))
			}),
		),
		ui.Td().Class("number accuracy").Text(format.Accuracy(r.Accuracy)),
		ui.Td().Body(interval),
		number(format.Fixed(done.Test.Loss, 4)),
		ui.Td().Class("number balanced").Text(format.Accuracy(r.Balanced)),
		ui.Td().Class("number recall").Text(recalls(p.In.session.SetOf(r.Run), r.Recall)),
		number(format.Duration(done.Seconds)),
		number(format.Rate(r.Run.Rate)),
		number(study),
	)
}

// guessing says what the larger class alone is worth.
func guessing(share float64) string {
	return say.F("Always naming the larger class would be right on %s of them.", format.Accuracy(share))
}

// recalls are the shares of each class that are named right: "cat 0.812, dog 0.734".
func recalls(set protocol.DataLoaded, recall [2]float64) string {
	return format.Class(set.Classes[0]) + " " + format.Fixed(recall[0], 3) + ", " + format.Class(set.Classes[1]) + " " + format.Fixed(recall[1], 3)
}

// intervalStep rounds the ends of the range that the bars span.
const intervalStep = 0.05

// head is a column's name with its explanation.
func head(text, help string) ui.UI {
	return ui.Th().Scope("col").Body(ui.Text(text), widget.When(help != "", func() ui.UI { return widget.Tip(text, help) }))
}

// number is a cell with a number.
func number(text string) ui.UI { return ui.Td().Class("number").Text(text) }

// span is the range of accuracies that holds the intervals of all rows.
func span[Row any](rows []Row, interval func(Row) (low, high float64)) (low, high float64) {
	low, high = 1, 0
	for _, r := range rows {
		from, to := interval(r)
		low, high = math.Min(low, from), math.Max(high, to)
	}
	return math.Floor(low/intervalStep) * intervalStep, math.Ceil(high/intervalStep) * intervalStep
}

// interval draws where an accuracy may lie, in a range that all rows share.
func interval(x, low, high, from, to float64, remark string) ui.UI {
	at := func(x float64) float64 { return 100 * (min(max(x, from), to) - from) / (to - from) }
	pc := func(x float64) string { return format.Fixed(x, 2) + "%" }
	return ui.Div().Class("interval").Body(
		ui.Span().Class("interval-bar").Aria("hidden", true).Body(
			ui.Span().Class("interval-range").Style("left", pc(at(low))).Style("width", pc(at(high)-at(low))),
			ui.Span().Class("interval-point").Style("left", pc(at(x))),
		),
		ui.Span().Class("interval-text").Text(say.F("%s to %s%s", format.Fixed(low, 3), format.Fixed(high, 3), remark)),
	)
}
