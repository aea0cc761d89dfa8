package form

import (
	"strconv"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/session/board"
	"pawgrad/nn/spec"
)

// empty returns a form of the defaults.
func empty() *Form { return New(board.New(func(host.Topic) {}), 4e9) }

func TestEditKeepsWhatWasTyped(t *testing.T) {
	at := Field{Method: spec.Adam, Key: spec.KeyLearningRate}
	before := spec.DefaultExperiment().Run(spec.Adam)
	usual := before.Hyper.LearningRate
	rate, _ := spec.SettingByKey(spec.KeyLearningRate)
	cases := []struct {
		text    string
		rate    float64
		settled string
		bad     bool
	}{
		{"0.0100", 0.01, "0.01", false},
		{"0,02", 0.02, "0.02", false},
		{"", usual, "", true},
		{"-1", usual, "-1", true},
		{"1e-4", 0.0001, "0.0001", false},
	}
	for _, c := range cases {
		f := empty()
		f.Edit(at, c.text)
		if f.Text(at) != c.text {
			t.Errorf("%q: the field shows %q while it is being edited", c.text, f.Text(at))
		}
		f.Settle(at)
		if f.Text(at) != c.settled {
			t.Errorf("%q: the field shows %q afterwards, want %q", c.text, f.Text(at), c.settled)
		}
		if got := f.Experiment.Hyper[spec.Adam].LearningRate; got != c.rate {
			t.Errorf("%q: rate %v, want %v", c.text, got, c.rate)
		}
		if (f.Problem(at) != "") != c.bad {
			t.Errorf("%q: problem %q", c.text, f.Problem(at))
		}
		f.ResetMethod(spec.Adam)
		if f.Text(at) != rate.Text(before) || f.Problem(at) != "" || f.MethodChanged(spec.Adam) {
			t.Errorf("%q: after the reset the field shows %q, problem %q", c.text, f.Text(at), f.Problem(at))
		}
	}
}

func TestLinkRoundTrip(t *testing.T) {
	f := empty()
	if f.Link() != "" {
		t.Errorf("the defaults' link is %q, want none", f.Link())
	}
	f.Edit(Field{Key: spec.KeyEpochs}, "20")
	f.Edit(Field{Method: spec.SGD, Key: spec.KeyLearningRate}, "0.2")
	f.Choose(spec.GD, true)
	f.Choose(spec.Adam, false)
	other := empty()
	other.Follow("#" + f.Link())
	if other.Link() != f.Link() || other.board.Notice != "" {
		t.Errorf("link %q came back as %q, notice %q", f.Link(), other.Link(), other.board.Notice)
	}
	other.Follow("epochs=0&nonsense=1")
	if !strings.Contains(other.board.Notice, "Epochs") || !strings.Contains(other.board.Notice, "nonsense") {
		t.Errorf("notice %q names not all that is wrong", other.board.Notice)
	}
	if other.Experiment.Shared.Epochs != spec.FirstExperimentFor(spec.CNN).Shared.Epochs {
		t.Error("a bad value was taken")
	}
}

func TestResetShared(t *testing.T) {
	f := empty()
	f.Edit(Field{Key: spec.KeyEpochs}, "many")
	f.Edit(Field{Key: spec.KeyBatchSize}, "8")
	if !f.SharedChanged() {
		t.Error("a change was not seen")
	}
	f.ResetShared()
	if f.SharedChanged() || f.Problem(Field{Key: spec.KeyEpochs}) != "" || f.Text(Field{Key: spec.KeyBatchSize}) != strconv.Itoa(spec.DefaultRun(spec.SGD).BatchSize) {
		t.Error("the defaults are not back")
	}
}

func TestChoosingAModelKeepsWhatWasTyped(t *testing.T) {
	f := empty()
	f.Edit(Field{Key: spec.KeyEpochs}, "3")
	f.Edit(Field{Method: spec.SGD, Key: spec.KeyLearningRate}, "0.2")
	f.ChooseModel(spec.VGG19)
	def := spec.DefaultExperimentFor(spec.VGG19)
	if e := f.Experiment; e.Shared.Epochs != 3 || e.Hyper[spec.SGD].LearningRate != 0.2 {
		t.Errorf("%d epochs, rate %v: what was typed is gone", e.Shared.Epochs, e.Hyper[spec.SGD].LearningRate)
	}
	if e := f.Experiment; e.Shared.ImageSize != def.Shared.ImageSize || e.Hyper[spec.Adam] != def.Hyper[spec.Adam] {
		t.Errorf("%d px, %+v: not VGG19's own", e.Shared.ImageSize, e.Hyper[spec.Adam])
	}
	f.ChooseModel(spec.CNN)
	f.Edit(Field{Key: spec.KeyImageSize}, "48")
	f.ChooseModel(spec.VGG19)
	if err := f.Experiment.Run(spec.Adam).Validate(); err != nil || f.Experiment.Shared.ImageSize != def.Shared.ImageSize {
		t.Errorf("a size too small for VGG19 became %d: %v", f.Experiment.Shared.ImageSize, err)
	}
	f.ChooseModel(spec.CNN)
	if f.Experiment.Shared.ImageSize != spec.DefaultExperiment().Shared.ImageSize || f.MethodChanged(spec.Adam) {
		t.Error("choosing the CNN again does not lead back")
	}
}
