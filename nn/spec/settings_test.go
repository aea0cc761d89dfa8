package spec

import (
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestDefaultsAreValid(t *testing.T) {
	for _, model := range Models {
		for _, m := range Methods {
			for _, r := range []Run{DefaultRunOf(model.ID, m.ID), FirstRunOf(model.ID, m.ID)} {
				if err := r.Validate(); err != nil {
					t.Errorf("%s by %s: %v", model.Name, m.Name, err)
				}
			}
		}
		for _, r := range DefaultExperimentFor(model.ID).Runs() {
			if err := r.Validate(); err != nil {
				t.Errorf("%s by %s: %v", model.Name, r.Method, err)
			}
		}
	}
}

// TestEverySetting checks that a setting's text reads back, that it reaches one
// field of its own, and that values beyond its limits are refused by name.
func TestEverySetting(t *testing.T) {
	keys := map[string]bool{}
	for _, s := range Settings {
		if keys[s.Key] {
			t.Errorf("key %q occurs twice", s.Key)
		}
		keys[s.Key] = true
		if s.Label == "" || s.Help == "" || !strings.HasSuffix(s.Help, ".") {
			t.Errorf("%s: label %q, help %q; want both, the help a sentence", s.Key, s.Label, s.Help)
		}
		method := Adam
		if s.Key == KeyGamma || s.Key == KeyRho {
			method = map[string]MethodID{KeyGamma: Momentum, KeyRho: RMSprop}[s.Key]
		}
		e := FirstExperimentFor(CNN)
		before := e.Clone()
		if err := s.SetIn(&e, method, s.TextIn(e, method)); err != nil || !reflect.DeepEqual(e, before) {
			t.Errorf("%s: its own text %q does not read back: %v", s.Key, s.TextIn(e, method), err)
		}
		other, bad := map[Kind]string{Whole: "48", Real: "0.25", Shares: "0.25", Switch: "true", Choice: lastChoice(s)}[s.Kind], "nonsense"
		if s.Key == KeyBiasCorrection {
			other = "false"
		}
		if err := s.SetIn(&e, method, other); err != nil {
			t.Errorf("%s: %v", s.Key, err)
		}
		want := 1
		if s.Key == KeyInit || s.Key == KeyModel {
			want = 2 // with the rate that suits it
		}
		if n := changed(before, e, method); n != want {
			t.Errorf("%s: setting it changed %d fields, want %d", s.Key, n, want)
		}
		refused := []string{bad}
		if s.Kind != Shares { // for which nothing stands for those proposed
			refused = append(refused, "")
		}
		if s.Kind == Whole || s.Kind == Real {
			refused = append(refused, "-1", "NaN", "Inf", "1e300")
			if s.OpenMin {
				refused = append(refused, Number(s.Min))
			}
		}
		for _, text := range refused {
			held := e.Clone()
			err := s.SetIn(&e, method, text)
			if err == nil || !strings.HasPrefix(err.Error(), s.Label) || !strings.Contains(err.Error(), "Enter ") {
				t.Errorf("%s = %q: error %v, want a sentence with the label and what to enter", s.Key, text, err)
			}
			if !reflect.DeepEqual(e, held) {
				t.Errorf("%s = %q was refused but changed the experiment", s.Key, text)
			}
		}
	}
	for _, m := range Methods {
		for _, key := range m.Settings {
			if s, ok := SettingByKey(key); !ok || !s.Hyper() {
				t.Errorf("%s reads %q, which is no hyper-parameter", m.Name, key)
			}
		}
	}
}

// lastChoice is the value of a setting's last choice, which is no default.
func lastChoice(s Setting) string {
	if len(s.Choices) == 0 {
		return ""
	}
	return s.Choices[len(s.Choices)-1].Value
}

// changed counts the fields, those of inner structs each, that differ between two
// experiments, of hyper-parameters those of one method.
func changed(a, b Experiment, method MethodID) int {
	var count func(a, b reflect.Value) int
	count = func(a, b reflect.Value) int {
		n := 0
		for i := range a.NumField() {
			switch x, y := a.Field(i), b.Field(i); {
			case x.Kind() == reflect.Struct:
				n += count(x, y)
			case !x.Equal(y):
				n++
			}
		}
		return n
	}
	n := count(reflect.ValueOf(a.Grid), reflect.ValueOf(b.Grid))
	n += count(reflect.ValueOf(a.Shared), reflect.ValueOf(b.Shared))
	return n + count(reflect.ValueOf(a.Hyper[method]), reflect.ValueOf(b.Hyper[method]))
}

func TestDecimalComma(t *testing.T) {
	run := DefaultRun(SGD)
	s, _ := SettingByKey(KeyLearningRate)
	if err := s.Set(&run, " 0,5 "); err != nil || run.Hyper.LearningRate != 0.5 {
		t.Errorf("\" 0,5 \" gave %g, %v; want 0.5", run.Hyper.LearningRate, err)
	}
}

func TestValidate(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Run)
		want   string
	}{
		{"unknown model", func(r *Run) { r.Model = "x" }, `no model "x"`},
		{"small images for VGG19", func(r *Run) { r.Model, r.ImageSize = VGG19, MinVGG19Size-1 }, "Image size for VGG19"},
		{"nothing that VGG19 trains", func(r *Run) { r.Model, r.Train = VGG19, "" }, "Train"},
		{"nothing that the CNN trains", func(r *Run) { r.Train = "" }, ""},
		{"unknown method", func(r *Run) { r.Method = "x" }, `no method "x"`},
		{"small images", func(r *Run) { r.ImageSize = MinImageSize - 1 }, "Image size"},
		{"no rate", func(r *Run) { r.Hyper.LearningRate = 0 }, "Learning rate"},
		{"rate that is no number", func(r *Run) { r.Hyper.LearningRate = math.NaN() }, "Learning rate"},
		{"unknown schedule", func(r *Run) { r.Schedule = "" }, "Rate over time"},
		{"what the method does not read", func(r *Run) { r.Hyper.Gamma = 9 }, ""},
	}
	for _, c := range cases {
		run := DefaultRun(SGD)
		c.change(&run)
		err := run.Validate()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
