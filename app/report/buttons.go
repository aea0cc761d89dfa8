// Package report is how an experiment leaves the page and comes back: as a file that opens
// again, as tables, as figures, and as a report to print.
package report

import (
	"io"

	"pawgrad/app/compare"
	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is the report of the latest round.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	// shown shows it over the page.
	shown bool
}

// New returns the report of the runs compared, not in view.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison) *Panel {
	return &Panel{screen: screen, session: s, runs: runs}
}

// Buttons are those by which an experiment leaves the page and comes back.
func (in *Panel) Buttons() ui.UI { return &exports{in.part(redraw.OfExports)} }

// UI is the report as a page to print.
func (in *Panel) UI() ui.UI { return &paper{in.part(redraw.OfReport)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// exports is the row of buttons by which an experiment leaves the page and comes back.
type exports struct{ part }

// printReport is the id of the button that shows the report as a page.
const printReport = "print-report"

// inputExperiment is the id of the file input for a saved experiment.
const inputExperiment = "open-experiment"

func (p *exports) Render() ui.UI {
	in := p.In
	empty := in.session.Latest() == nil
	save := func(id, text, help string, do func()) ui.UI {
		return widget.Button("small", widget.IconSave, text, func(ui.Context, ui.Event) { do() }, id).ID(id).Title(help).Disabled(empty)
	}
	return ui.Div().Class("exports row").ID("exports").Role("group").Aria("label", say.Text("Save and open")).Body(
		save("save-json", say.Text("Experiment"), say.Text("Everything that is known of this experiment as one file, which this page opens again"), func() { in.SaveExperiment(in.session.Latest()) }),
		save("save-csv", say.Text("Tables"), say.Text("Epochs, steps, norms by layer, results and every answer on the test photos as CSV files"), in.saveTables),
		save("save-figures", say.Text("Figures"), say.Text("All figures as SVG and PNG files"), in.saveFigures),
		save("save-report", say.Text("Report"), say.Text("Everything in one archive: a report with its figures, the tables and the experiment"), in.saveReport),
		widget.Button("small", widget.IconFile, say.Text("Print"), func(ui.Context, ui.Event) { in.evaluated(func() { in.show(true) }) }, "print").ID(printReport).
			Title(say.Text("Opens the report as a page that prints well")).Disabled(empty),
		widget.Button("small", widget.IconFile, say.Text("Open …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputExperiment) }, "open").
			ID("choose-experiment").Title(say.Text("Open an experiment that was saved before, or several as one: those of a class")),
		in.screen.FileInput(inputExperiment, ".json", true, in.Open),
	)
}

// SaveExperiment offers a round as a file.
func (in *Panel) SaveExperiment(round *session.Round) {
	in.session.Whole(round, func(e record.Round) {
		in.save("pawgrad-experiment.json", "application/json", func(to io.Writer) error { return record.Write(to, e) })
	})
}

// Open opens files that SaveExperiment has made, several as one round.
func (in *Panel) Open(files []host.Blob) { in.session.OpenExperiments(files) }
