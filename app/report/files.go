package report

import (
	"archive/zip"
	"bytes"
	"slices"
	"time"

	"pawgrad/app/compare"
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
		return tall.Height(compare.SavedWidth, t)
	}
	return compare.SavedHeight
}

// reportFigures are the figures of the latest round's report, part by part.
func (in *Panel) reportFigures() []namedFigure {
	round := in.session.Latest()
	if round == nil {
		return nil
	}
	var list []namedFigure
	for i, part := range round.Parts {
		list = append(list, partFigures(in.runs.With(i), i, part)...)
	}
	return list
}

// linesOnPaper and boxesOnPaper are how curves and boxes are drawn for a report, whatever is in view: switches
// and pointing are the screen's.
var linesOnPaper, boxesOnPaper = compare.Lines{Smooth: true}, compare.Boxes{Outliers: true}

// partFigures are the figures of the part in view; none if nothing has come of it.
func partFigures(runs *compare.Comparison, i int, part spec.Experiment) []namedFigure {
	if !slices.ContainsFunc(runs.Arms(false), func(a compare.Arm) bool { return a.Settled() != nil }) {
		return nil
	}
	var list []namedFigure
	add := func(kind string, f figure.Figure) {
		list = append(list, namedFigure{record.FigureName(kind, i), f})
	}
	lines, boxes := linesOnPaper, boxesOnPaper
	curves := func(names []string, quantities []compare.Quantity) {
		for k, name := range names {
			f := runs.Line(quantities[k], lines)
			f.Legend, f.Title = true, f.Title+": "+part.Shared.Title()
			list = append(list, namedFigure{name, f})
		}
	}
	curves(record.CurveFigures(i), compare.Quantities)
	lines.ByTime = true
	curves(record.TimeFigures(i), compare.Quantities[2:])
	if _, tested := runs.Row(); tested {
		add(record.FigureForest, runs.Forest())
		add(record.FigureBox, runs.Box(boxes))
		if part.Seeds > 1 {
			boxes.BySeed = true
			add(record.FigureBoxSeeds, runs.Box(boxes))
		}
		add(record.FigureROC, runs.ROC())
	}
	if f := runs.Norms(false); len(f.Panels) > 0 {
		add(record.FigureGradients, f)
		add(record.FigureSteps, runs.Norms(true))
	}
	add(record.FigureArchitecture, compare.Architecture(firstRun(part)))
	return list
}

// otherFigures are those of the page that are in no report: what is looked at closer, and
// the search for rates.
func (in *Panel) otherFigures() []namedFigure {
	var list []namedFigure
	if in.runs.Inspected() != nil {
		list = append(list, namedFigure{"confusion", in.runs.Confusion()})
	}
	if found, _ := in.session.Swept(); found != nil {
		list = append(list, namedFigure{"learning-rates", in.runs.Sweep()})
	}
	if in.runs.Measured() {
		list = append(list, namedFigure{"loss-surface", in.runs.Surface()})
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
func (in *Panel) saveTables() {
	a := newArchive()
	a.addTables(in.session.Record(in.session.Latest()))
	in.screen.Browser.Save("pawgrad-tables.zip", "application/zip", a.done())
}

// saveFigures offers all figures as SVG and PNG files.
func (in *Panel) saveFigures() {
	a := newArchive()
	in.addFigures(a, append(in.reportFigures(), in.otherFigures()...), func() { in.screen.Browser.Save("pawgrad-figures.zip", "application/zip", a.done()) })
}

// saveReport offers everything: the report, its figures, the tables, and the experiment
// as the page opens it again.
func (in *Panel) saveReport() {
	e := in.session.Record(in.session.Latest())
	text, err := record.Encode(e)
	if err != nil {
		in.session.Board.Notify("This experiment cannot be saved: " + err.Error())
		return
	}
	a := newArchive()
	there, figures := map[string]bool{}, in.reportFigures()
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
	in.addFigures(a, figures, func() { in.screen.Browser.Save("pawgrad-report.zip", "application/zip", a.done()) })
}

// savedRatio is how many pixels of a PNG file a CSS pixel becomes: sharp on a slide.
const savedRatio = 2

// addFigures adds figures, each as SVG and as PNG, one after the other so that the
// page stays awake, and then calls over.
func (in *Panel) addFigures(a *archive, figures []namedFigure, over func()) {
	theme := figure.ThemeFor(false) // paper is white
	var next func(i int)
	next = func(i int) {
		if i == len(figures) {
			over()
			return
		}
		f := figures[i]
		height := f.height(theme)
		a.add(f.name+".svg", figure.ToSVG(f.Figure, compare.SavedWidth, height, theme))
		in.screen.Browser.PNG(f.Figure, compare.SavedWidth, height, savedRatio, theme, func(file []byte, err error) {
			if err == nil {
				a.add(f.name+".png", file)
			} else {
				in.session.Board.Notify("The figure " + f.name + " is saved as SVG only: " + err.Error() + ".")
			}
			next(i + 1)
		})
	}
	next(0)
}
