package report

import (
	"archive/zip"
	"io"
	"slices"
	"time"

	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// namedFigure is a figure of a report with the name that the report knows it by. It is made when
// its turn comes: of thousands of runs each takes some hundredths of a second.
type namedFigure struct {
	name string
	make func() figure.Figure
}

// tallFigure is one that wants a height of its own.
type tallFigure interface {
	Height(width float64, t figure.Theme) float64
}

// savedHeight is how high a figure is saved.
func savedHeight(f figure.Figure, t figure.Theme) float64 {
	if tall, ok := f.(tallFigure); ok {
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
	add := func(kind string, make func() figure.Figure) {
		list = append(list, namedFigure{record.FigureName(kind, i), make})
	}
	curves := func(names []string, quantities []compare.Quantity, lines compare.Lines) {
		for k, name := range names {
			list = append(list, namedFigure{name, func() figure.Figure {
				f := runs.Line(quantities[k], lines)
				f.Legend, f.Title = true, f.Title+": "+record.PartTitle(part)
				return f
			}})
		}
	}
	lines, byTime := linesOnPaper, linesOnPaper
	byTime.ByTime = true
	curves(record.CurveFigures(i), compare.Quantities, lines)
	curves(record.TimeFigures(i), compare.Quantities[2:], byTime)
	if row, tested := runs.Row(); tested {
		add(record.FigureForest, func() figure.Figure { return runs.Forest() })
		boxes, bySeed := boxesOnPaper, boxesOnPaper
		bySeed.BySeed = true
		add(record.FigureBox, func() figure.Figure { return runs.Box(boxes) })
		if part.Seeds > 1 {
			add(record.FigureBoxSeeds, func() figure.Figure { return runs.Box(bySeed) })
		}
		add(record.FigureROC, runs.ROC)
		if len(row.Targets) > 0 {
			add(record.FigureArrivals, func() figure.Figure { return runs.Arrivals(compare.Race{Target: len(row.Targets) - 1}) })
		}
		if profile := runs.Profile(record.Photos); i == 0 && len(profile.Series) > 0 {
			add(record.FigureProfile, func() figure.Figure { return profile })
		}
	}
	if f := runs.Norms(false); len(f.Panels) > 0 {
		add(record.FigureGradients, func() figure.Figure { return f })
		add(record.FigureSteps, func() figure.Figure { return runs.Norms(true) })
	}
	add(record.FigureArchitecture, func() figure.Figure { return compare.Architecture(firstRun(part)) })
	return list
}

// otherFigures are those of the page that are in no report: what is looked at closer, and
// the search for rates.
func (in *Panel) otherFigures() []namedFigure {
	var list []namedFigure
	if in.runs.Inspected() != nil {
		list = append(list, namedFigure{"confusion", func() figure.Figure { return in.runs.Confusion() }})
	}
	if len(in.runs.RungEpochs()) > 0 {
		list = append(list, namedFigure{"learning-rates", func() figure.Figure { return in.runs.Sweep() }})
	}
	if in.runs.Measured() {
		list = append(list, namedFigure{"loss-surface", func() figure.Figure { return in.runs.Surface() }})
	}
	return list
}

// firstRun is a run that stands for a part where the method does not matter.
func firstRun(part spec.Experiment) spec.Run { return part.Run(spec.Methods[0].ID) }

// file is one of an archive: write writes it.
type file struct {
	name  string
	write func(to io.Writer) error
}

// ready is a file that has been made.
func ready(name string, content []byte) file {
	return file{name, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	}}
}

// tables are the experiment as tables.
func tables(e record.Round) (list []file) {
	for _, t := range record.CSVs {
		list = append(list, file{t.Name, func(to io.Writer) error { return t.Write(to, e) }})
	}
	return list
}

// saveArchive offers files as a zip archive, which is written while the page goes on.
func (in *Panel) saveArchive(name string, files []file) {
	now := time.Now()
	in.save(name, "application/zip", func(to io.Writer) error {
		archive := zip.NewWriter(to)
		for _, f := range files {
			w, err := archive.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: now})
			if err != nil {
				return err
			}
			if err := f.write(packer{w, to}); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

// packer writes to a file of an archive. Megabytes of a table are packed into few bytes, so it
// gives the page its turn, by writing nothing to the archive, whenever something has been packed.
type packer struct{ file, archive io.Writer }

func (p packer) Write(content []byte) (int, error) {
	n, err := p.file.Write(content)
	if err == nil {
		_, err = p.archive.Write(nil)
	}
	return n, err
}

// save offers a file, and says so if it cannot be made.
func (in *Panel) save(name, mime string, write func(to io.Writer) error) {
	in.screen.Browser.Write(name, mime, write, func(err error) {
		if err != nil {
			in.session.Board.Notify(say.F("This experiment cannot be saved: %s", err.Error()))
		}
	})
}

// saveTables offers the experiment as tables for other programs.
func (in *Panel) saveTables() {
	in.session.Whole(in.session.Latest(), func(e record.Round) { in.saveArchive("pawgrad-tables.zip", tables(e)) })
}

// saveFigures offers all figures as SVG and PNG files.
func (in *Panel) saveFigures() {
	in.evaluated(func() {
		in.draw(append(in.reportFigures(), in.otherFigures()...), func(drawn []file, _ map[string]string) { in.saveArchive("pawgrad-figures.zip", drawn) })
	})
}

// evaluated calls f when the table of the latest round is there, which of many runs takes a while.
func (in *Panel) evaluated(f func()) {
	if in.runs.ToEvaluate() == 0 {
		f()
		return
	}
	in.screen.Work(in.runs.Evaluate, f)
}

// saveReport offers everything: the report, its figures, the tables, and the experiment
// as the page opens it again.
func (in *Panel) saveReport() {
	in.session.Whole(in.session.Latest(), func(e record.Round) {
		in.screen.Browser.Soon(func() { in.evaluated(func() { in.saveWhole(e) }) })
	})
}

// saveWhole offers everything of an experiment.
func (in *Panel) saveWhole(e record.Round) {
	sections := record.NewReport(e, in.runs.Table())
	files := append([]file{{"experiment.json", func(to io.Writer) error { return record.Write(to, e) }}}, tables(e)...)
	in.screen.Browser.Soon(func() {
		in.draw(in.reportFigures(), func(drawn []file, titles map[string]string) {
			words := record.Markdown(sections, func(name string) (address, title string) {
				if title, there := titles[name]; there {
					return name + ".svg", title
				}
				return "", ""
			})
			in.saveArchive("pawgrad-report.zip", slices.Concat([]file{ready("README.md", words)}, files, drawn))
		})
	})
}

// savedRatio is how many pixels of a PNG file a CSS pixel becomes: sharp on a slide.
const savedRatio = 2

// draw draws figures, each as SVG and as PNG, one after the other so that the page stays
// awake, and then calls over with the files and with the figures' titles by their names.
func (in *Panel) draw(figures []namedFigure, over func(drawn []file, titles map[string]string)) {
	theme := figure.ThemeFor(false) // paper is white
	var drawn []file
	titles := map[string]string{}
	var next func(i int)
	next = func(i int) {
		if i == len(figures) {
			over(drawn, titles)
			return
		}
		name, f := figures[i].name, figures[i].make()
		height := savedHeight(f, theme)
		titles[name] = f.Heading()
		drawn = append(drawn, ready(name+".svg", figure.ToSVG(f, compare.SavedWidth, height, theme)))
		in.screen.Browser.PNG(f, compare.SavedWidth, height, savedRatio, theme, func(content []byte, err error) {
			if err == nil {
				drawn = append(drawn, ready(name+".png", content))
			} else {
				in.session.Board.Notify(say.F("The figure %s is saved as SVG only: %s.", name, err.Error()))
			}
			next(i + 1)
		})
	}
	next(0)
}
