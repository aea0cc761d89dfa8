package e2e

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeScript is axe-core's program, which make tools brings. It is not part of the project: the
// page does not need it.
func axeScript() (string, error) {
	script, err := os.ReadFile(filepath.Join(world.root, "build", "tools", "node_modules", "axe-core", "axe.min.js"))
	return string(script), err
}

// breach is a rule that the page breaks, and where.
type breach struct {
	ID, Help string
	Nodes    []struct {
		Target         []any
		FailureSummary string
	}
}

// breaches are the rules of axe-core that the page breaks as it stands, of those named; of all
// of axe-core's own choice where none is: WCAG's A and AA, and good practice.
func (v *visit) breaches(rules ...string) []breach {
	v.t.Helper()
	if !eval[bool](v, "Boolean(globalThis.axe)") {
		script, err := axeScript()
		if err != nil {
			v.t.Fatal(err)
		}
		v.do(chromedp.Evaluate(script, nil))
	}
	var found []breach
	options := map[string]any{"resultTypes": []string{"violations"}}
	if len(rules) > 0 {
		options["runOnly"] = rules
	}
	asked, err := json.Marshal(options)
	if err != nil {
		v.t.Fatal(err)
	}
	text := eval[string](v, fmt.Sprintf(`axe.run(document, %s).then((said) => JSON.stringify(said.violations))`, asked))
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		v.t.Fatal(err)
	}
	return found
}

// looks are the ways in which the page can look.
var looks = []struct {
	name       string
	change     string // JavaScript; it is undone by being run again
	width      int64
	height     int64
	mobile     bool
	afterwards string   // what has to hold then
	rules      []string // those that the look could break; all if nil
}{
	{name: "light", width: 1280, height: 800, afterwards: `document.documentElement.dataset.theme === "light"`},
	{name: "dark", change: `document.querySelector("#theme").click()`, width: 1280, height: 800, afterwards: `document.documentElement.dataset.theme === "dark"`, rules: []string{"color-contrast", "link-in-text-block"}},
	{name: "presentation", change: `document.querySelector("#present").click()`, width: 1280, height: 800, afterwards: `document.documentElement.dataset.present === "on" && document.querySelector("#present").ariaPressed === "true"`},
	{name: "phone", change: `document.querySelector("#fold").click()`, width: 390, height: 844, mobile: true, afterwards: `document.querySelector("#fold").ariaExpanded === "true"`},
}

// accessible checks that the page breaks no rule as it stands, in all its looks. Its set-up
// must be folded before.
func (v *visit) accessible(state string) {
	v.t.Helper()
	for _, look := range looks {
		change := func() {
			if look.change != "" {
				eval[bool](v, look.change+", true")
			}
		}
		v.size(look.width, look.height, look.mobile)
		change()
		v.waitFor("the look "+look.name, look.afterwards)
		v.keepsRules(state+", "+look.name, look.rules...)
		change()
	}
	v.size(1280, 800, false)
}

// keepsRules waits until the page breaks none of some rules, of all where none is named: what is being drawn may.
func (v *visit) keepsRules(state string, rules ...string) {
	v.t.Helper()
	v.until(state+" to break no rule", func() string {
		var broken []string
		for _, b := range v.breaches(rules...) {
			for i, n := range b.Nodes {
				if i == 3 {
					broken = append(broken, fmt.Sprintf("%s: and %d more", b.ID, len(b.Nodes)-i))
					break
				}
				broken = append(broken, fmt.Sprintf("%s (%s) at %v: %s", b.ID, b.Help, n.Target, strings.ReplaceAll(n.FailureSummary, "\n", " ")))
			}
		}
		return strings.Join(broken, "\n")
	})
}

// needAxe skips a test where axe-core is not to be had. make e2e says so once more.
func needAxe(t *testing.T) {
	t.Helper()
	if _, err := axeScript(); err != nil {
		t.Skipf("NOT TESTED by axe-core's rules of accessibility, which make tools brings: %v", err)
	}
}

// everyTab checks each tab.
func (v *visit) everyTab(state string) {
	v.t.Helper()
	for _, tab := range []string{"results", "runs", "try-it", "understand", "lessons"} {
		v.openTab(tab)
		if tab == "understand" {
			v.waitFor("the whole panel", `document.querySelector("#understand .terms")`)
		}
		v.accessible(state + ", " + tab)
	}
}

// TestRulesAtFirst holds the first visit against axe-core's rules: every tab, with all that
// can be unfolded, and with fields that cannot be read.
func TestRulesAtFirst(t *testing.T) {
	needAxe(t)
	v := open(t, "")
	v.waitFor("thumbnails", `document.querySelectorAll("#thumbnails img").length >= 8`)
	v.everyTab("first visit")
	v.click("#more-adam")
	v.click("#more-settings summary")
	v.click("#share")
	v.waitFor("the seat's code", `document.querySelector("#share-seat svg")`)
	v.enter("#field-epochs", "many")
	v.waitText("#field-epochs-problem", "poch")
	v.accessible("all settings")
}

// TestRulesOfQuestions holds the question on photos, the report of an import and its refusal
// against them.
func TestRulesOfQuestions(t *testing.T) {
	needAxe(t)
	zoo := filepath.Join(t.TempDir(), "zoo")
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"donkey", "horse", "zebra"} {
		if err := os.MkdirAll(filepath.Join(zoo, name), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			write(t, filepath.Join(zoo, name), fmt.Sprintf("%d.jpg", i), encodeJPEG(t, patches(random)))
		}
		write(t, filepath.Join(zoo, name), "notes.jpg", []byte("no photo at all"))
	}
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(zoo)
	v.waitFor("the question with its pictures", `document.querySelectorAll("#import-question img").length === 9`)
	v.accessible("the question on photos")
	v.click("#import-answer")
	v.waitFor("the report", `document.querySelector("#import-report #skipped")`)
	v.click("#skipped summary")
	v.accessible("the report of an import")
	v.drop(write(t, t.TempDir(), "broken.pack", []byte("no pack")))
	v.waitFor("the refusal", `document.querySelector("#data-problem")`)
	v.accessible("a set that is none")
}

// patches makes a picture that looks like no other: a field of coloured squares.
func patches(random *rand.Rand) image.Image {
	const squares, side = 8, 12
	img := image.NewRGBA(image.Rect(0, 0, squares*side, squares*side))
	for i := range squares * squares {
		place := image.Rect(0, 0, side, side).Add(image.Pt(i%squares*side, i/squares*side))
		draw.Draw(img, place, image.NewUniform(color.RGBA{uint8(random.IntN(256)), uint8(random.IntN(256)), uint8(random.IntN(256)), 255}), image.Point{}, draw.Src)
	}
	return img
}

// TestRulesOfRuns holds the page against them while it trains, when runs are done and one
// has failed, with photos named, the loss surface measured, the report and the question
// whether to remove a round in view, and with charts as tables.
func TestRulesOfRuns(t *testing.T) {
	needAxe(t)
	v := open(t, "#size=48&epochs=3&train-images=64&eval-images=32&batch=16&methods=sgd,adam,momentum&momentum.lr=100&seeds=2")
	v.waitFor("thumbnails", `document.querySelectorAll("#thumbnails img").length >= 8`)
	v.hold(`kind === "Checkpoint" && start.epochs.at(-1) === 1`)
	v.startChosen()
	v.waitHeld(2)
	v.everyTab("training")
	v.hold("false")
	v.release()
	v.openTab("runs")
	v.waitStatus("momentum", "failed")
	v.waitFor("the rest to be done", `document.querySelectorAll(".card[data-status=done]").length === 4`)

	v.openTab("understand")
	v.waitFor("the whole panel", `document.querySelector("#understand .terms")`)
	v.pick("#surface-grid", "11")
	v.click("#measure-surface")
	v.waitFor("the measured surface", `document.querySelector("#figure-landscape")`)
	v.openTab("try-it")
	v.click("#samples .sample")
	v.waitFor("answers", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 4`)
	v.click("#heat")
	v.everyTab("done")

	v.openTab("results")
	v.click("#each-run summary")
	v.click("#epochs summary")
	v.click("#legend .legend-item") // hides a curve
	for _, chart := range []string{"chart-valid-accuracy", "chart-train-loss", "figure-forest", "figure-confusion", "figure-roc"} {
		v.click("#" + chart + "-numbers")
		v.waitFor("the numbers", fmt.Sprintf(`document.querySelector("#%s-table tbody tr")`, chart))
	}
	v.accessible("charts as tables")
	v.click("#seeds-each")
	v.waitLabel("#chart-valid-accuracy", "of single seeds")
	v.click("#print-report")
	v.waitFor("the report in focus", `document.activeElement.id === "report"`)
	v.accessible("the report")
	v.key("\x1b")
	v.waitFor("the report to be closed", `!document.querySelector("#report") && document.activeElement.id === "print-report"`)
	v.openTab("runs")
	v.click("#remove-round-1")
	v.waitFor("the question", `document.activeElement.id === "remove-not"`)
	v.accessible("a round to be removed")
}

// TestRulesOfFailures holds what the page says when it cannot begin against them.
func TestRulesOfFailures(t *testing.T) {
	needAxe(t)
	v := newVisit(t)
	world.site.answerFirst(func(w http.ResponseWriter, name string) bool {
		if !strings.Contains(name, "page.wasm") {
			return false
		}
		http.Error(w, "gone", http.StatusServiceUnavailable)
		return true
	})
	defer world.site.answerFirst(nil)
	v.do(chromedp.Navigate(world.site.url()))
	v.waitText("#shell-status", "could not be loaded")
	v.keepsRules("the failed start")
	v.forgive("503")
}
