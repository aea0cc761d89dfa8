package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// TestAnArmWithAModelOfItsOwn compares the CNN with VGG19's head, set up with the mouse: both are
// tested and name photos, the link sets both up again, and the saved experiment says the rate and
// the size that follow from VGG19.
func TestAnArmWithAModelOfItsOwn(t *testing.T) {
	weights := realWeights(t)
	dir := fewPhotos(t, 20)
	v := open(t, "#size=48&epochs=2&batch=8&methods=adam&targets=0.3+0.9")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.waitFor("how to get the weights", `document.querySelector("#weights")`)
	v.drop(weights)
	v.waitGone("#weights") // there is nothing to say of them while the CNN is the model of all runs
	v.drop(dir)
	v.waitText("#data", "few-photos")

	v.click("#more-adam")
	v.click("#add-arm-adam")
	v.waitFor("the arm's details", `document.querySelector("#apart-arm1")`)
	v.pick("#apart-arm1", "model")
	v.pick("#field-arm1-model", "vgg19")
	v.pick("#apart-arm1", "train")
	v.pick("#field-arm1-train", "head")
	v.waitText(`#methods [data-arm="1"] .method-name`, "Adam, VGG19, train head only")
	v.waitText("#arms-share", "Some differ in network and train")
	want(v, "the rate with which VGG19's head begins", `document.querySelector("#field-arm1-lr").value`, "0.0001")
	v.shot("arm-of-another-model")

	v.click("#start-chosen")
	v.waitFor("both arms tested", `document.querySelectorAll("#results-table tbody tr").length === 2`)
	want(v, "the legend", `[...document.querySelectorAll("#legend .legend-name")].map((e) => e.textContent)`, []string{"Adam", "Adam, VGG19, train head only"})
	v.drop(realPhotos(t, "test", "cats", 1)...)
	v.waitFor("both networks' answers", `document.querySelectorAll(".photo .answer:not([data-run^=ready])").length === 2`)

	v.openTab("results")
	path := filepath.Join(v.downloads(), "pawgrad-experiment.json")
	v.click("#save-json")
	v.waitFile(path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	of := map[spec.ModelID]spec.Run{}
	for _, r := range e.Runs {
		of[r.Spec.Model] = r.Spec
	}
	if head := of[spec.VGG19]; head.ImageSize != 96 || head.Train != spec.TrainHead || of[spec.CNN].ImageSize != 48 {
		t.Errorf("the file has %+v", of)
	}

	again := open(t, eval[string](v, "location.hash"))
	again.waitText(`#methods [data-arm="1"] .method-name`, "Adam, VGG19, train head only")
	again.openTab("results")
	again.choose("#open-experiment", path)
	again.waitFor("the opened arms", `document.querySelectorAll("#results-table tbody tr").length === 2`)
	again.waitText("#legend", "VGG19")
}
