package e2e

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestEmbedded opens the page as a part of another one: curves and one button, which trains what the address asks for.
func TestEmbedded(t *testing.T) {
	v := newVisit(t)
	v.goTo("?embed&utm_source=course#v=2&size=48&epochs=1&train-images=32&eval-images=32&batch=16&methods=sgd,adam")
	v.waitText("#start", "2 methods")
	v.wantCount("#setup, .tabs, header", 0) // parts of the whole page
	want(v, "the number of buttons in view", `[...document.querySelectorAll("button")].filter((b) => b.checkVisibility()).length`, 1)
	if got := eval[string](v, "location.search"); !strings.Contains(got, "embed") {
		t.Errorf("the address has become %q: a reload would show the whole page", got)
	}
	v.waitFor("the link to the whole page", `(({ href }) => !href.includes("embed") && href.includes("methods=sgd,adam"))(document.querySelector("#whole-page"))`)
	v.click("#start")
	v.waitLabel("#chart-valid-accuracy", "2 curves")
	v.waitFor("all to be done", `document.querySelector("#start")`)
	v.shot("embedded")
	if _, err := axeScript(); err == nil {
		v.keepsRules("the embedded page")
	}
}

// TestPresentedCopiedAndPrinted shows the study's results as a teacher does: on a projector, figure by figure; on the
// clipboard; on paper.
func TestPresentedCopiedAndPrinted(t *testing.T) {
	v := newVisit(t)
	v.before(spyOnCanvases)
	v.goTo("")
	v.choose("#open-experiment", filepath.Join(world.root, "results", "study.json"))
	v.waitLabel("#chart-valid-accuracy", "curves")
	v.checkPresenting()
	v.checkCopying()
	v.checkPaper()
}

// spyOnCanvases notes what is written on canvases, and how high in pixels of the page.
const spyOnCanvases = `globalThis.written = [];
	const original = CanvasRenderingContext2D.prototype.fillText;
	CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
		const scale = this.getTransform().a * this.canvas.clientWidth / this.canvas.width;
		written.push({ text, canvas: this.canvas, size: scale * parseFloat(/([\d.]+)px/.exec(this.font)[1]) });
		return original.call(this, text, ...at);
	};`

// checkLabels has the charts drawn anew and looks whether something on them is smaller than it may be.
func (v *visit) checkLabels(least float64) {
	v.t.Helper()
	const inView = `written.filter((w) => w.canvas.isConnected && w.canvas.checkVisibility() && w.canvas.closest(".charts"))`
	v.until(fmt.Sprintf("the labels on the charts to have %g pixels", least), func() string {
		v.do(chromedp.Evaluate("written.length = 0", nil))
		v.key("1") // a curve stands out, until it is pressed once more
		v.waitFor("the charts' labels", inView+".length > 0")
		v.key("1")
		return eval[string](v, `[...new Set(`+inView+`.filter((w) => w.size < `+jsNumber(least)+`).map((w) => w.text + " " + w.size))].slice(0, 8).join("; ")`)
	})
}

// checkPresenting looks at a picture of 1920 by 1080 pixels: whoever sits five times as far from it as it is wide, ten
// metres from two, reads letters that are a sixtieth of its height, and those whose sight is good smaller ones.
func (v *visit) checkPresenting() {
	v.t.Helper()
	const height = 1080
	const least = height / 64.0 // pixels
	v.size(1920, height, false)
	v.click("#present")
	v.waitFor("large type", `document.documentElement.dataset.present !== undefined`)
	v.checkLabels(least)
	want(v, fmt.Sprintf("what is smaller than %g pixels", least), `[...document.querySelectorAll("#app *")].filter((e) => e.checkVisibility() && !e.closest(".unseen, .numbers-switch, .copying, .tip-text") &&
		[...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < `+jsNumber(least)+`).map((e) => e.className + " " + e.textContent.slice(0, 40) + " " + getComputedStyle(e).fontSize).filter((e, i, all) => all.indexOf(e) === i).slice(0, 8).join("; ")`, "")
	const accuracy = "#chart-valid-accuracy"
	for _, lit := range []string{"2", "0"} { // pressed once more, it no longer stands out
		v.key("2")
		v.waitFor("the second curve to stand out, then none", `document.querySelector(".charts").dataset.lit === "`+lit+`"`)
	}
	v.key(kb.PageDown)
	v.waitFor("one chart alone, in the room of all", `[...document.querySelectorAll(".charts .chart")].filter((c) => c.checkVisibility()).length === 1 && document.querySelector("`+accuracy+`").clientHeight > 800`)
	v.shot("presented")
	v.key(kb.PageUp)
	v.waitFor("all charts", `[...document.querySelectorAll(".charts .chart")].filter((c) => c.checkVisibility()).length === 4`)
	v.click("#present")
	v.size(1280, 800, false)
}

// checkCopying copies a chart in both forms and looks what is on the clipboard.
func (v *visit) checkCopying() {
	v.t.Helper()
	v.clipboard() // may be read from now on
	v.click("#chart-valid-accuracy-copy summary")
	for form, kind := range map[string]string{"PNG": "image/png", "SVG": "image/svg+xml"} {
		eval[bool](v, `navigator.clipboard.writeText("something else").then(() => true)`)
		v.click("#chart-valid-accuracy-" + form)
		v.waitFor(form+" on the clipboard", `navigator.clipboard.read().then(([item]) => item.types.includes("`+kind+`"))`)
		v.waitText("#chart-valid-accuracy-copy", "Copied.")
		// What is copied is the figure: as large as the chart, with the colours of Momentum, Nesterov and Adagrad in it.
		got := eval[copied](v, `navigator.clipboard.read().then(async ([item]) => {
			const picture = new Image();
			picture.src = URL.createObjectURL(await item.getType("`+kind+`"));
			await picture.decode();
			const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight), pen = canvas.getContext("2d");
			pen.drawImage(picture, 0, 0);
			const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
			const counts = {};
			for (let i = 0; i < data.length; i += 4) {
				const colour = [0, 1, 2].map((c) => data[i + c].toString(16).padStart(2, "0")).join("");
				counts[colour] = (counts[colour] ?? 0) + 1;
			}
			const chart = document.querySelector("#chart-valid-accuracy");
			return { Width: canvas.width / chart.clientWidth, Height: canvas.height / chart.clientHeight, Colours: counts };
		})`)
		if got.Width < 0.99 || got.Width != got.Height && math.Abs(got.Width/got.Height-1) > 0.02 {
			v.t.Errorf("%s: the copied figure is %g times as wide as the chart and %g times as high", form, got.Width, got.Height)
		}
		for _, colour := range []string{"e69f00", "56b4e9", "009e73"} {
			if got.Colours[colour] < 50 {
				v.t.Errorf("%s: %d pixels of the copied figure have the colour %s of a method", form, got.Colours[colour], colour)
			}
		}
	}
	v.click("#chart-valid-accuracy-copy summary")
}

// copied is what is seen of a copied figure: its size in charts, and how many pixels have which colour.
type copied struct {
	Width, Height float64
	Colours       map[string]int
}

// checkPaper prints the report on A4: nothing is wider or higher than a sheet has room for, and none is torn by its end.
func (v *visit) checkPaper() {
	v.t.Helper()
	const millimetre = 96 / 25.4 // CSS pixels
	const width, height = 180 * millimetre, 267 * millimetre
	v.openTab("results")
	v.click("#print-report")
	v.waitFor("the report", `document.querySelector("#report figure") && ![...document.querySelectorAll("#report figure")].some((f) => !f.firstChild)`)
	v.size(int64(math.Floor(width)), int64(math.Floor(height)), false)
	v.do(emulation.SetEmulatedMedia().WithMedia("print"))
	want(v, "what is cut on A4", `[...document.querySelectorAll("#report figure, #report tr")].filter((e) => {
		const box = e.getBoundingClientRect();
		return box.height > `+jsNumber(height)+` || box.right > innerWidth + 1 || getComputedStyle(e).breakInside !== "avoid";
	}).map((e) => e.tagName + " " + JSON.stringify(e.getBoundingClientRect()) + " " + e.textContent.slice(0, 40)).slice(0, 5).join("; ")`, "")
	v.do(emulation.SetEmulatedMedia(), chromedp.ActionFunc(func(ctx context.Context) error {
		paper, _, err := page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		if err == nil {
			checkA4(v.t, paper)
		}
		return err
	}))
	v.key(kb.Escape)
	v.waitGone("#report")
}

// checkA4 looks whether the sheets of a PDF are A4, to within a millimetre.
func checkA4(t testing.TB, paper []byte) {
	t.Helper()
	const point = 72 / 25.4 // of a millimetre
	sheets := regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`).FindAllSubmatch(paper, -1)
	if len(sheets) < 2 {
		t.Errorf("the report of a study has %d sheets", len(sheets))
	}
	for _, s := range sheets {
		width, _ := strconv.ParseFloat(string(s[1]), 64)
		height, _ := strconv.ParseFloat(string(s[2]), 64)
		if math.Abs(width/point-210) > 1 || math.Abs(height/point-297) > 1 {
			t.Errorf("a sheet is %.0f x %.0f mm", width/point, height/point)
		}
	}
}

// jsNumber writes a number for a script.
func jsNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
