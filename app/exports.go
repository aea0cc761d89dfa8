package app

import (
	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/session"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// exports is the row of buttons by which an experiment leaves the page and comes back.
type exports struct{ watching }

func (p *exports) OnMount(ctx ui.Context) { p.watch(ctx, host.RunStates|viewTopic) }

// inputExperiment is the id of the file input for a saved experiment.
const inputExperiment = "open-experiment"

func (p *exports) Render() ui.UI {
	l := p.lab
	empty := l.Latest() == nil
	save := func(id, text, help string, do func()) ui.UI {
		return button("small", iconSave, text, func(ui.Context, ui.Event) { do() }, id).ID(id).Title(help).Disabled(empty)
	}
	return ui.Div().Class("exports row").ID("exports").Role("group").Aria("label", "Save and open").Body(
		save("save-json", "Experiment", "Everything that is known of this experiment as one file, which this page opens again", func() { l.saveExperiment(l.Latest()) }),
		save("save-csv", "Tables", "Epochs, steps, norms by layer, results and every answer on the test photos as CSV files", l.saveTables),
		save("save-figures", "Figures", "All figures as SVG and PNG files", l.saveFigures),
		save("save-report", "Report", "Everything in one archive: a report with its figures, the tables and the experiment", l.saveReport),
		button("small", iconFile, "Print", func(ui.Context, ui.Event) { l.openReport() }, "print").ID("print-report").
			Title("Opens the report as a page that prints well").Disabled(empty),
		button("small", iconFile, "Open …", func(ui.Context, ui.Event) { l.browser.Choose(inputExperiment) }, "open").
			ID("choose-experiment").Title("Open an experiment that was saved before"),
		ui.Input().Type("file").ID(inputExperiment).Class("unseen").TabIndex(-1).Aria("hidden", true).Accept(".json").
			OnChange(func(ui.Context, ui.Event) { l.openExperiment(l.browser.Chosen(inputExperiment)) }),
	)
}

// saveExperiment offers a round as a file.
func (l *lab) saveExperiment(round *session.Round) {
	text, err := record.Encode(l.Record(round))
	if err != nil {
		l.Board.Notify("This experiment cannot be saved: " + err.Error())
		return
	}
	l.browser.Save("pawgrad-experiment.json", "application/json", text)
}

// openExperiment opens a file that saveExperiment has made.
func (l *lab) openExperiment(files []host.Blob) {
	if len(files) > 0 {
		l.OpenExperiment(files[0])
	}
}
