package app

import (
	"archive/zip"
	"bytes"
	"slices"
	"time"

	"pawgrad/app/figure"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// namedFigure is a figure of a report with the name that the report knows it by.
type namedFigure struct {
	name string
	figure.Figure
}

// tallFigure is one that wants a height of its own.
type tallFigure interface {
	Height(width float64, t figure.Theme) float64
}

// height is how high a figure is saved.
func (f namedFigure) height(t figure.Theme) float64 {
	if tall, ok := f.Figure.(tallFigure); ok {
		return tall.Height(savedWidth, t)
	}
	return savedHeight
}

// neutral is how figures are drawn for a report, whatever is in view: switches and
// pointing are the screen's.
func (v view) neutral() view {
	return view{dark: v.dark, smooth: true, outliers: true}
}

// reportFigures are the figures of the latest round's report, part by part.
func (l *lab) reportFigures() []namedFigure {
	round := l.Latest()
	if round == nil {
		return nil
	}
	before := l.view
	defer func() { l.view = before }()
	var list []namedFigure
	for i, part := range round.Parts {
		l.view = before.neutral()
		l.view.part, l.view.partOf = i, round.Number
		list = append(list, l.partFigures(i, part)...)
	}
	return list
}

// partFigures are the figures of the part in view; none if nothing has come of it.
func (l *lab) partFigures(i int, part spec.Experiment) []namedFigure {
	if !slices.ContainsFunc(l.arms(false), func(a arm) bool { return a.settled() != nil }) {
		return nil
	}
	var list []namedFigure
	add := func(kind string, f figure.Figure) {
		list = append(list, namedFigure{record.FigureName(kind, i), f})
	}
	curves := func(names []string, quantities []quantity) {
		for k, name := range names {
			f := l.line(quantities[k])
			f.Legend, f.Title = true, f.Title+": "+partName(part)
			list = append(list, namedFigure{name, f})
		}
	}
	curves(record.CurveFigures(i), quantities)
	l.view.byTime = true
	curves(record.TimeFigures(i), quantities[2:])
	l.view.byTime = false
	if _, tested := l.tableRow(); tested {
		add(record.FigureForest, l.forest())
		add(record.FigureBox, l.box())
		if part.Seeds > 1 {
			l.view.bySeed = true
			add(record.FigureBoxSeeds, l.box())
			l.view.bySeed = false
		}
		add(record.FigureROC, l.roc())
	}
	if f := l.normFigure(false); len(f.Panels) > 0 {
		add(record.FigureGradients, f)
		add(record.FigureSteps, l.normFigure(true))
	}
	add(record.FigureArchitecture, architecture(firstRun(part)))
	return list
}

// otherFigures are those of the page that are in no report: what is looked at closer, and
// the search for rates.
func (l *lab) otherFigures() []namedFigure {
	var list []namedFigure
	if l.inspected() != nil {
		list = append(list, namedFigure{"confusion", l.confusion()})
	}
	if found, _ := l.Swept(); found != nil {
		list = append(list, namedFigure{"learning-rates", l.sweepFigure()})
	}
	if l.surfaceShown() {
		f := l.landscapeFigure()
		f.Focus = nil
		list = append(list, namedFigure{"loss-surface", f})
	}
	return list
}

// firstRun is a run that stands for a part where the method does not matter.
func firstRun(part spec.Experiment) spec.Run { return part.Run(spec.Methods[0].ID) }

// archive is a zip file being written.
type archive struct {
	bytes bytes.Buffer
	zip   *zip.Writer
	now   time.Time
}

func newArchive() *archive {
	a := &archive{now: time.Now()}
	a.zip = zip.NewWriter(&a.bytes)
	return a
}

// add puts a file into the archive.
func (a *archive) add(name string, content []byte) {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.now})
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
}

// done completes the archive.
func (a *archive) done() []byte {
	if err := a.zip.Close(); err != nil {
		panic(err)
	}
	return a.bytes.Bytes()
}

// addTables adds the experiment as tables.
func (a *archive) addTables(e record.Round) {
	for _, t := range record.CSVs(e) {
		a.add(t.Name, t.Text)
	}
}

// saveTables offers the experiment as tables for other programs.
func (l *lab) saveTables() {
	a := newArchive()
	a.addTables(l.Record(l.Latest()))
	l.browser.Save("pawgrad-tables.zip", "application/zip", a.done())
}

// saveFigures offers all figures as SVG and PNG files.
func (l *lab) saveFigures() {
	a := newArchive()
	l.addFigures(a, append(l.reportFigures(), l.otherFigures()...), func() { l.browser.Save("pawgrad-figures.zip", "application/zip", a.done()) })
}

// saveReport offers everything: the report, its figures, the tables, and the experiment
// as the page opens it again.
func (l *lab) saveReport() {
	e := l.Record(l.Latest())
	text, err := record.Encode(e)
	if err != nil {
		l.Board.Notify("This experiment cannot be saved: " + err.Error())
		return
	}
	a := newArchive()
	there, figures := map[string]bool{}, l.reportFigures()
	for _, f := range figures {
		there[f.name] = true
	}
	a.add("README.md", record.Markdown(record.NewReport(e), func(name string) string {
		if there[name] {
			return name + ".svg"
		}
		return ""
	}))
	a.add("experiment.json", text)
	a.addTables(e)
	l.addFigures(a, figures, func() { l.browser.Save("pawgrad-report.zip", "application/zip", a.done()) })
}

// savedRatio is how many pixels of a PNG file a CSS pixel becomes: sharp on a slide.
const savedRatio = 2

// addFigures adds figures, each as SVG and as PNG, one after the other so that the
// page stays awake, and then calls over.
func (l *lab) addFigures(a *archive, figures []namedFigure, over func()) {
	theme := figure.ThemeFor(false) // paper is white
	var next func(i int)
	next = func(i int) {
		if i == len(figures) {
			over()
			return
		}
		f := figures[i]
		height := f.height(theme)
		a.add(f.name+".svg", figure.ToSVG(f.Figure, savedWidth, height, theme))
		l.browser.PNG(f.Figure, savedWidth, height, savedRatio, theme, func(file []byte, err error) {
			if err == nil {
				a.add(f.name+".png", file)
			} else {
				l.Board.Notify("The figure " + f.name + " is saved as SVG only: " + err.Error() + ".")
			}
			next(i + 1)
		})
	}
	next(0)
}
