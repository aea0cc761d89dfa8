package e2e

import (
	"fmt"
	"image"
	"image/color"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// answerOf is the answer of a network of some kind, by the beginning of its name, for a photo.
func answerOf(photo, network string) string {
	return fmt.Sprintf(`.photo[aria-label=%q] .answer[data-run^=%s]`, photo, network)
}

// TestAPhotoIsAnsweredBeforeDuringAndAfterTraining drops a photo as large as phones take them
// first thing, another while a network is trained, and a third when it is done: the network
// that came with the page answers each, the visitor's own beside it as soon as there is one.
func TestAPhotoIsAnsweredBeforeDuringAndAfterTraining(t *testing.T) {
	v := open(t, "#size=48&epochs=1&train-images=32&eval-images=16&batch=16&methods=sgd")
	dir, phone := t.TempDir(), encodeJPEG(t, picture(4032, 3024))

	v.drop(write(t, dir, "before.jpg", phone))
	v.waitFor("an answer before anything is trained", fmt.Sprintf("document.querySelector('%s')", answerOf("before.jpg", "ready-cnn")))
	v.waitText("#try-hint", "photos from cameras it named")
	v.waitText(answerOf("before.jpg", "ready-cnn"), "Ready-made CNN")
	v.shot("before")

	v.hold(`kind === "EpochPoint"`)
	v.startChosen()
	v.waitHeld(1)
	v.drop(write(t, dir, "during.jpg", phone))
	v.waitFor("an answer during the training", fmt.Sprintf("document.querySelector('%s')", answerOf("during.jpg", "ready-cnn")))
	if n := v.count(answerOf("during.jpg", "run")); n != 0 {
		t.Errorf("%d networks answer that are not trained yet", n)
	}
	v.release()
	v.openTab("runs")
	v.waitStatus("sgd", "done")

	v.drop(write(t, dir, "after.jpg", phone))
	for _, name := range []string{"before.jpg", "during.jpg", "after.jpg"} {
		for _, network := range []string{"run", "ready-cnn"} {
			v.waitFor(network+" answering "+name, fmt.Sprintf("document.querySelector('%s')", answerOf(name, network)))
		}
		want(v, "the first of the answers for "+name, fmt.Sprintf(`document.querySelector('.photo[aria-label=%q] .answer').dataset.run`, name), "run1")
	}
	v.shot("after")
}

// TestAPictureOfNothingIsNotNamedWithCertainty drops a plain shade of colour: the network that came
// with the page says that it is unlike its photos, and no percentage.
func TestAPictureOfNothingIsNotNamedWithCertainty(t *testing.T) {
	v := open(t, "")
	dropShade(t, v, "ready-cnn")
	v.shot("unlike")
}

// dropShade drops a picture of colours alone and sees that a network names it without certainty.
func dropShade(t *testing.T, v *visit, network string) {
	t.Helper()
	shade := image.NewRGBA(image.Rect(0, 0, 256, 256))
	for i := range 256 * 256 {
		shade.SetRGBA(i%256, i/256, color.RGBA{uint8(i % 256), uint8(i / 256), 200, 255})
	}
	v.drop(write(t, t.TempDir(), "shade.jpg", encodeJPEG(t, shade)))
	v.waitText(answerOf("shade.jpg", network), "Unlike the photos it learned from")
	if says := eval[string](v, fmt.Sprintf("document.querySelector('%s').textContent", answerOf("shade.jpg", network))); strings.Contains(says, "%") {
		t.Errorf("it says %q, want no certainty", says)
	}
}

// TestVGG19AnswersWhereItsWeightsAre drops a real photo first thing on a site with VGG19's
// weights: the ready-made head on them answers in place of the small network, and knows as well what is
// unlike its photos.
func TestVGG19AnswersWhereItsWeightsAre(t *testing.T) {
	files, manifest := weightsBeside(t)
	shell, err := os.ReadFile(world.dist + "/index.html")
	if err != nil {
		t.Fatal(err)
	}
	files[""] = regexp.MustCompile(`data-vgg19="[^"]*"`).ReplaceAll(shell, []byte(`data-vgg19="`+manifest.ID()+`"`))
	world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
		content, ok := files[file]
		if ok && file == "" {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		if ok {
			w.Write(content)
		}
		return ok
	})
	defer world.site.answerFirst(nil)
	v := open(t, "")
	v.drop(realPhotos(t, "test", "dogs", 1)...)
	v.waitFor("VGG19's answer", `document.querySelector('.photo .answer[data-run="ready-vgg19"]')`)
	v.waitGone(`.photo .answer[data-run="ready-cnn"]`)
	v.waitText("#try-hint", "photos from cameras it named")
	dropShade(t, v, "ready-vgg19")
	v.shot("vgg19")
}
