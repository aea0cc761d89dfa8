package report

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser"
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestFiguresOfAReport(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs)
	s.Form.Experiment.Seeds = 2
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 4)
	for _, r := range s.Runs {
		apptest.Norms(r, 1.5, 1, 0.1)
	}
	draw := func() (names []string, drawn []string) {
		for _, f := range in.reportFigures() {
			names = append(names, f.name)
			f := f.make()
			drawn = append(drawn, string(figure.ToSVG(f, compare.SavedWidth, savedHeight(f, figure.Light()), figure.Light())))
		}
		return names, drawn
	}
	names, drawn := draw()
	want := []string{"validation-accuracy-1", "training-accuracy-1", "validation-loss-1", "training-loss-1",
		"validation-loss-by-time-1", "training-loss-by-time-1", "forest-1", "box-1", "box-seeds-1", "roc-1", "arrivals-1",
		"gradient-norms-1", "step-norms-1", "architecture-1"}
	if !slices.Equal(names, want) {
		t.Fatalf("figures %q, want %q", names, want)
	}
	for i := range drawn {
		for k := range i {
			if drawn[i] == drawn[k] {
				t.Errorf("%s and %s are the same picture", names[i], names[k])
			}
		}
	}
	if others := in.otherFigures(); len(others) != 1 || others[0].name != "confusion" {
		t.Errorf("beside the report's there are %d figures", len(others))
	}
}

// TestTheReportLeavesOutFiguresThatAreNotDrawn hides the only runs that could be drawn.
func TestTheReportLeavesOutFiguresThatAreNotDrawn(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs)
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
	in.show(true)
	count := func() (figures, empty int) {
		page := ui.HTMLString(in.UI())
		report := page[strings.Index(page, `id="report"`):]
		return strings.Count(report, "<figure"), len(regexp.MustCompile(`<p>\s*</p>`).FindAllString(report, -1))
	}
	if figures, empty := count(); figures != 11 || empty != 0 {
		t.Errorf("with two runs: %d figures, %d empty paragraphs", figures, empty)
	}
	for _, r := range s.Runs {
		s.Show(r.ID, false)
	}
	if figures, empty := count(); figures != 0 || empty != 0 {
		t.Errorf("with all runs hidden: %d figures, %d empty paragraphs", figures, empty)
	}
}

// TestThePageHasItsTurnsWhileTablesArePacked packs a megabyte that becomes a kilobyte: the page
// would hear of nothing until it is over.
func TestThePageHasItsTurnsWhileTablesArePacked(t *testing.T) {
	screen, s, runs, _ := apptest.New()
	in := New(screen, s, runs)
	turns := &turnCounter{}
	screen.Browser = turns
	const rows = 1000
	in.saveArchive("tables.zip", []file{{"rows.csv", func(to io.Writer) error {
		for range rows {
			if _, err := to.Write(make([]byte, 1<<10)); err != nil {
				return err
			}
		}
		return nil
	}}})
	if turns.n < rows {
		t.Errorf("of %d writes the page could have had its turn at %d", rows, turns.n)
	}
}

// turnCounter counts the writes at which the page might go on.
type turnCounter struct {
	browser.Browser
	n int
}

func (c *turnCounter) Write(_, _ string, write func(io.Writer) error, over func(error)) {
	over(write(turnWriter{c}))
}

type turnWriter struct{ *turnCounter }

func (w turnWriter) Write(content []byte) (int, error) {
	w.n++
	return len(content), nil
}
