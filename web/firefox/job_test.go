package firefox

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pawgrad/app/record"
	"pawgrad/web/measure"
	"pawgrad/web/site"
)

// visitor uses the page, and ends the test when that does not go.
type visitor struct {
	*testing.T
	tab *Tab
}

func (v visitor) must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

func (v visitor) wait(what, condition string) {
	v.Helper()
	v.must(v.tab.Wait(what, condition))
}

func (v visitor) click(selector string) {
	v.Helper()
	v.must(v.tab.Click(selector))
}

func (v visitor) openTab(name string) {
	v.Helper()
	v.click("#tab-" + name)
	v.wait("the tab "+name, fmt.Sprintf(`document.querySelector("#tab-%[1]s[aria-selected=true]") && document.querySelector("#panel-%[1]s")`, name))
}

// saved waits for a file that the page has offered.
func (v visitor) saved(path string) []byte {
	v.Helper()
	ctx, free := measure.Within(v.Context(), waiting)
	defer free()
	for ; ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		// Firefox writes into a .part file beside it, and the name stands there empty until then.
		if _, err := os.Stat(path + ".part"); err == nil {
			continue
		}
		if content, err := os.ReadFile(path); err == nil && len(content) > 0 {
			return content
		}
	}
	v.Fatalf("waited %v for %s", waiting, filepath.Base(path))
	return nil
}

// TestTheMainJob does in Firefox what the page is for: it loads, trains two methods, names a
// photo, saves the experiment, and has it all on the next visit; the console stays free of
// errors and no other host is asked.
func TestTheMainJob(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT TESTED with -short: it takes a browser and about a minute")
	}
	if _, err := Find(); err != nil {
		t.Skipf("NOT TESTED in Firefox: %v", err)
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	dist, remove, err := site.Built(root)
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	server := httptest.NewServer(site.Handler(dist))
	defer server.Close()
	downloads := t.TempDir()
	b, err := Launch(t.Context(), downloads)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	t.Log(b.Name)
	v := visitor{t, b.Tab}
	defer v.picture(root)

	v.must(v.tab.Open(server.URL + "/#size=48&epochs=3&train-images=64&eval-images=32&batch=16&methods=sgd,adam"))
	v.wait("the page", `!document.querySelector("#shell") && document.querySelectorAll("#thumbnails img").length >= 8`)
	v.click("#start-chosen")
	v.openTab("runs")
	v.wait("two runs to be done", `document.querySelectorAll(".card[data-status=done]").length === 2`)
	v.openTab("results")
	v.wait("two rows of results", `document.querySelectorAll("#results-table tbody tr").length === 2`)
	_, err = await(v.tab, "training losses of 3 epochs, the last below the first", `[...document.querySelectorAll("#epochs-table .train-loss")].map((cell) => parseFloat(cell.textContent))`,
		func(losses []float64) bool { return len(losses) == 3 && losses[2] < losses[0] })
	v.must(err)

	v.click("#save-json")
	experiment, err := record.Decode(v.saved(filepath.Join(downloads, "pawgrad-experiment.json")))
	if err != nil || len(experiment.Runs) != 2 || experiment.Runs[0].Result == nil || experiment.Runs[1].Result == nil {
		t.Errorf("the file saved holds %d runs, %v", len(experiment.Runs), err)
	}
	v.openTab("try-it")
	v.must(v.tab.Choose("#open-photos", photo(t)))
	v.wait("an answer of each network", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 2`)

	sure, err := await(v.tab, "how sure the second network is", `50 + parseFloat(document.querySelector('.photo .answer[data-run="run2"] .answer-fill').style.width)`, func(p float64) bool { return p >= 50 })
	v.must(err)

	v.openTab("runs")
	v.click("#card-run2 .exports summary")
	v.click(`#card-run2 [data-format="html"]`)
	file := filepath.Join(downloads, "pawgrad-cnn-adam.html")
	v.saved(file)

	_, err = Eval[bool](v.tab, "globalThis.left = true")
	v.must(err)
	v.must(v.tab.Reload())
	v.wait("the page anew", `!globalThis.left && !document.querySelector("#shell")`)
	v.openTab("results")
	v.wait("the results of the last visit", `document.querySelectorAll("#results-table tbody tr").length === 2`)
	there := len(v.tab.Errors())
	v.checkOneFile(file, sure)
	for i, e := range v.tab.Errors() {
		// What the page was still loading when it was left, Firefox tells of as a worker's error.
		if left := i >= there && strings.Contains(e, "A ServiceWorker intercepted the request"); !left {
			t.Errorf("the console showed an error: %s", e)
		}
	}
	for _, address := range v.tab.Requests() {
		if !strings.HasPrefix(address, server.URL) && !strings.HasPrefix(address, "blob:") && !strings.HasPrefix(address, "data:") && address != "file://"+file && address != "about:blank" {
			t.Errorf("another host was asked: %s", address)
		}
	}
}

// checkOneFile opens a network in one HTML file from the disk: it is as sure of the photo, in per cent, as on the page.
func (v visitor) checkOneFile(file string, want float64) {
	v.Helper()
	v.must(v.tab.Open("file://" + file))
	v.wait("the file's network", `document.querySelector("#state").textContent.startsWith("Ready.")`)
	v.must(v.tab.Choose("#photos", photo(v.T)))
	v.wait("the file's answer", `document.querySelector("#answers [data-probability]")`)
	p, err := Eval[float64](v.tab, `Number(document.querySelector("#answers [data-probability]").dataset.probability)`)
	v.must(err)
	if got := 100 * max(p, 1-p); math.Abs(got-want) > 0.051 {
		v.Errorf("the file is sure of a photo to %.2f %%, the page to %.1f %%", got, want)
	}
}

// picture keeps what was seen last in artifacts/.
func (v visitor) picture(root string) {
	picture, err := v.tab.Picture()
	if err == nil {
		err = os.MkdirAll(filepath.Join(root, "artifacts"), 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "artifacts", "firefox.png"), picture, 0o644)
	}
	if err != nil {
		v.Logf("no picture: %v", err)
	}
}

// photo writes a picture to be named.
func photo(t *testing.T) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
