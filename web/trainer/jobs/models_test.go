//go:build !js

package jobs

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
)

// modelBytes makes the file of a model that was never trained.
func modelBytes(t testing.TB, seed uint64, change func(*file.Model)) []byte {
	t.Helper()
	run := smallRun(spec.SGD)
	run.Seed = seed
	m := &file.Model{Weights: nn.Start(run)}
	m.Run, m.Labels, m.Preprocessing = run, plan.Animals[:], file.PreprocessingFor(run)
	if change != nil {
		change(m)
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// loadModel is the command that loads a model.
func loadModel(run string, data ...[]byte) order {
	var files []File
	for _, d := range data {
		files = append(files, inMemory(d))
	}
	return order{protocol.LoadModel{Run: run}, Attachments{Files: files}}
}

// dropPhotos is the command that asks about photos, numbered from 1.
func dropPhotos(files ...File) order {
	c := protocol.Classify{}
	for i := range files {
		c.Photos = append(c.Photos, protocol.PhotoRef{ID: i + 1, Name: fmt.Sprintf("photo%d.jpg", i+1)})
	}
	return order{c, Attachments{Files: files}}
}

func TestClassifyAgreesWithTheNetwork(t *testing.T) {
	h := newTrainer(t)
	photo := photoBytes(t, 1, 5, 400, 200)
	first, second := modelBytes(t, 1, nil), modelBytes(t, 2, nil)
	// The second's weights behind another preparation.
	centred := modelBytes(t, 2, func(m *file.Model) {
		m.Run.Pixels = spec.Centred
		m.Preprocessing = file.PreprocessingFor(m.Run)
	})
	events := h.work(t, is[protocol.Classified], loadModel("a", first), loadModel("b", second), loadModel("c", centred), dropPhotos(inMemory(photo)))
	got := only[protocol.Classified](t, events)
	if got.ID != 1 || got.Name != "photo1.jpg" || got.Error != "" || len(got.Answers) != 3 || got.Answers[0].Run != "a" || got.Answers[1].Run != "b" {
		t.Fatalf("%+v", got)
	}
	if got.Answers[2].Probability == got.Answers[1].Probability {
		t.Errorf("centred pixels or not, the answer is %g", got.Answers[1].Probability)
	}
	pixels, err := photos.Load(t.Context(), photos.NativeDecoder{}, "photo", photo, side, side)
	if err != nil {
		t.Fatal(err)
	}
	for i, data := range [][]byte{first, second, centred} {
		m, err := file.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		p, err := nn.NewPredictor(h.trainer.backend, m)
		if err != nil {
			t.Fatal(err)
		}
		want, err := p.Predict(pixels)
		if err != nil {
			t.Fatal(err)
		}
		if got.Answers[i].Probability != want[0] {
			t.Errorf("model %d: probability %g, the network itself says %g", i, got.Answers[i].Probability, want[0])
		}
	}
	// The small picture keeps the photo's shape.
	picture, err := photos.NativeDecoder{}.Decode(t.Context(), "thumb", contentOf(t, events[len(events)-1].Files[0]))
	if err != nil || picture.Width != thumbSide || picture.Height != thumbSide/2 {
		t.Errorf("small picture of a 400x200 photo: %dx%d, %v", picture.Width, picture.Height, err)
	}
}

// TestLooks: a network is shown each photo as its file says, and its answer is what it says of both
// looks together, whether heat maps are asked for or not. Its channels are those of the photo
// brought to it as the file says for them.
func TestLooks(t *testing.T) {
	photo := photoBytes(t, 0, 9, 300, 200)
	decoded, err := photos.NativeDecoder{}.Decode(t.Context(), "photo", photo)
	if err != nil {
		t.Fatal(err)
	}
	both := func() func(protocol.Event) bool {
		count := 0
		return func(e protocol.Event) bool {
			if is[protocol.Classified](e) {
				count++
			}
			return count == 2
		}
	}
	for _, c := range []struct{ via, noveltyVia int }{{32, 0}, {0, 32}} {
		content := modelBytes(t, 3, func(m *file.Model) {
			m.Preprocessing.Via, m.Preprocessing.Mirrored = c.via, true
			m.NoveltyVia = c.noveltyVia
		})
		m, err := file.Decode(content)
		if err != nil {
			t.Fatal(err)
		}
		h := newTrainer(t)
		drop := dropPhotos(inMemory(photo), inMemory(photoBytes(t, 1, 4, 80, 90)))
		refs := drop.command.(protocol.Classify).Photos
		got := of[protocol.Classified](h.work(t, both(), loadModel("a", content), drop))
		p, err := nn.NewPredictor(h.trainer.backend, m)
		if err != nil {
			t.Fatal(err)
		}
		size := m.Run.ImageSize
		logits, err := p.Logits(photos.Preparation{Size: size, Via: c.via, Mirrored: true}.Look(decoded))
		if err != nil || len(logits) != 2 {
			t.Fatalf("%d looks, %v", len(logits), err)
		}
		if answer, want := got[0].Answers[0], metric.Sigmoid(mean(logits)); math.Abs(answer.Probability-want) > 1e-9 || answer.Channels != nil {
			t.Errorf("%+v, the network says %g of both looks, and its channels were not asked for", answer, want)
		}

		drop.command = protocol.Classify{Photos: refs, CAM: true}
		mapped := of[protocol.Classified](newTrainer(t).work(t, both(), loadModel("a", content), drop))
		for i := range got {
			if math.Abs(mapped[i].Answers[0].Probability-got[i].Answers[0].Probability) > 1e-6 || mapped[i].Answers[0].CAM == nil {
				t.Errorf("photo %d with a heat map: %+v, without: %+v", i, mapped[i].Answers, got[i].Answers)
			}
		}

		drop.command = protocol.Classify{Photos: refs, Channels: true}
		told := of[protocol.Classified](newTrainer(t).work(t, both(), loadModel("a", content), drop))
		channels, err := p.Channels(m.NoveltyPreparation().Look(decoded))
		if looks := map[int]int{0: 2, 32: 1}[c.noveltyVia]; err != nil || len(channels) != looks {
			t.Fatalf("channels of %d looks, %v", len(channels), err)
		}
		want := meanOf(channels)
		for i, x := range told[0].Answers[0].Channels {
			if math.Abs(float64(x-want[i])) > 1e-5*(1+float64(want[i])) {
				t.Fatalf("channel %d is %g, the network's own %g", i, x, want[i])
			}
		}
		if len(told[1].Answers[0].Channels) != len(channels[0]) {
			t.Errorf("%d channels of the second photo", len(told[1].Answers[0].Channels))
		}
	}
}

func TestModelsComeAndGo(t *testing.T) {
	h := newTrainer(t)
	photo := inMemory(photoBytes(t, 0, 6, 60, 60))
	count := 0
	third := func(e protocol.Event) bool {
		if is[protocol.Classified](e) {
			count++
		}
		return count == 3
	}
	h.on = func(p posted) {
		if !is[protocol.Classified](p.event) {
			return
		}
		switch count {
		case 0: // loaded again: the new one counts, once
			again := loadModel("a", modelBytes(t, 2, nil))
			h.trainer.Send(again.command, again.attached)
		case 1:
			h.trainer.Send(protocol.UnloadModel{Run: "nobody"}, Attachments{})
			h.trainer.Send(protocol.UnloadModel{Run: "a"}, Attachments{})
		}
		o := dropPhotos(photo)
		h.trainer.Send(o.command, o.attached)
	}
	events := h.work(t, third, loadModel("a", modelBytes(t, 1, nil)), dropPhotos(photo))
	got := of[protocol.Classified](events)
	if len(got[0].Answers) != 1 || len(got[1].Answers) != 1 || reflect.DeepEqual(got[0].Answers[0], got[1].Answers[0]) {
		t.Errorf("answers before and after a model was replaced: %+v, %+v", got[0].Answers, got[1].Answers)
	}
	if len(got[2].Answers) != 0 || got[2].Error != "" {
		t.Errorf("without a model: %+v, want no answer and no error", got[2])
	}
}

// measured is what the model loaded last makes of the test images.
func (h *fakeHost) measured(t testing.TB) protocol.Evaluation {
	t.Helper()
	set, indexes, err := h.trainer.needSplit("test")
	if err != nil {
		t.Fatal(err)
	}
	p := h.trainer.models[len(h.trainer.models)-1].predictor
	for e := train.NewEvaluator(p, data.NewImages(source{set}, p.ImageSize(), 0), indexes); ; {
		if e.Done() {
			return evaluation(e.Result())
		}
		if _, err := e.Next(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestModelAgreesWithDone(t *testing.T) {
	h := newTrainer(t)
	var got protocol.Evaluation
	h.on = func(p posted) {
		switch p.event.(type) {
		case protocol.Done:
			h.trainer.Send(protocol.LoadModel{Run: "r1"}, Attachments{Files: p.Files})
		case protocol.ModelLoaded:
			got = h.measured(t)
		}
	}
	events := h.work(t, is[protocol.ModelLoaded], loadSet(packBytes(t, 4, 2, 6)), start("r1", smallRun(spec.Nesterov)))
	if done := only[protocol.Done](t, events); !reflect.DeepEqual(got, done.Test) {
		t.Errorf("the model file measured again:\n%+v\nthe run's own test:\n%+v", got, done.Test)
	}
}

func TestLoadModelRefusals(t *testing.T) {
	good := modelBytes(t, 1, nil)
	altered := bytes.Clone(good)
	altered[len(altered)-3]++
	cases := []struct {
		name, want string
		data       [][]byte
	}{
		{"no file", "one file", nil},
		{"empty", "not a file of this program", [][]byte{nil}},
		{"a pack", "not a file of this program", [][]byte{packBytes(t, 2, 2, 2)}},
		{"cut short", "damaged", [][]byte{good[:len(good)-4]}},
		{"altered", "damaged", [][]byte{altered}},
		{"impossible run", "damaged", [][]byte{modelBytes(t, 1, func(m *file.Model) { m.Run.BatchSize = 0 })}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newTrainer(t)
			events := h.work(t, is[protocol.ModelLoaded], loadModel("bad", c.data...), loadModel("good", good))
			failed := only[protocol.Failed](t, events)
			if failed.Run != "bad" || failed.Kind != protocol.BadModel || !strings.Contains(failed.Sentence, c.want) || failed.Cure == "" {
				t.Errorf("%+v, want kind %q, a sentence with %q, and a cure", failed, protocol.BadModel, c.want)
			}
		})
	}
}

func TestClassifyWhileARunTrains(t *testing.T) {
	h := newTrainer(t)
	var log []string
	h.on = func(p posted) {
		switch e := p.event.(type) {
		case protocol.StepPoint:
			log = append(log, fmt.Sprint("step ", e.Step))
			if e.Step == 1 {
				var files []File
				for i := range answerBatch + 2 {
					files = append(files, inMemory(photoBytes(t, i%2, uint64(i), 60, 60)))
				}
				o := dropPhotos(files...)
				h.trainer.Send(o.command, o.attached)
			}
		case protocol.Classified:
			log = append(log, fmt.Sprint("photo ", e.ID))
		}
	}
	last := func(e protocol.Event) bool { p, ok := e.(protocol.StepPoint); return ok && p.Step == 4 }
	h.work(t, last, loadSet(packBytes(t, 16, 2, 2)), start("r1", smallRun(spec.SGD)))
	// The run's turn is first, then they take turns.
	want := []string{"step 1", "step 2"}
	for i := range answerBatch {
		want = append(want, fmt.Sprint("photo ", i+1))
	}
	want = append(want, "step 3", fmt.Sprint("photo ", answerBatch+1), fmt.Sprint("photo ", answerBatch+2), "step 4")
	if !slices.Equal(log, want) {
		t.Errorf("order %v, want %v", log, want)
	}
}

func TestModelOfNoNumbers(t *testing.T) {
	h := newTrainer(t)
	nan := modelBytes(t, 1, func(m *file.Model) { m.Weights[0].Data[0] = float32(math.NaN()) })
	events := h.work(t, is[protocol.Classified], loadModel("nan", nan), loadModel("good", modelBytes(t, 1, nil)), dropPhotos(inMemory(photoBytes(t, 0, 6, 60, 60))))
	if got := only[protocol.Classified](t, events); len(got.Answers) != 1 || got.Answers[0].Run != "good" {
		t.Errorf("%+v, want the answer of the good model alone", got)
	}
}

func FuzzLoadModel(f *testing.F) {
	good := modelBytes(f, 1, nil)
	f.Add(good[:200])
	f.Add([]byte("PAWGRAD\n\x02\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h := newTrainer(t)
		answered := func(e protocol.Event) bool { return is[protocol.Failed](e) || is[protocol.ModelLoaded](e) }
		for _, failed := range of[protocol.Failed](h.work(t, answered, loadModel("r", data))) {
			if failed.Kind != protocol.BadModel {
				t.Errorf("failure %+v, want kind %q", failed, protocol.BadModel)
			}
		}
	})
}
