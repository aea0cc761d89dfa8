package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/app/session"
)

// TestVGG19 goes the whole way with the real weights and real photos: converts the
// weights, makes a set of a folder, has the frozen layers look at it, trains the
// head, and names photos that it has never seen.
func TestVGG19(t *testing.T) {
	weights := realWeights(t)
	const each = 20 // of a class, 40 in all: a few seconds' work for the frozen layers
	dir := filepath.Join(t.TempDir(), "few-photos")
	for _, class := range []string{"cats", "dogs"} {
		folder := filepath.Join(dir, class)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for i, path := range realPhotos(t, "train", class, each) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			write(t, folder, fmt.Sprintf("photo-%d.jpg", i), content)
		}
	}
	v := open(t, "#model=vgg19&train=head&size=96&epochs=15&batch=8&methods=adam")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(weights)
	v.waitBase(session.BaseReady)
	v.drop(dir)
	v.waitText("#data", "few-photos")
	v.startChosen()
	v.openTab("runs")
	v.waitStatus("adam", "done")
	v.shot("trained")

	const seen = 8
	dropped := append(realPhotos(t, "test", "cats", seen), realPhotos(t, "test", "dogs", seen)...)
	v.drop(dropped...)
	v.waitFor("every photo's answer", fmt.Sprintf(`document.querySelectorAll(".photo .answer").length === %d`, len(dropped)))
	v.shot("answers")
}
