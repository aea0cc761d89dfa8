package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew; look at them before committing")

// golden lists the pictures kept in testdata: every figure, both grounds, a wide and a narrow screen, and the projector.
var golden = []struct {
	name          string
	figure        Figure
	width, height float64
	theme         Theme
}{
	{"line", accuracyChart(), 620, 320, Light()},
	{"line-dark-hover", hovered(accuracyChart(), 9), 620, 320, Dark()},
	{"line-live", liveChart(), 620, 320, Light()},
	{"line-events", changedChart(), 620, 320, Light()},
	{"line-narrow", hovered(accuracyChart(), 20), 390, 260, Light()},
	{"line-present", accuracyChart(), 1280, 640, Light().Present()},
	{"line-empty", Line{Title: "Training loss", X: Axis{Label: "Epoch", Show: Range{0, 12}}, Y: Axis{Label: "Cross-entropy (nats)"}}, 390, 240, Light()},
	{"line-full", lossChart(), 800, 420, Light()},
	{"line-full-dark", lossChart(), 390, 360, Dark()},
	{"line-log", logChart(), 620, 320, Light()},
	{"seeds", hovered(seedsChart(false), 9), 620, 340, Light()},
	{"seeds-time-dark", seedsChart(true), 620, 340, Dark()},
	{"seeds-time-narrow", hovered(seedsChart(true), 60), 340, 300, Light()},
	{"seeds-present", seedsChart(true), 1280, 640, Light().Present()},
	{"layers", layers(6), 800, layers(6).Height(800, Light()), Light()},
	{"layers-dark-hover", pointedAt(layers(6), 4, 3), 620, layers(6).Height(620, Dark()), Dark()},
	{"layers-narrow", layers(6), 340, layers(6).Height(340, Light()), Light()},
	{"layers-20", layers(20), 1280, layers(20).Height(1280, Light()), Light()},
	{"layers-20-narrow", layers(20), 340, layers(20).Height(340, Dark()), Dark()},
	{"layers-present", layers(6), 1280, 760, Light().Present()},
	{"arms", armsChart(), 620, 320, Light()},
	{"arms-dark-narrow", hovered(armsChart(), 9), 390, 320, Dark()},
	{"sweep", rateSweep(), 800, 420, Light()},
	{"sweep-dark-hover", sweptAt(0.1), 620, 380, Dark()},
	{"sweep-narrow", rateSweep(), 340, 380, Light()},
	{"sweep-present", rateSweep(), 1280, 720, Dark().Present()},
	{"landscape", lossSurface(), 800, 520, Light()},
	{"landscape-dark-half", Still{lossSurface(), 0.4}, 800, 520, Dark()},
	{"landscape-narrow", lossSurface(), 340, lossSurface().Height(340, Light()), Light()},
	{"landscape-narrow-dark-hover", spotted(lossSurface(), 4, 1), 390, 480, Dark()},
	{"landscape-present", lossSurface(), 1280, 720, Light().Present()},
	{"box", boxPlot(), 800, boxPlot().Height(800, Light()), Light()},
	{"box-dark-narrow", boxPlot(), 390, 320, Dark()},
	{"box-batches", batchBoxes(), 800, batchBoxes().Height(800, Light()), Light()},
	{"box-batches-dark", batchBoxes(), 620, batchBoxes().Height(620, Dark()), Dark()},
	{"box-batches-narrow", batchBoxes(), 340, batchBoxes().Height(340, Light()), Light()},
	{"box-seeds", seedBoxes(), 620, seedBoxes().Height(620, Light()), Light()},
	{"box-present", boxPlot(), 1280, 640, Dark().Present()},
	{"forest", studyForest(nil), 800, studyForest(nil).Height(800, Light()), Light()},
	{"forest-dark-hover", studyForest(new(int)), 620, studyForest(nil).Height(620, Dark()), Dark()},
	{"forest-narrow", studyForest(nil), 340, studyForest(nil).Height(340, Light()), Light()},
	{"forest-present", studyForest(nil), 1280, 640, Light().Present()},
	{"roc", rocChart(), 640, 420, Light()},
	{"roc-long", longROC(), 620, 420, Light()},
	{"roc-long-present", longROC(), 1280, 640, Light().Present()},
	{"line-guess", guessedChart(), 620, 320, Light()},
	{"roc-dark-narrow", rocChart(), 390, 420, Dark()},
	{"confusion", confusionMatrix(), 420, 300, Light()},
	{"confusion-chosen", Confusion{Title: "Adam on the test photos", Classes: confusionMatrix().Classes, Counts: confusionMatrix().Counts, Chosen: [2][2]bool{{false, true}, {true, false}}}, 420, 300, Light()},
	{"confusion-dark", confusionMatrix(), 390, 320, Dark()},
	{"cnn", cnn(), 1280, cnn().Height(1280, Light()), Light()},
	{"cnn-narrow", cnn(), 390, cnn().Height(390, Dark()), Dark()},
	{"vgg19", vgg19(), 1280, vgg19().Height(1280, Dark()), Dark()},
	{"vgg19-head", headOnly(), 800, headOnly().Height(800, Light()), Light()},
	{"vgg19-narrow", vgg19(), 340, vgg19().Height(340, Light()), Light()},
	{"vgg19-present", vgg19(), 1280, vgg19().Height(1280, Light().Present()), Light().Present()},
}

// TestGolden compares every picture with the one last looked at and approved.
func TestGolden(t *testing.T) {
	for _, g := range golden {
		t.Run(g.name, func(t *testing.T) {
			got := ToSVG(g.figure, g.width, g.height, g.theme)
			wellFormed(t, got)
			path := filepath.Join("testdata", g.name+".svg")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; run go test -update, look at the picture, and commit it", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs %s; if that is meant, run go test -update and look at the picture", path, firstDifference(got, want))
			}
		})
	}
}

func wellFormed(t *testing.T, file []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(file)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed XML: %v", err)
		}
	}
}

func firstDifference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			return fmt.Sprintf("from line %d:\n got  %.160s\n want %.160s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("in length: %d lines, not %d", len(g), len(w))
}
