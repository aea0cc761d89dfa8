package spec

import (
	"encoding/json"
	"math"
	"testing"
)

// TestOldRunsAreAsTheyWere reads runs and experiments that say nothing of starting
// weights, pixels and dropout, over values that say otherwise, and others that do.
func TestOldRunsAreAsTheyWere(t *testing.T) {
	for _, c := range []struct {
		text   string
		init   Init
		pixels Pixels
	}{
		{`{"model":"cnn","imageSize":64}`, Glorot, ZeroToOne},
		{`{"model":"cnn","imageSize":64,"init":"he"}`, He, ZeroToOne},
		{`{"model":"cnn","imageSize":64,"init":"he","pixels":"centred"}`, He, Centred},
	} {
		e := Experiment{Shared: Run{Init: He, Pixels: Centred, Epochs: 7}}
		if err := json.Unmarshal([]byte(`{"shared":`+c.text+`,"seeds":3}`), &e); err != nil {
			t.Fatal(err)
		}
		want := Run{Model: CNN, ImageSize: 64, Epochs: 7, Init: c.init, Pixels: c.pixels, Dropout: 0.5, DecayForm: Decoupled}
		if e.Shared != want || e.Seeds != 3 {
			t.Errorf("%s reads as %+v with %d seeds, want %+v", c.text, e.Shared, e.Seeds, want)
		}
	}
	var r Run
	if err := json.Unmarshal([]byte(`{"epochs":"ten"}`), &r); err == nil {
		t.Error("text was read as a number of epochs")
	}
}

func TestPreparation(t *testing.T) {
	for pixels, want := range map[Pixels][2]float64{ZeroToOne: {0, 1}, Centred: {-1, 1}} {
		centre, scale := pixels.Preparation()
		for i, v := range []float64{0, 255} {
			if got := (v - centre) * scale; math.Abs(got-want[i]) > 1e-12 {
				t.Errorf("%s: %g becomes %g, want %g", pixels, v, got, want[i])
			}
		}
	}
}

// TestPreparationInWords: people keep their capitals.
func TestPreparationInWords(t *testing.T) {
	for key, want := range map[string]string{KeyInit: "starting weights He", KeyPixels: "pixels centred, −1 to 1", KeySchedule: "rate over time cosine to zero"} {
		s, _ := SettingByKey(key)
		if got := s.Words(lastChoice(s)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
