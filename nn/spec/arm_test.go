package spec

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// withArms is the default experiment with three arms of SGD and one of Adam.
func withArms(t *testing.T) Experiment {
	t.Helper()
	e := DefaultExperiment()
	set := func(look int, key, text string) {
		s, _ := SettingByKey(key)
		if err := s.SetInArm(&e, look, text); err != nil {
			t.Fatal(err)
		}
	}
	fast := e.AddArm(e.OwnArm(SGD))
	set(fast, KeyLearningRate, "0.5")
	small := e.AddArm(e.OwnArm(SGD))
	set(small, KeyBatchSize, "8")
	set(small, KeyFlip, "false")
	named := e.AddArm(e.OwnArm(Adam))
	set(named, KeyWeightDecay, "0.01")
	e.ChangeArm(named, func(a *Arm) { a.Name = ArmName(" AdamW ~  mine ") })
	e.AddArm(e.OwnArm(SGD))
	return e
}

func TestArmsAreCalledByWhatDiffers(t *testing.T) {
	e := withArms(t)
	var names []string
	for _, a := range e.Arms {
		names = append(names, e.NameOf(a))
	}
	want := []string{"SGD, δ 0.5", "SGD, batch size 8 photos, no mirror", "AdamW - mine", "SGD, arm 4"}
	if !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
}

// TestArmsRuns: a run of each for each seed, behind those of the methods, that differs from its
// method's own run in what the arm sets and in its label alone.
func TestArmsRuns(t *testing.T) {
	e := withArms(t)
	e.Methods, e.Seeds = []MethodID{SGD}, 2
	e.ChangeArm(4, func(a *Arm) { a.Off = true })
	runs := e.Runs()
	if len(runs) != 2*4 {
		t.Fatalf("%d runs, want two seeds of SGD and three arms", len(runs))
	}
	usual := e.Run(SGD)
	want := []func(*Run){
		func(*Run) {},
		func(r *Run) { r.Hyper.LearningRate = 0.5 },
		func(r *Run) { r.BatchSize, r.Augment.Flip = 8, false },
		func(r *Run) { r.Method, r.Hyper, r.WeightDecay = Adam, e.Hyper[Adam], 0.01 },
	}
	for i, r := range runs {
		expected := usual
		want[i%4](&expected)
		expected.Seed, expected.Arm = usual.Seed+uint64(i/4), r.Arm
		if r != expected || (r.Arm.Look != i%4) {
			t.Errorf("run %d is %+v, want %+v", i, r, expected)
		}
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
	}
	e.SameRate = 0.25
	for _, r := range e.Runs() {
		if r.Hyper.LearningRate != 0.25 {
			t.Errorf("%s has rate %g, want the same for all", r.Name(), r.Hyper.LearningRate)
		}
	}
}

// TestArmsTravel by link and by JSON, whatever arms were there between them.
func TestArmsTravel(t *testing.T) {
	e := withArms(t)
	e.RemoveArm(2)
	e.ChangeArm(4, func(a *Arm) { a.Off = true })
	e.ChangeArm(3, func(a *Arm) { a.Name = "AdamW, mine" })
	if got, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%q reads as %+v, %v; want %+v", e.Encode(), got.Arms, problems, e.Arms)
	}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var again Experiment
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, e) {
		t.Errorf("%s reads as %+v, %v", text, again, err)
	}
	if plain, _ := json.Marshal(DefaultRun(SGD)); strings.Contains(string(plain), `"arm"`) {
		t.Errorf("a run of a method's own arm says %s", plain)
	}
	e.RemoveArm(1)
	e.RemoveArm(3)
	e.RemoveArm(4)
	if !reflect.DeepEqual(e, DefaultExperiment()) {
		t.Errorf("without its arms it is %+v", e)
	}
}

func TestArmsOfALink(t *testing.T) {
	for _, c := range []struct{ link, problem string }{
		{"arm=lion~lr~1", `no method "lion"`},
		{"arm=sgd~gamma~0.5", `no setting "gamma"`},
		{"arm=sgd~seed~2", `no setting "seed"`},
		{"arm=sgd~batch~zebra", "Batch size cannot be"},
		{"arm=sgd~lr~-1", "Learning rate cannot be"},
		{"arm=sgd~lr", "Learning rate is empty"},
		{"arm=sgd~look~zero", ""},
		{"arm=sgd~look~-4&arm=sgd~look~1", ""},
		{"arm=", `no method ""`},
	} {
		e, problems := Decode("v=2&" + c.link + "&arm=adam~batch~8")
		switch {
		case c.problem == "" && problems != nil, c.problem != "" && (len(problems) != 1 || !strings.Contains(problems[0], c.problem)):
			t.Errorf("%s: problems %q, want %q", c.link, problems, c.problem)
		}
		if last := len(e.Arms) - 1; last < 0 || e.Arms[last].Own[KeyBatchSize] != "8" {
			t.Errorf("%s: what stands beside it was lost: %+v", c.link, e.Arms)
		}
		if err := e.CheckArms(); err != nil {
			t.Errorf("%s: %v", c.link, err)
		}
		if again, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(again, e) {
			t.Errorf("%s: written anew, %q reads as %+v, %v", c.link, e.Encode(), again.Arms, problems)
		}
	}
	if e, problems := Decode("v=2" + strings.Repeat("&arm=sgd~batch~8", MostArms+2)); len(e.Arms) != MostArms || len(problems) != 2 {
		t.Errorf("%d arms, problems %q", len(e.Arms), problems)
	}
}

func TestVary(t *testing.T) {
	e := DefaultExperiment()
	rate, _ := SettingByKey(KeyLearningRate)
	if n, err := rate.Vary(&e, e.OwnArm(Momentum), []string{"0.001", "0.01", "0,1"}); n != 3 || err != nil {
		t.Fatalf("%d arms, %v", n, err)
	}
	for i, want := range []float64{0.001, 0.01, 0.1} {
		if a := e.Arms[i]; a.Method != Momentum || a.Hyper.LearningRate != want || a.Hyper.Gamma != e.Hyper[Momentum].Gamma {
			t.Errorf("arm %d is %+v", i+1, a)
		}
	}
	before := e.Clone()
	if _, err := rate.Vary(&e, e.OwnArm(SGD), []string{"0.1", "fast"}); err == nil || !reflect.DeepEqual(e, before) {
		t.Errorf("with a value that is none: %v, arms %+v", err, e.Arms)
	}
}

// TestArmsFollowTheStart: an arm with the rates that its method starts with gets those of the
// new network, one with a rate of its own keeps it.
func TestArmsFollowTheStart(t *testing.T) {
	e := withArms(t)
	init, _ := SettingByKey(KeyInit)
	if err := init.SetIn(&e, "", string(Glorot)); err != nil {
		t.Fatal(err)
	}
	if e.Arms[0].Hyper.LearningRate != 0.5 || e.Arms[2].Hyper != e.Hyper[Adam] || e.Hyper[Adam] == DefaultRun(Adam).Hyper {
		t.Errorf("arms %+v", e.Arms)
	}
}

func TestCheckArms(t *testing.T) {
	for want, change := range map[string]func(*Arm){
		`no method "x"`: func(a *Arm) { a.Method = "x" },
		"two arms":      func(a *Arm) { a.Look = 2 },
		"cannot set":    func(a *Arm) { a.Own = map[string]string{KeySeed: "2"} },
		"too long":      func(a *Arm) { a.Name = strings.Repeat("x", 100) },
		"Learning rate": func(a *Arm) { a.Hyper.LearningRate = -1 },
	} {
		e := withArms(t)
		change(&e.Arms[0])
		if err := e.CheckArms(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if err := withArms(t).CheckArms(); err != nil {
		t.Error(err)
	}
}

// TestArmsWithNetworksOfTheirOwn see smaller photos, or train more of VGG19.
func TestArmsWithNetworksOfTheirOwn(t *testing.T) {
	e, problems := Decode("v=2&model=vgg19&train=head&arm=adam~size~128&arm=adam~train~block5~head-epochs~2")
	if problems != nil {
		t.Fatal(problems)
	}
	if err := e.CheckArms(); err != nil {
		t.Fatal(err)
	}
	own, large, fine := e.Run(Adam), e.ArmRun(e.Arms[0]), e.ArmRun(e.Arms[1])
	if large.ImageSize != 128 || fine.Train != TrainBlock5 || fine.HeadEpochs != 2 || own.ImageSize != 96 || own.Train != TrainHead {
		t.Errorf("%+v\n%+v\n%+v", own, large, fine)
	}
	if SameNetwork(own, large) || SameNetwork(own, fine) || !SameNetwork(own, e.Run(SGD)) {
		t.Error("networks of other shapes are taken for the same, or the same for others")
	}
	if large.Name() != "Adam, image size 128 px" {
		t.Errorf("it is called %q", large.Name())
	}
	if back, _ := Decode(e.Encode()); !reflect.DeepEqual(back, e) {
		t.Errorf("the link brings back %+v", back)
	}
	small, _ := Decode("v=2&model=vgg19&arm=adam~size~16")
	if len(small.Arms) == 1 && small.Arms[0].Own != nil {
		t.Error("VGG19 sees photos of 16 pixels")
	}
}

// TestArmsWithModelsOfTheirOwn see photos of the size that suits the model, and have what else
// follows from it; what was changed for all runs, and what the arm sets, stays.
func TestArmsWithModelsOfTheirOwn(t *testing.T) {
	e, problems := Decode("v=2&epochs=7&arm=sgd~model~vgg19&arm=adam~model~vgg19~train~head~size~128~lr~0.5&arm=sgd~model~cnn~batch~4")
	if problems != nil {
		t.Fatal(problems)
	}
	if err := e.CheckArms(); err != nil {
		t.Fatal(err)
	}
	fine, head, small := e.ArmRun(e.Arms[0]), e.ArmRun(e.Arms[1]), e.ArmRun(e.Arms[2])
	want := DefaultRunOf(VGG19, SGD)
	want.Epochs, want.Arm = 7, fine.Arm
	if fine != want {
		t.Errorf("fine-tuned it is %+v, want %+v", fine, want)
	}
	if head.Model != VGG19 || head.Train != TrainHead || head.ImageSize != 128 || head.Hyper.LearningRate != 0.5 {
		t.Errorf("the head is %+v", head)
	}
	if small.Model != CNN || small.BatchSize != 4 || small.ImageSize != e.Shared.ImageSize {
		t.Errorf("the CNN is %+v", small)
	}
	for i, want := range []string{"SGD, VGG19", "Adam, VGG19, train head only, image size 128 px, δ 0.5", "SGD, batch size 4 photos"} {
		if got := e.NameOf(e.Arms[i]); got != want {
			t.Errorf("arm %d is called %q, want %q", i+1, got, want)
		}
	}
	if back, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("%s brings back %+v, %v", e.Encode(), back.Arms, problems)
	}
	if SameNetwork(fine, e.Run(SGD)) {
		t.Error("VGG19 and the CNN are taken for one network")
	}
}

// TestAnArmsRateFollowsItsModel as long as it is the one that the method starts with.
func TestAnArmsRateFollowsItsModel(t *testing.T) {
	e := DefaultExperiment()
	model, _ := SettingByKey(KeyModel)
	train, _ := SettingByKey(KeyTrain)
	look := e.AddArm(e.OwnArm(Momentum))
	head := DefaultRunOf(VGG19, Momentum)
	head.Train = TrainHead
	for _, c := range []struct {
		setting Setting
		text    string
		want    Hyper
	}{
		{model, "vgg19", DefaultRunOf(VGG19, Momentum).Hyper},
		{train, "head", head.DefaultHyper()},
		{model, "cnn", e.Hyper[Momentum]},
	} {
		if err := c.setting.SetInArm(&e, look, c.text); err != nil {
			t.Fatal(err)
		}
		if a, _ := e.Arm(look); a.Hyper != c.want {
			t.Errorf("%s %s: %+v, want %+v", c.setting.Key, c.text, a.Hyper, c.want)
		}
	}
}

// TestAFixedArmStaysWhatItWas though its experiment, and what models start with, become others.
func TestAFixedArmStaysWhatItWas(t *testing.T) {
	e, _ := Decode("v=2&arm=sgd~model~vgg19~train~head&arm=sgd~batch~4")
	for _, a := range e.Arms {
		fixed := e.Fixed(a)
		later := e.Clone()
		later.Arms = []Arm{fixed}
		if got, want := later.ArmRun(fixed), e.ArmRun(a); got != want {
			t.Errorf("%s became %+v, was %+v", fixed.Name, got, want)
		}
		for _, s := range Settings {
			if _, own := fixed.Own[s.Key]; s.OfArm() && !own && a.Own[KeyModel] != "" {
				t.Errorf("%s does not say its %s", fixed.Name, s.Key)
			}
		}
	}
	if len(e.Fixed(e.Arms[1]).Own) != 1 {
		t.Error("an arm of the same model says what it does not set")
	}
}

// TestAnArmDropsWhatItsModelRefuses: VGG19 takes no photos as small as the CNN's.
func TestAnArmDropsWhatItsModelRefuses(t *testing.T) {
	e := DefaultExperiment()
	look := e.AddArm(e.OwnArm(SGD))
	for _, set := range [][2]string{{KeyImageSize, "50"}, {KeyBatchSize, "8"}, {KeyModel, "vgg19"}} {
		s, _ := SettingByKey(set[0])
		if err := s.SetInArm(&e, look, set[1]); err != nil {
			t.Fatal(err)
		}
	}
	a, _ := e.Arm(look)
	if r := e.ArmRun(a); r.ImageSize != 96 || r.BatchSize != 8 || a.Own[KeyImageSize] != "" {
		t.Errorf("%+v of %v", r, a.Own)
	}
}
