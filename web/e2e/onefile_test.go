package e2e

import (
	"context"
	"fmt"
	"image"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"pawgrad/app/session/pretrained"
)

// What a network in one HTML file may differ from the page, as a probability, and how large one of VGG19 may be.
const (
	fileTolerance = 1e-5
	vggFileBytes  = 30e6
)

// TestOneFileOfVGG19 takes VGG19 away as one file, with its real weights, once with a head of its own and once with its
// fifth block trained as well.
func TestOneFileOfVGG19(t *testing.T) {
	v := open(t, "#v=2&model=vgg19&train=head&size=64&epochs=2&batch=8&methods=adam&same-rate=0.0001&arm=adam~train~block5")
	v.drop(realWeights(t))
	v.waitBase(pretrained.Ready)
	v.drop(fewPhotos(t, 20))
	v.waitText("#data", "few-photos")
	folder := v.downloads()
	v.startChosen()
	v.openTab("runs")
	v.waitFor("both to be trained", sameCount(`document.querySelectorAll('.card[data-status="done"]')`, 2))
	photos := oddPhotos(t)
	said := v.saidByRun(photos)
	v.openTab("runs")
	for i, run := range []string{"run1", "run2"} {
		v.click("#card-" + run + " .exports summary")
		v.click("#card-" + run + ` [data-format="html"]`)
		downloaded := filepath.Join(folder, "pawgrad-vgg19-adam.html")
		v.waitFile(downloaded)
		path := filepath.Join(folder, run+".html")
		if err := os.Rename(downloaded, path); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() < 15e6 {
			t.Errorf("the file of run %d is not whole: %v", i+1, err)
		} else {
			if info.Size() > vggFileBytes {
				t.Errorf("the file of run %d is larger than %g bytes", i+1, vggFileBytes)
			}
			t.Logf("run %d makes a file of %d bytes", i+1, info.Size())
		}
		file := newVisit(t)
		file.do(chromedp.Navigate("file://" + path))
		file.waitText("#state", "Ready.")
		checkSame(t, file.saidByFile(photos), said[run])
	}
}

// saidByRun drops photos on the page and returns what each of its runs says of each.
func (v *visit) saidByRun(photos []string) map[string]map[string]float64 {
	v.t.Helper()
	v.do(chromedp.Evaluate(`globalThis.told = {};
		for (const worker of spiedWorkers) worker.addEventListener("message", (event) => {
			const { kind, body } = JSON.parse(event.data.json ?? "{}");
			if (kind !== "Classified") return;
			for (const { run, probability } of body.answers ?? []) (told[run] ??= {})[body.name] = probability;
		});`, nil))
	v.drop(photos...)
	v.waitFor("the page's answers", fmt.Sprintf("told.run1 && Object.values(told).every((of) => Object.keys(of).length === %d)", len(photos)))
	return eval[map[string]map[string]float64](v, "told")
}

// saidByFile drops photos on a network in one HTML file and returns what it says of each.
func (v *visit) saidByFile(photos []string) map[string]float64 {
	v.t.Helper()
	v.drop(photos...)
	v.waitFor("the file's answers", sameCount(`document.querySelectorAll("#answers [data-probability]")`, len(photos)))
	return eval[map[string]float64](v, `Object.fromEntries([...document.querySelectorAll("#answers li")].map((item) =>
		[item.querySelector("span").textContent, Number(item.querySelector("strong").dataset.probability)]))`)
}

// checkSame compares what a file says of photos with what the page says of them.
func checkSame(t testing.TB, got, want map[string]float64) {
	t.Helper()
	largest := 0.0
	for name, p := range want {
		largest = max(largest, math.Abs(got[name]-p))
		if math.Abs(got[name]-p) > fileTolerance {
			t.Errorf("%s: %.7f by the file, %.7f by the page", name, got[name], p)
		}
	}
	t.Logf("of %d photos the file and the page differ by %.1e at most", len(want), largest)
}

// checkOneFile opens a network in one HTML file from the disk, as by a double click, and lets it name photos of odd
// shapes: it says of each what the page says of it. A server that takes it for other text changes nothing.
func (v *visit) checkOneFile(path string) {
	v.t.Helper()
	photos := oddPhotos(v.t)
	want := v.saidByRun(photos)["run1"]
	file := newVisit(v.t)
	file.do(chromedp.Navigate("file://" + path))
	file.waitText("#state", "Ready.")
	checkSame(v.t, file.saidByFile(photos), want)
	file.shot("one-file")
	file.keepsRules("the file")
	file.drop(write(v.t, filepath.Dir(path), "no-photo.jpg", []byte("no photo at all")))
	file.waitText("#answers", "no picture that this browser shows")

	russian := newVisit(v.t)
	russian.do(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`Object.defineProperty(navigator, "language", { value: "ru-RU" })`).Do(ctx)
		return err
	}), chromedp.Navigate("file://"+path))
	russian.waitText("#state", "Готово.")
	about := eval[string](russian, `document.getElementById("about").textContent`)
	for _, part := range []string{"Кошки и собаки из CIFAR-10", "Adam, скорость обучения 0,", "размер изображения 48 пикс.", "dropout 0,5 входов головы"} {
		if !strings.Contains(about, part) {
			v.t.Errorf("where the network is from has no %q in Russian: %q", part, about)
		}
	}
	if english := regexp.MustCompile(`\b(learning|rate|size|batch|photos|epochs|weights|made)\b`).FindString(about); english != "" {
		v.t.Errorf("where the network is from says %q in Russian: %q", english, about)
	}

	world.site.answerFirst(func(w http.ResponseWriter, asked string) bool {
		if asked != "network.html" {
			return false
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		content, err := os.ReadFile(path)
		w.Write(content)
		return err == nil
	})
	defer world.site.answerFirst(nil)
	served := newVisit(v.t)
	served.do(chromedp.Navigate(world.site.url() + "network.html"))
	served.waitText("#state", "Ready.")
	checkSame(v.t, served.saidByFile(photos), want)
}

// sameCount is the condition that a list of JavaScript has so many elements.
func sameCount(list string, count int) string {
	return "(" + list + ").length === " + strconv.Itoa(count)
}

// oddPhotos are photos that take every way to a network's square: smaller and larger than it in either direction, a
// panorama, a transparent one, one so large that the browser reduces it first, JPEGs upright and on their sides.
func oddPhotos(t testing.TB) []string {
	dir := t.TempDir()
	glass := image.NewNRGBA(image.Rect(0, 0, 133, 71))
	for i := range glass.Pix {
		glass.Pix[i] = uint8(i * i >> 4)
	}
	return []string{
		write(t, dir, "small.png", encodePNG(t, picture(31, 17))),
		write(t, dir, "panorama.png", encodePNG(t, picture(1501, 40))),
		write(t, dir, "tower.png", encodePNG(t, picture(29, 333))),
		write(t, dir, "glass.png", encodePNG(t, glass)),
		write(t, dir, "large.jpg", encodeJPEG(t, picture(2501, 1701))),
		write(t, dir, "photo.jpg", encodeJPEG(t, picture(640, 427))),
		write(t, dir, "on-its-side.jpg", turned(encodeJPEG(t, picture(211, 97)))),
	}
}
