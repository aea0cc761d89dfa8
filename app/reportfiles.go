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

// reportFigures are all figures of the latest round, part by part.
func (l *lab) reportFigures() []namedFigure {
	round := l.Latest()
	if round == nil {
		return nil
	}
	before := l.view
	defer func() { l.view = before }()
	var list []namedFigure
	for i, part := range round.Parts {
		l.view.part, l.view.partOf, l.view.hover = i, round.Number, nil
		if !slices.ContainsFunc(l.arms(false), func(a arm) bool { return a.settled() != nil }) {
			continue
		}
		for k, name := range record.CurveFigures(i) {
			f := l.line(quantities[k])
			f.Legend, f.Title = true, f.Title+": "+partName(part)
			list = append(list, namedFigure{name, f})
		}
		if _, tested := l.tableRow(); tested {
			list = append(list, namedFigure{record.FigureName(record.FigureForest, i), l.forest()},
				namedFigure{record.FigureName(record.FigureBox, i), l.box()},
				namedFigure{record.FigureName(record.FigureROC, i), l.roc()})
		}
		list = append(list, namedFigure{record.FigureName(record.FigureArchitecture, i), architecture(firstRun(part))})
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
func (a *archive) addTables(e record.Experiment) {
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
	l.addFigures(a, func() { l.browser.Save("pawgrad-figures.zip", "application/zip", a.done()) })
}

// saveReport offers everything: the report, its figures, the tables, and the experiment
// as the page opens it again.
func (l *lab) saveReport() {
	e := l.Record(l.Latest())
	text, err := record.Encode(e)
	if err != nil {
		l.Refuse("This experiment cannot be saved: " + err.Error())
		return
	}
	a := newArchive()
	there := map[string]bool{}
	for _, f := range l.reportFigures() {
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
	l.addFigures(a, func() { l.browser.Save("pawgrad-report.zip", "application/zip", a.done()) })
}

// savedRatio is how many pixels of a PNG file a CSS pixel becomes: sharp on a slide.
const savedRatio = 2

// addFigures adds all figures, each as SVG and as PNG, one after the other so that the
// page stays awake, and then calls over.
func (l *lab) addFigures(a *archive, over func()) {
	figures := l.reportFigures()
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
			l.dispatch(func() {
				if err == nil {
					a.add(f.name+".png", file)
				} else {
					l.Refuse("The figure " + f.name + " is saved as SVG only: " + err.Error() + ".")
				}
				next(i + 1)
			})
		})
	}
	next(0)
}
