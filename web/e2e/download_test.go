package e2e

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"pawgrad/app/session/pretrained"
	"pawgrad/assets/vgg19"
)

// weightsBeside are the files of VGG19's real weights as a site carries them.
func weightsBeside(t testing.TB) (files map[string][]byte, manifest *vgg19.Manifest) {
	t.Helper()
	files = map[string][]byte{}
	manifest, err := vgg19.Write(realBase(t), func(name string, content []byte) error {
		files["vgg19/"+name] = bytes.Clone(content)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return files, manifest
}

// TestADownloadGoesOn loads weights that lie beside the site. The connection breaks off in
// the third file, and trying again goes on with that; then the fifth comes altered, which
// is found out, and is fetched again alone. Each time the page says so. With the weights there, block 5 is trained,
// and the whole network names a photo.
func TestADownloadGoesOn(t *testing.T) {
	files, manifest := weightsBeside(t)
	shell, err := os.ReadFile(filepath.Join(world.dist, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	files[""] = regexp.MustCompile(`data-vgg19="[^"]*"`).ReplaceAll(shell, []byte(`data-vgg19="`+manifest.ID()+`"`))
	name := func(i int) string { return "vgg19/" + manifest.Shards[i].Name }

	var mu sync.Mutex
	asked := map[string]int{}
	broken, altered := true, true
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		content, ok := files[file]
		if !ok {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		asked[file]++
		switch {
		case file == name(2) && broken:
			broken = false
			w.Header().Set("Content-Length", "1000000")
			w.Write(content[:500000])
			panic(http.ErrAbortHandler)
		case file == name(4) && altered:
			altered = false
			content = bytes.Clone(content)
			content[len(content)/2]++
		case file == "":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		w.Write(content)
		return true
	})
	defer world.site.answerFirst(nil)
	times := func(i int) int {
		mu.Lock()
		defer mu.Unlock()
		return asked[name(i)]
	}

	v := open(t, "#model=vgg19&train=head&size=64&epochs=1&batch=8&methods=adam")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(fewPhotos(t, 8))
	v.waitText("#data", "few-photos")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "failed")
	v.waitText(card("adam"), manifest.Shards[2].Name+" could not be loaded")
	v.waitText(card("adam"), "Check the connection")
	v.shot("cut")
	v.click(card("adam") + ` [data-do="retry"]`)
	v.waitText(card("adam"), manifest.Shards[4].Name)
	v.waitStatus("adam", "failed")
	if times(0) != 1 || times(1) != 1 || times(2) != 2 || times(4) != 1 {
		t.Errorf("after going on, the files were asked for %v times", asked)
	}
	v.shot("altered")
	v.click(card("adam") + ` [data-do="retry"]`)
	v.waitStatus("adam", "done")
	if times(0) != 1 || times(3) != 1 || times(4) != 2 || times(5) != 1 {
		t.Errorf("with one file altered, the files were asked for %v times", asked)
	}
	v.waitText("#licence", "CC BY 4.0")

	v.waitBaseKept()
	v.do(chromedp.Navigate("about:blank"))
	v.goTo("#model=vgg19&train=block5&size=64&epochs=1&batch=8&methods=momentum")
	v.waitBase(pretrained.Kept)
	v.waitText("#data", "few-photos")
	before := times(5)
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("momentum", "done")
	if times(5) != before {
		t.Error("the weights were downloaded again")
	}
	v.drop(realPhotos(t, "test", "dogs", 1)...)
	v.waitFor("the photo's answer", `document.querySelector(".photo .answer:not([data-run^=ready])")`)
	v.forgive("net::ERR")
}
