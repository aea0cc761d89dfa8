package protocol

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"pawgrad/nn/spec"
)

func TestRoundTrip(t *testing.T) {
	messages := []Message{
		LoadData{Verify: true},
		Start{Run: "r1", Spec: spec.DefaultRun(spec.Adam)},
		Classify{Photos: []PhotoRef{{ID: 7, Name: "a.jpg"}}},
		Progress{Run: "r1", Phase: Training, Step: 3, Steps: 10, Epoch: 0.5, ETA: 2.25, Bytes: 1 << 40},
		Done{Run: "r1", Reason: Stopped, Test: Evaluation{Labels: []int{0, 1}, Probabilities: []float32{0.25, 0.75}}},
		StartPoint{Run: "r1", ValidationLoss: 0.75, ValidationAccuracy: 0.5},
		Start{Run: "r2", Path: true, Spec: spec.DefaultRun(spec.GD)},
		StepPoint{Run: "r2", GradientNorms: []float32{0.5, 0.25}, UpdateNorms: []float32{0.125, 2}},
		Landscape{Spec: spec.DefaultRun(spec.SGD), Paths: []LandscapePath{{Run: "r2", Waypoints: 3}}, Grid: 21, Images: 200},
		Landscaped{Paths: []LandscapedPath{{Run: "r2", Points: [][2]float64{{-1, 0.5}}}}, X: []float64{-1, 1}, Y: []float64{0, 1},
			Loss: [][]float64{{0.5, -1}, {0.25, 3}}, Explained: [2]float64{0.75, 0.125}, Images: 200},
		Examine{Spec: spec.DefaultRun(spec.Adam), Folds: 5, Fold: 2},
		Examined{Fold: 2, Photos: Evaluation{Indexes: []int{7}, Labels: []int{1}, Probabilities: []float32{0.25}}, Names: []string{"dogs/7.jpg"}},
		Relabel{Name: "again", Changes: []LabelChange{{Index: 7, Label: LeaveOut}}},
		Failed{Kind: Diverged, Sentence: "It did.", Cure: "Do this."},
		Dispose{},
	}
	for _, want := range messages {
		data, err := Encode(want)
		if err != nil {
			t.Fatalf("Encode(%#v): %v", want, err)
		}
		got, err := Decode(data)
		if err != nil {
			t.Fatalf("Decode(%s): %v", data, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("round trip of %T: got %#v, want %#v", want, got, want)
		}
	}
}

func TestEveryMessageIsACommandOrAnEvent(t *testing.T) {
	for name, typ := range kinds {
		m := reflect.Zero(typ).Interface()
		_, command := m.(Command)
		_, event := m.(Event)
		if command == event {
			t.Errorf("%s: command %v, event %v; want exactly one", name, command, event)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	other, _ := json.Marshal(envelope{Version: Version + 1, Kind: "Pause", Body: []byte("{}")})
	cases := []struct{ name, data, want string }{
		{"not JSON", "]", "decode message"},
		{"unknown kind", `{"v":1,"kind":"Dance","body":{}}`, `unknown kind "Dance"`},
		{"wrong body", `{"v":1,"kind":"Pause","body":[]}`, "decode message Pause"},
		{"other version", string(other), "Reload the page"},
	}
	for _, c := range cases {
		if _, err := Decode([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestEncodeRefusesNaN(t *testing.T) {
	if _, err := Encode(StepPoint{Loss: math.NaN()}); err == nil {
		t.Error("a loss of NaN was encoded; want an error, since JSON has no NaN")
	}
}
