package app

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/app/session/images"
	"pawgrad/app/session/naming"
	"pawgrad/app/session/pretrained"
	"pawgrad/assets/bundled"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// laboratory returns a lab whose image set is loaded, and its browser.
func laboratory(t *testing.T) (*lab, *fakeBrowser) {
	t.Helper()
	b := newFakeBrowser()
	l := newLab(b)
	l.Form.Experiment = spec.FirstExperimentFor(spec.CNN) // with whose settings the tests are written
	l.Open()
	l.Images.UseSitePack(&picture{bundled.FileName})
	b.trainers[0].handle(protocol.Ready{Engine: "WebAssembly SIMD"}, host.Attachments{})
	b.trainers[0].handle(protocol.DataLoaded{Name: "Cats and dogs", Height: 32, Width: 32, Classes: []string{"cat", "dog"},
		Train: []int{700, 700}, Validation: []int{100, 100}, Test: []int{200, 200}}, host.Attachments{})
	b.trainers[0].handle(protocol.Samples{Split: "test", Items: []protocol.SampleItem{{Index: 5, Name: "dog.5", Label: 1}}},
		host.Attachments{Files: []host.Blob{&picture{"5.png"}}})
	return l, b
}

// train plays a run of each method: the first n finish, the next fails, and the
// one after that is busy.
func train(l *lab, b *fakeBrowser, methods []spec.MethodID, n int) {
	l.SetSlots(len(methods))
	l.Start(methods)
	for i, r := range l.Runs {
		trainer := b.trainers[1+i]
		trainer.handle(protocol.Started{Run: r.ID, Steps: 10, StepsPerEpoch: 5}, host.Attachments{})
		trainer.handle(protocol.Progress{Run: r.ID, Phase: protocol.Training, Step: 5, Steps: 10, Epoch: 1, ImagesPerSecond: 250, GFLOPs: 45, ETA: 30}, host.Attachments{})
		trainer.handle(protocol.StepPoint{Run: r.ID, Step: 5, Epoch: 1, Seconds: 2, Loss: 0.6, Accuracy: 0.65}, host.Attachments{})
		trainer.handle(protocol.EpochPoint{Run: r.ID, Epoch: 1, Seconds: 2, ValidationLoss: 0.61, ValidationAccuracy: 0.66}, host.Attachments{})
		switch {
		case i < n:
			trainer.handle(protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: 2, Seconds: 4, Test: protocol.Evaluation{
				Loss: 0.58, Accuracy: 0.75, Indexes: []int{1, 2, 3, 4}, Labels: []int{0, 0, 1, 1}, Probabilities: []float32{0.1, 0.7, 0.8, 0.9},
			}}, host.Attachments{Files: []host.Blob{&picture{"model"}}})
			b.trainers[0].handle(protocol.ModelLoaded{Run: r.ID}, host.Attachments{})
		case i == n:
			trainer.handle(protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: "The loss left the numbers.", Cure: "Try 0.1."}, host.Attachments{})
		}
	}
}

// html renders the page.
func html(l *lab) string { return ui.HTMLString(&Page{watching{lab: l}}) }

func TestPageShowsItsState(t *testing.T) {
	cases := []struct {
		name    string
		prepare func(l *lab, b *fakeBrowser)
		want    []string
		without []string
	}{
		{
			name:    "at the start",
			prepare: func(*lab, *fakeBrowser) {},
			want:    []string{"Compare all methods", "1,400", "Cats and dogs", "WebAssembly SIMD", "of 2 cores", "504,001 weights", `id="model-vgg19"`, "Nothing leaves this page"},
			without: []string{"pause-all", "results-table"},
		},
		{
			name: "with a field that cannot be read",
			prepare: func(l *lab, _ *fakeBrowser) {
				l.view.open = spec.Adam
				l.Form.Edit(form.Field{Method: spec.Adam, Key: spec.KeyLearningRate}, "fast")
			},
			want: []string{"Learning rate cannot be", "Bias correction"},
		},
		{
			name:    "with fewer methods chosen",
			prepare: func(l *lab, _ *fakeBrowser) { l.Form.Choose(spec.Adam, false) },
			want:    []string{"Compare all methods", "Start the 5 chosen methods"},
		},
		{
			name: "while runs are busy",
			prepare: func(l *lab, b *fakeBrowser) {
				train(l, b, []spec.MethodID{spec.SGD, spec.Momentum, spec.Adam}, 1)
				l.view.tab = tabRuns
			},
			want: []string{"2 of 3 runs done, about 30 s left", "Pause all", "Stop all", "Cats and dogs · CNN, 64 px, batch 32, 10 epochs, seed 1", `value="CNN, 64 px"`, "Done after 4.0 s. Test accuracy 0.7500",
				"The loss left the numbers.", "Try 0.1.", "Training: epoch 1.0 of 10, about 30 s left", `data-do="retry"`, `data-failure="diverged"`, `data-status="training"`},
			without: []string{"Compare all methods"},
		},
		{
			name: "with results",
			prepare: func(l *lab, b *fakeBrowser) {
				train(l, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
			},
			want: []string{`id="results-table"`, "0.7829", "n = 4", "may be chance", "Surest mistakes", "called a dog, 70 % sure", "Compare all methods"},
		},
		{
			name: "with photos to be named",
			prepare: func(l *lab, b *fakeBrowser) {
				train(l, b, []spec.MethodID{spec.SGD}, 1)
				l.Naming.AddSample(l.Images.Test[0])
				b.trainers[0].handle(protocol.Classified{ID: l.Naming.Photos[0].ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.2}}}, host.Attachments{})
				l.Naming.AddPhotos([]host.Blob{&picture{"notes.txt"}}, naming.Unknown)
				b.trainers[0].handle(protocol.Classified{ID: l.Naming.Photos[0].ID, Error: "notes.txt is not a photo."}, host.Attachments{})
				l.view.tab = tabTry
			},
			want: []string{"It is a dog.", "cat 80 %", `class="answer wrong"`, "notes.txt is not a photo.", "Each photo is named by 1 trained network."},
		},
		{
			name:    "explaining",
			prepare: func(l *lab, _ *fakeBrowser) { l.view.tab = tabUnderstand },
			want:    []string{"Duchi, Hazan", "Overfitting", "figure-architecture", "Bauman MSTU", "running mean of the squared gradient"},
		},
		{
			name:    "without VGG19's weights",
			prepare: func(*lab, *fakeBrowser) {},
			want:    []string{"VGG19 needs its weights.", `id="choose-weights"`, convert.OfficialURL, "80.1 MB", "20.1 MB", "make vgg19", `class="choice unready"`},
			without: []string{`id="field-train"`},
		},
		{
			name: "with VGG19 chosen but without its weights",
			prepare: func(l *lab, _ *fakeBrowser) {
				l.Form.Experiment = spec.DefaultExperiment()
				l.Form.ChooseModel(spec.VGG19)
				l.start(l.Form.CompareAll())
			},
			want: []string{"this site does not carry", "make vgg19", `id="field-train"`, `id="field-head-epochs"`, "11,799,553 weights trained", "Compare all methods"},
		},
		{
			name: "with VGG19's weights beside the site",
			prepare: func(l *lab, _ *fakeBrowser) {
				l.Weights.Phase = pretrained.Beside
				l.Form.Experiment = spec.DefaultExperiment()
				l.Form.ChooseModel(spec.VGG19)
				l.Form.Edit(form.Field{Key: spec.KeyTrain}, string(spec.TrainHead))
				l.Form.Edit(form.Field{Key: spec.KeyShift}, "0.1")
			},
			want:    []string{"are loaded at the first start", "Photos are varied each time", "about 760 times the work", "2,360,321 weights trained"},
			without: []string{`class="choice unready"`, "does not carry", `id="field-head-epochs"`},
		},
		{
			name: "while VGG19's weights are loaded",
			prepare: func(l *lab, _ *fakeBrowser) {
				l.Weights.Phase, l.Weights.Done, l.Weights.Total, l.Weights.Licence = pretrained.Fetching, 3_300_000, 20_100_000, "CC BY 4.0, somebody"
				l.Form.ChooseModel(spec.VGG19)
				l.start([]spec.MethodID{spec.Adam})
				l.view.tab = tabRuns
			},
			want: []string{"weights: 3.3 MB of 20.1 MB", `id="preparation"`, "CC BY 4.0, somebody", "Pause all",
				"frozen layers have looked at the photos"},
		},
		{
			name: "after VGG19's weights could not be used",
			prepare: func(l *lab, _ *fakeBrowser) {
				l.receive([]host.Blob{&picture{"poem.h5"}})
				l.Weights.Phase, l.Weights.Problem = pretrained.Absent, "It is a poem."
			},
			want: []string{"It is a poem.", `id="weights-problem"`},
		},
		{
			name: "with a heat map on a photo",
			prepare: func(l *lab, b *fakeBrowser) {
				train(l, b, []spec.MethodID{spec.SGD}, 1)
				l.Naming.AddSample(l.Images.Test[0])
				l.Naming.ShowHeat(true)
				b.trainers[0].handle(protocol.Classified{ID: l.Naming.Photos[0].ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.2,
					CAM: &protocol.HeatMap{Width: 1, Height: 1, Cells: []byte{255}}}}}, host.Attachments{})
				l.view.tab = tabTry
			},
			want: []string{`class="heat"`, "data:image/png;base64,", "Where it looks"},
		},
		{
			name:    "after bad data",
			prepare: func(l *lab, _ *fakeBrowser) { l.Images.Fail("The pack could not be loaded.") },
			want:    []string{"The pack could not be loaded.", `data-phase="5"`},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l, b := laboratory(t)
			c.prepare(l, b)
			page := html(l)
			for _, want := range c.want {
				if !strings.Contains(page, want) {
					t.Errorf("the page has no %q", want)
				}
			}
			for _, without := range c.without {
				if strings.Contains(page, without) {
					t.Errorf("the page has %q", without)
				}
			}
		})
	}
}

func TestIDsAreUnique(t *testing.T) {
	for _, tab := range allTabs {
		l, b := laboratory(t)
		train(l, b, []spec.MethodID{spec.SGD, spec.Adam, spec.RMSprop}, 1)
		l.view.tab, l.view.open, l.view.present = tab, spec.Adam, true
		seen := map[string]bool{}
		for _, part := range strings.Split(html(l), ` id="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			if seen[id] {
				t.Errorf("tab %s: two elements have the id %q", tab, id)
			}
			seen[id] = true
		}
	}
}

func TestChangesAreToldOnceAFrame(t *testing.T) {
	l, b := laboratory(t)
	b.frame()
	told := 0
	stop := l.watch(host.Settings, func() { told++ })
	other := 0
	l.watch(host.Photos, func() { other++ })
	l.Form.Choose(spec.Adam, false)
	l.Form.Choose(spec.SGD, false)
	if told != 0 {
		t.Error("told before the frame")
	}
	b.frame()
	if told != 1 || other != 0 {
		t.Errorf("told %d times, of other topics %d times; want 1 and 0", told, other)
	}
	if b.hash != l.Form.Link() || b.hash == "" {
		t.Errorf("the address has %q, want %q", b.hash, l.Form.Link())
	}
	stop()
	l.Form.Choose(spec.Adam, true)
	b.frame()
	if told != 1 {
		t.Error("told after having stopped to watch")
	}
}

func TestWhatTrainersChangeIsToldSlowly(t *testing.T) {
	l, b := laboratory(t)
	curves, view := 0, 0
	l.watch(host.Curves, func() { curves++ })
	l.watch(viewTopic, func() { view++ })
	for range 100 { // a second at 100 frames
		b.now += 0.01
		l.touch(host.Curves)
		l.touch(viewTopic)
		b.frame()
	}
	if view != 100 {
		t.Errorf("the view was told of %d times in 100 frames", view)
	}
	if curves < 4 || curves > 6 {
		t.Errorf("the curves were told of %d times in a second, want about %v", curves, 1/slowEvery)
	}
	before := curves
	l.touch(host.Curves)
	for range 30 { // the last point must not be left out
		b.now += 0.01
		b.frame()
	}
	if curves == before {
		t.Error("the last change was never told of")
	}
}

func TestARefusedStartLeadsToTheField(t *testing.T) {
	l, b := laboratory(t)
	l.Form.Edit(form.Field{Method: spec.RMSprop, Key: spec.KeyRho}, "2")
	l.start(l.Form.CompareAll())
	for range 10 {
		b.frame()
	}
	if l.view.open != spec.RMSprop || b.focused != "field-rmsprop-rho" {
		t.Errorf("open %q, focus on %q", l.view.open, b.focused)
	}
}

func TestThemeIsKept(t *testing.T) {
	l, b := laboratory(t)
	l.setDark(true, true)
	if b.stored[keyTheme] != "dark" || b.marks["data-theme"] != "dark" || !l.theme().Dark {
		t.Errorf("stored %q, marked %q", b.stored[keyTheme], b.marks["data-theme"])
	}
	plain := l.theme().Small
	l.setPresent(true)
	if l.theme().Small <= plain || b.marks["data-present"] == "" {
		t.Error("present mode is no larger")
	}
}

func TestChartsOfARun(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD, spec.Adam}, 1)
	for _, q := range quantities {
		f := l.line(q)
		if len(f.Series) != 2 || f.Series[0].Name != "SGD" || len(f.Series[0].X) != 1 || f.X.Show.Max != 10 {
			t.Errorf("%s: %d series, axis to %v", q.id, len(f.Series), f.X.Show.Max)
		}
		want := map[string]float64{"chart-valid-accuracy": 0.66, "chart-train-accuracy": 0.65, "chart-valid-loss": 0.61, "chart-train-loss": 0.6}[q.id]
		if got := f.Series[0].Y[0]; got != want {
			t.Errorf("%s shows %v, want %v", q.id, got, want)
		}
	}
	l.Show("run1", false)
	if f := l.line(quantities[0]); len(f.Series) != 1 || f.Series[0].Name != "Adam" {
		t.Errorf("a hidden run is drawn: %d series", len(f.Series))
	}
	l.view.byTime = true
	if f := l.line(quantities[0]); f.Series[0].X[0] != 2 {
		t.Errorf("by time, the first point is at %v s, want 2", f.Series[0].X[0])
	}
	for _, f := range []figure.Figure{l.confusion(), l.roc(), architecture(l.Form.Experiment.Shared)} {
		if len(figure.ToSVG(f, 400, 300, figure.Light())) < 500 {
			t.Errorf("%s is not drawn", f.Heading())
		}
	}
	l.saveCurves()
	if len(b.saved) != 4 {
		t.Errorf("%d files saved, want 4", len(b.saved))
	}
}

func TestTheCrossHairMovesFromPointToPoint(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD}, 0)
	r := l.Runs[0]
	for epoch := 2; epoch <= 4; epoch++ {
		r.Apply(protocol.EpochPoint{Run: r.ID, Epoch: epoch, ValidationLoss: 0.5, ValidationAccuracy: 0.7}, host.Attachments{})
	}
	q := quantities[0]
	for _, step := range []struct {
		by   int
		want float64
	}{{1, 4}, {-1, 3}, {-1, 2}, {-1, 1}, {-1, 1}, {1, 2}} {
		l.stepHover(nil, q, step.by)
		if got := l.view.hover.X; got != step.want {
			t.Fatalf("step %+d leads to %v, want %v", step.by, got, step.want)
		}
	}
	if f := l.line(q); f.Hover == nil || !f.Hover.Readout {
		t.Error("the chart pointed at reads nothing out")
	}
	if f := l.line(quantities[1]); f.Hover == nil || f.Hover.Readout {
		t.Error("the other charts have no cross-hair, or read out too")
	}
	l.leaveCurves()
	if l.line(q).Hover != nil {
		t.Error("the cross-hair stays")
	}
}

func TestDroppedFiles(t *testing.T) {
	blobs := func(names ...string) []host.Blob {
		list := make([]host.Blob, len(names))
		for i, n := range names {
			list[i] = &picture{n}
		}
		return list
	}
	cases := []struct {
		name    string
		files   []host.Blob
		weights bool // are converted
		phase   images.Phase
		tab     tab
	}{
		{"nothing", nil, false, images.Ready, tabResults},
		{"a pack", blobs("my.PACK"), false, images.Loading, tabResults},
		{"a zip", blobs("my.zip"), false, images.Importing, tabResults},
		{"a folder", blobs("pets/cats/1.jpg", "pets/dogs/1.jpg"), false, images.Importing, tabResults},
		{"a photo", blobs("cat.jpg"), false, images.Ready, tabTry},
		{"photos and a zip", blobs("cat.jpg", "my.zip"), false, images.Importing, tabTry},
		{"a trained network", blobs("mine.model"), false, images.Ready, tabTry},
		{"Keras' weights", blobs("my.H5"), true, images.Ready, tabResults},
		{"torchvision's weights", blobs("vgg19.safetensors"), true, images.Ready, tabResults},
		{"a TensorFlow.js folder", blobs("tfjs/group1-shard1of2.bin", "tfjs/model.json"), true, images.Ready, tabResults},
		{"parts of it alone", blobs("group1-shard1of2.bin", "group1-shard2of2.bin"), true, images.Ready, tabResults},
		{"renamed weights", blobs("weights.jpg"), true, images.Ready, tabResults},
		{"renamed weights in a folder", blobs("net/read.me", "net/weights.jpg"), true, images.Ready, tabResults},
		{"PyTorch's weights", blobs("vgg19.pth"), true, images.Ready, tabResults},
		{"a thousand photos", blobs(slices.Repeat([]string{"pets/cats/1.jpg"}, 1000)...), false, images.Importing, tabResults},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l, b := laboratory(t)
			b.heads = map[string][]byte{"weights.jpg": []byte("\x89HDF\r\n\x1a\n"), "net/weights.jpg": []byte("\x89HDF\r\n\x1a\n")}
			l.receive(c.files)
			if b.read > mostSniffed {
				t.Errorf("%d files were looked into", b.read)
			}
			if l.Images.Phase != c.phase || l.view.tab != c.tab {
				t.Errorf("phase %d, tab %q; want %d, %q", l.Images.Phase, l.view.tab, c.phase, c.tab)
			}
			if converting := l.Weights.Phase == pretrained.Converting; converting != c.weights {
				t.Errorf("weights are being converted: %v", converting)
			}
			if len(c.files) == 0 && l.Board.Notice == "" {
				t.Error("nothing is said")
			}
		})
	}
}

// TestButtonsThatNeedPhotosSayWhatTheyWaitFor looks at the page before its photos have
// come, when they cannot come, and when they are there.
func TestButtonsThatNeedPhotosSayWhatTheyWaitFor(t *testing.T) {
	l := newLab(newFakeBrowser())
	l.Open()
	l.fetchBundled()
	waits := func(when, why string) {
		t.Helper()
		page := html(l)
		for _, id := range []string{"redo-study", "sweep"} {
			start := strings.Index(page, `id="`+id+`"`)
			end := start + strings.Index(page[start:], ">")
			tag := page[strings.LastIndex(page[:start], "<"):end]
			described, disabled := strings.Contains(tag, `aria-describedby="`+id+`-why"`), strings.Contains(tag, "disabled")
			if described != (why != "") || disabled != (why != "") {
				t.Errorf("%s: %s", when, tag)
			}
			if why != "" && !strings.Contains(page, why) {
				t.Errorf("%s the page does not say why", when)
			}
		}
	}
	waits("before the photos have come,", "The photos are still on their way.")
	l.Images.Fail("They could not be loaded.")
	waits("without photos", "There are no photos to train on yet.")
	ready, _ := laboratory(t)
	l = ready
	waits("with photos", "")
}

// TestTheReportLeavesOutFiguresThatAreNotDrawn hides the only runs that could be drawn.
func TestTheReportLeavesOutFiguresThatAreNotDrawn(t *testing.T) {
	l, b := laboratory(t)
	train(l, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
	l.view.report = true
	count := func() (figures, empty int) {
		page := html(l)
		report := page[strings.Index(page, `id="report"`):]
		return strings.Count(report, "<figure"), len(regexp.MustCompile(`<p>\s*</p>`).FindAllString(report, -1))
	}
	if figures, empty := count(); figures != 10 || empty != 0 {
		t.Errorf("with two runs: %d figures, %d empty paragraphs", figures, empty)
	}
	for _, r := range l.Runs {
		l.Show(r.ID, false)
	}
	if figures, empty := count(); figures != 0 || empty != 0 {
		t.Errorf("with all runs hidden: %d figures, %d empty paragraphs", figures, empty)
	}
}
