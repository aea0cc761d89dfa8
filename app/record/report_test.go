package record

import (
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

func TestReport(t *testing.T) {
	e := sample()
	e.Set.Name = "cats_and|dogs <b> &amp;\r# x"
	// Areas under ROC: SGD's dogs have 0.75 twice and 0.25 twice as its cats do, 0.5; of
	// seed 2 one and three times, (3 + 3·1)/16. The mean is 0.4375.
	text := string(Markdown(NewReport(e, NewTable(e)), func(figure string) (address, title string) {
		if strings.HasPrefix(figure, "box") {
			return "", ""
		}
		return figure + ".svg", "Chart [" + figure + "]"
	}))
	for _, want := range []string{
		"# A test\n", "24 November 2026, 01:02 UTC", `cats\_and|dogs &lt;b> &amp;amp; # x`, "3 of 4 runs finished. 1 is still to be trained.", "8 for training (4 cats, 4 dogs)", "Machine: 2 cores, an engine, a browser.",
		"| Method | CNN, 64 px, n = 2 × 8 |\n|---|---:|\n", `| SGD | 0.4375 (0.034 to 0.841) \[0.7630\] |`, `| Adam | 0.7500 (0.409 to 0.929) \[0.7829\], n = 1 × 8 |`,
		"## CNN, 64 px", "image size 64 px", "seeds 2", "Not clearly different from the study's figure: SGD (-0.326) and Adam (-0.033).",
		`![Chart \[validation-accuracy-1\]](validation-accuracy-1.svg)`, "](forest-1.svg)", "](roc-1.svg)",
		"| SGD | 0.1 | 2 | 2 | 0.6500 | 0.4375 | 0:04 | 800 |",
		"| Method | Test accuracy | Balanced accuracy | Recall of cats | Recall of dogs |\n", "| Adam | 0.7500 | 0.7500 |", "would be right on 0.5000 of the test photos", "Pair by pair: No two methods can be compared", "Not clearly better than guessing: SGD and Adam.", "83 times of 100",
		"| To 0.55 | Arrived | Epochs | Steps | Photos | Time |\n|---|---:|---:|---:|---:|---:|\n| SGD | 2 of 2 | 1 | 10 | 8 | 0:02 |\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "box") {
		t.Error("the report links a figure that is not there")
	}
}

func TestReportOfFailures(t *testing.T) {
	e := sample()
	e.Runs[3].Status, e.Runs[3].Failure = Failed, &protocol.Failed{Kind: protocol.Diverged, Sentence: "The loss became infinite."}
	e.Runs[2].Status, e.Runs[0].Status = Stopped, Stopped
	e.Machine = Machine{Cores: 1}
	text := string(Markdown(NewReport(e, NewTable(e)), func(string) (string, string) { return "", "" }))
	for _, want := range []string{
		"1 of 4 runs finished. 2 were stopped early and do not count. 1 failed.\n", "Adam on CNN, 64 px, seed 2: The loss became infinite.\n", "Machine: 1 core.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report has no %q:\n%s", want, text)
		}
	}
}

// TestReportOfFineTuning: what a part's settings are is told in words, and only of those
// that mean something for its model.
func TestReportOfFineTuning(t *testing.T) {
	e := sample()
	for _, c := range []struct {
		model   spec.ModelID
		train   spec.Train
		want    []string
		without []string
	}{
		{spec.CNN, spec.TrainBlock5, []string{"Settings: image size 64 px, ", "rate over time constant, dropout 0.5 of the head's inputs, mirror, ", "Why ours may differ from the study's: photos of 64 pixels, the study's being of 150, ", "means over 2 starts"}, []string{"true", "train block 5", "head first", "8 bits", "that falls", "head has learned"}},
		{spec.VGG19, spec.TrainBlock5, []string{"Settings: train block 5 and head, head first 5 epochs, ", "rounded to 8 bits", "the head has learned before block 5"}, nil},
		{spec.VGG19, spec.TrainHead, []string{"Settings: train head only, image size"}, []string{"head first", "head has learned"}},
	} {
		shared := &e.Parts[0].Shared
		shared.Model, shared.Train, shared.HeadEpochs, shared.Augment.Flip = c.model, c.train, 5, true
		e.Runs[0].Spec.Hyper.LearningRate, e.Parts[0].Hyper[spec.SGD] = 3e-5, spec.Hyper{LearningRate: 3e-5}
		text := string(Markdown(NewReport(e, NewTable(e)), func(string) (string, string) { return "", "" }))
		for _, want := range append(c.want, "| SGD | 3e-5 |") {
			if !strings.Contains(text, want) {
				t.Errorf("%s, %s: the report has no %q:\n%s", c.model, c.train, want, text)
			}
		}
		for _, not := range c.without {
			if strings.Contains(text, not) {
				t.Errorf("%s, %s: the report has %q:\n%s", c.model, c.train, not, text)
			}
		}
	}
}

// TestReportOfNothing: a report can be asked for before any run has been tested.
func TestReportOfNothing(t *testing.T) {
	e := sample()
	e.Runs = nil
	if sections := NewReport(e, NewTable(e)); len(sections) != 2 || sections[0].Blocks[1].Text != "No run has been tested yet." {
		t.Errorf("%+v", sections)
	}
}
