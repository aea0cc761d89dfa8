package spec

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestRunsDifferInMethodAlone(t *testing.T) {
	runs := DefaultExperiment().Runs()
	if len(runs) != 6 {
		t.Fatalf("%d runs, want the study's six mini-batch methods", len(runs))
	}
	for _, r := range runs {
		r.Method, r.Hyper = runs[0].Method, runs[0].Hyper
		if r != runs[0] {
			t.Errorf("run %+v differs from %+v in more than its method", r, runs[0])
		}
	}
}

func TestGrid(t *testing.T) {
	e := DefaultExperiment()
	e.Methods, e.Seeds, e.SameRate, e.Shared.Seed = []MethodID{Adam, SGD}, 2, 0.5, largestSeed
	type key struct {
		method MethodID
		seed   uint64
	}
	want := []key{{SGD, largestSeed}, {Adam, largestSeed}, {SGD, 0}, {Adam, 0}}
	var got []key
	for _, r := range e.Runs() {
		got = append(got, key{r.Method, r.Seed})
		if r.Hyper.LearningRate != 0.5 {
			t.Errorf("%s has rate %g, want the same for all", r.Method, r.Hyper.LearningRate)
		}
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("runs %v, want %v", got, want)
	}
	if e.Hyper[Adam] != DefaultExperiment().Hyper[Adam] {
		t.Error("the same rate for all has overwritten Adam's own")
	}
}

func TestLinkRoundTrip(t *testing.T) {
	if link := DefaultExperiment().Encode(); link != "" {
		t.Errorf("the default makes the link %q, want an empty one", link)
	}
	for _, m := range Models {
		testLinkRoundTrip(t, m.ID)
	}
}

func testLinkRoundTrip(t *testing.T, model ModelID) {
	e := DefaultExperimentFor(model)
	if got, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%s: the link %q reads as %+v, %v", model, e.Encode(), got, problems)
	}
	e.Methods = []MethodID{SGD, Adam}
	// Every setting off its default, so that none can be lost on the way.
	for _, s := range Settings {
		text := map[Kind]string{Whole: "77", Real: "0.125", Switch: "true", Choice: lastChoice(s)}[s.Kind]
		switch s.Key {
		case KeyBiasCorrection:
			text = "false"
		case KeyVariants:
			text = "7"
		}
		if !s.Hyper() {
			if err := s.SetIn(&e, "", text); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for _, m := range Methods {
			if m.Uses(s.Key) {
				if err := s.SetIn(&e, m.ID, text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	link := e.Encode()
	for _, prefix := range []string{"", "?", "#"} {
		got, problems := Decode(prefix + link)
		if problems != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("%q reads as %+v, %v; want %+v", prefix+link, got, problems, e)
		}
	}
	if !slices.IsSorted(strings.Split(link, "&")) && !strings.Contains(link, "adam.lr=0.125") {
		t.Errorf("link %q lacks adam.lr", link)
	}
}

// TestOldLinksMeanWhatTheyMeant: what a link without a version leaves out is as it was at
// first, whatever the page begins with today.
func TestOldLinksMeanWhatTheyMeant(t *testing.T) {
	e, problems := Decode("epochs=20&adam.lr=0.002")
	if problems != nil {
		t.Fatal(problems)
	}
	want := Run{
		Model: CNN, Train: TrainBlock5, ImageSize: 64, BatchSize: 32, Epochs: 20, Init: Glorot, Pixels: ZeroToOne, Seed: 1,
		Schedule: Constant, StepEvery: 5, StepFactor: 0.5, DecayForm: Decoupled, Dropout: 0.5,
	}
	if e.Shared != want || e.Seeds != 1 || e.SameRate != 0 || len(e.Methods) != 6 {
		t.Errorf("an old link reads as %+v, want %+v", e.Shared, want)
	}
	for id, rate := range map[MethodID]float64{GD: 0.3, SGD: 0.1, Momentum: 0.02, Nesterov: 0.02, Adagrad: 0.003, RMSprop: 0.0006, Adam: 0.002} {
		if got := e.Hyper[id].LearningRate; got != rate {
			t.Errorf("%s has the rate %g in an old link, had %g", id, got, rate)
		}
	}
	for _, link := range []string{"", "#", "?", "v=2"} {
		if got, problems := Decode(link); problems != nil || !reflect.DeepEqual(got, DefaultExperiment()) {
			t.Errorf("%q reads as %+v, %v; want today's defaults", link, got, problems)
		}
	}
	if again, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(again, e) {
		t.Errorf("written anew, %q reads as %+v, %v", e.Encode(), again, problems)
	}
	if got, problems := Decode("v=99&batch=8"); len(problems) != 1 || !strings.Contains(problems[0], "Reload") || got.Shared.BatchSize != 8 {
		t.Errorf("a link of tomorrow reads as %+v, %q", got, problems)
	}
}

// TestDefaultsFollowTheStart: rates found with He's starting weights go when Glorot's are
// chosen, by the form and by a link, whichever order its entries have.
func TestDefaultsFollowTheStart(t *testing.T) {
	e := DefaultExperiment()
	e.Hyper[SGD] = Hyper{LearningRate: 0.123}
	init, _ := SettingByKey(KeyInit)
	if err := init.SetIn(&e, "", string(Glorot)); err != nil {
		t.Fatal(err)
	}
	if e.Hyper[SGD].LearningRate != 0.123 || e.Hyper[Adam] != FirstRunOf(CNN, Adam).Hyper || e.Hyper[Adam] == DefaultRun(Adam).Hyper {
		t.Errorf("SGD has %g, Adam %g", e.Hyper[SGD].LearningRate, e.Hyper[Adam].LearningRate)
	}
	e.Hyper[Adam] = DefaultRun(Adam).Hyper // typed
	if got, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%q reads as %+v, %v; want %+v", e.Encode(), got, problems, e)
	}
}

// TestHeadFirst: the block waits in the epochs given, and only where it is trained at all;
// elsewhere the setting is not looked at.
func TestHeadFirst(t *testing.T) {
	for _, c := range []struct {
		model ModelID
		train Train
		want  string // of the epochs 0 to 3, with two for the head
	}{
		{VGG19, TrainBlock5, "[true true false false]"},
		{VGG19, TrainHead, "[false false false false]"},
		{CNN, TrainBlock5, "[false false false false]"},
	} {
		r := DefaultRunOf(c.model, Momentum)
		r.Train, r.HeadEpochs = c.train, 2
		var waits []bool
		for epoch := range 4 {
			waits = append(waits, r.Waits(epoch))
		}
		if got := fmt.Sprint(waits); got != c.want {
			t.Errorf("%s, %s: waits %s, want %s", c.model, c.train, got, c.want)
		}
		r.HeadEpochs = -1
		if refused := r.Validate() != nil; refused != (c.model == VGG19 && c.train == TrainBlock5) {
			t.Errorf("%s, %s: -1 epochs are refused: %v", c.model, c.train, refused)
		}
	}
}

// TestDefaultsFollowWhatIsTrained changes what of VGG19 is trained, by the form's
// way and by a link's.
func TestDefaultsFollowWhatIsTrained(t *testing.T) {
	of := func(train Train, method MethodID) Hyper {
		r := DefaultRunOf(VGG19, method)
		r.Train = train
		return r.DefaultHyper()
	}
	differ := slices.ContainsFunc(Methods, func(m Method) bool { return of(TrainHead, m.ID) != of(TrainBlock5, m.ID) })
	if !differ {
		t.Fatal("all defaults are the same for both; this test cannot fail")
	}
	e := DefaultExperimentFor(VGG19)
	own := Hyper{LearningRate: 0.123, Gamma: 0.5}
	e.Hyper[Momentum] = own
	train, _ := SettingByKey(KeyTrain)
	if err := train.SetIn(&e, "", string(TrainHead)); err != nil {
		t.Fatal(err)
	}
	for _, m := range Methods {
		want := of(TrainHead, m.ID)
		if m.ID == Momentum {
			want = own // what was typed stays
		}
		if e.Hyper[m.ID] != want {
			t.Errorf("%s has %+v, want %+v", m.ID, e.Hyper[m.ID], want)
		}
	}
	// A rate that the other defaults happen to have is written and read as typed.
	e.Hyper[Adam] = of(TrainBlock5, Adam)
	e.Hyper[SGD] = of(TrainBlock5, SGD)
	e.Hyper[RMSprop] = of(TrainBlock5, RMSprop)
	if got, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%q reads as %+v, %v; want %+v", e.Encode(), got, problems, e)
	}
}

func TestLinkProblems(t *testing.T) {
	cases := []struct{ link, problem string }{
		{"epochs=0", "Epochs cannot be"},
		{"epochs=x", "Epochs cannot be"},
		{"model=resnet", `no model "resnet"`},
		{"methods=sgd,lion", `no method "lion"`},
		{"lion.lr=1", `no method "lion"`},
		{"sgd.gamma=0.5", `SGD has no setting "gamma"`},
		{"colour=red", `no setting "colour"`},
		{"lr=1", `no setting "lr"`},
		{"epochs=%zz", "damaged"},
	}
	for _, c := range cases {
		e, problems := Decode(c.link + "&batch=8")
		if len(problems) != 1 || !strings.Contains(problems[0], c.problem) {
			t.Errorf("%s: problems %q, want one with %q", c.link, problems, c.problem)
		}
		if e.Shared.BatchSize != 8 {
			t.Errorf("%s: what stands beside it was lost", c.link)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("epochs=20&methods=sgd,adam&adam.lr=0.0005")
	f.Add("?epochs=&=&%")
	f.Fuzz(func(t *testing.T, link string) {
		e, _ := Decode(link)
		for _, r := range e.Runs() {
			if err := r.Validate(); err != nil {
				t.Errorf("%q gives a run that is not valid: %v", link, err)
			}
		}
		if again, problems := Decode(e.Encode()); problems != nil || !reflect.DeepEqual(again, e) {
			t.Errorf("%q: %+v reads back as %+v, %v", link, e, again, problems)
		}
	})
}
