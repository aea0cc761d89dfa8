package app

import (
	"slices"
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/form"
	"pawgrad/app/session/images"
	"pawgrad/app/session/naming"
	"pawgrad/app/session/pretrained"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// stand returns a page whose image set is loaded, and its browser.
func stand(t *testing.T) (*page, *fake.Browser) {
	t.Helper()
	b := fake.NewBrowser()
	p := newPage(b)
	apptest.Load(p.session, b)
	return p, b
}

// html renders the page.
func html(p *page) string { return ui.HTMLString(&Page{part{In: p}}) }

func TestPageShowsItsState(t *testing.T) {
	cases := []struct {
		name    string
		prepare func(p *page, b *fake.Browser)
		want    []string
		without []string
	}{
		{
			name:    "at the start",
			prepare: func(*page, *fake.Browser) {},
			want:    []string{"Compare all methods", "1,400", "Cats and dogs", "WebAssembly SIMD", "of 2 cores", "504,001 weights", `id="model-vgg19"`, "Nothing leaves this page"},
			without: []string{"pause-all", "results-table"},
		},
		{
			name:    "with fewer methods chosen",
			prepare: func(p *page, _ *fake.Browser) { p.session.Form.Choose(spec.Adam, false) },
			want:    []string{"Compare all methods", "Start the 5 chosen methods"},
		},
		{
			name: "while runs are busy",
			prepare: func(p *page, b *fake.Browser) {
				apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Momentum, spec.Adam}, 1)
				p.tabs.chosen = tabRuns
			},
			want: []string{"2 of 3 runs done, about 30 s left", "Pause all", "Stop all", "Cats and dogs · CNN, 64 px, batch 32, 10 epochs, seed 1", `value="CNN, 64 px"`, "Done after 4.0 s. Test accuracy 0.7500",
				"The loss became infinite.", "Try 0.1.", "Training: epoch 1.0 of 10, about 30 s left", `data-do="retry"`, `data-failure="diverged"`, `data-status="training"`},
			without: []string{"Compare all methods"},
		},
		{
			name: "with results",
			prepare: func(p *page, b *fake.Browser) {
				apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
			},
			want: []string{`id="results-table"`, "0.7829", "n = 4", "83 times of 100", "name equally many of the test photos right", "Surest mistakes", "called a dog, 70 % sure", "Compare all methods"},
		},
		{
			name: "with photos to be named",
			prepare: func(p *page, b *fake.Browser) {
				apptest.Train(p.session, b, []spec.MethodID{spec.SGD}, 1)
				p.session.Naming.AddSample(p.session.Images.Test[0])
				b.Trainers[0].Handle(protocol.Classified{ID: p.session.Naming.Photos[0].ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.2}}}, host.Attachments{})
				p.session.Naming.AddPhotos([]host.Blob{fake.NewBlob("notes.txt")}, naming.Unknown)
				b.Trainers[0].Handle(protocol.Classified{ID: p.session.Naming.Photos[0].ID, Error: "notes.txt is not a photo."}, host.Attachments{})
				p.tabs.chosen = tabTry
			},
			want: []string{"It is a dog.", "cat 80 %", `class="answer wrong"`, "notes.txt is not a photo.", "Each photo is named by 1 trained network."},
		},
		{
			name:    "explaining",
			prepare: func(p *page, _ *fake.Browser) { p.tabs.chosen = tabUnderstand },
			want:    []string{"Duchi, Hazan", "Overfitting", "figure-architecture", "Bauman MSTU", "running mean of the squared gradient"},
		},
		{
			name:    "without VGG19's weights",
			prepare: func(*page, *fake.Browser) {},
			want:    []string{"VGG19 needs its weights.", `id="choose-weights"`, convert.OfficialURL, "80.1 MB", "20.1 MB", "make vgg19", `class="choice unready"`},
			without: []string{`id="field-train"`},
		},
		{
			name: "with VGG19 chosen but without its weights",
			prepare: func(p *page, _ *fake.Browser) {
				p.session.Form.Experiment = spec.DefaultExperiment()
				p.session.Form.ChooseModel(spec.VGG19)
				p.session.Start(p.session.Form.CompareAll())
			},
			want: []string{"this site does not carry", "make vgg19", `id="field-train"`, `id="field-head-epochs"`, "11,799,553 weights trained", "Compare all methods"},
		},
		{
			name: "with VGG19's weights beside the site",
			prepare: func(p *page, _ *fake.Browser) {
				p.session.Weights.Phase = pretrained.Beside
				p.session.Form.Experiment = spec.DefaultExperiment()
				p.session.Form.ChooseModel(spec.VGG19)
				p.session.Form.Edit(form.Field{Key: spec.KeyTrain}, string(spec.TrainHead))
				p.session.Form.Edit(form.Field{Key: spec.KeyShift}, "0.1")
			},
			want:    []string{"are loaded at the first start", "Photos are varied each time", "about 760 times the work", "2,360,321 weights trained"},
			without: []string{`class="choice unready"`, "does not carry", `id="field-head-epochs"`},
		},
		{
			name: "while VGG19's weights are loaded",
			prepare: func(p *page, _ *fake.Browser) {
				w := p.session.Weights
				w.Phase, w.Done, w.Total, w.Licence = pretrained.Fetching, 3_300_000, 20_100_000, "CC BY 4.0, somebody"
				p.session.Form.ChooseModel(spec.VGG19)
				p.session.Start([]spec.MethodID{spec.Adam})
				p.tabs.chosen = tabRuns
			},
			want: []string{"weights: 3.3 MB of 20.1 MB", `id="preparation"`, "CC BY 4.0, somebody", "Pause all",
				"frozen layers have looked at the photos"},
		},
		{
			name: "after VGG19's weights could not be used",
			prepare: func(p *page, _ *fake.Browser) {
				p.receive([]host.Blob{fake.NewBlob("poem.h5")})
				p.session.Weights.Phase, p.session.Weights.Problem = pretrained.Absent, "It is a poem."
			},
			want: []string{"It is a poem.", `id="weights-problem"`},
		},
		{
			name: "with a heat map on a photo",
			prepare: func(p *page, b *fake.Browser) {
				apptest.Train(p.session, b, []spec.MethodID{spec.SGD}, 1)
				p.session.Naming.AddSample(p.session.Images.Test[0])
				p.session.Naming.ShowHeat(true)
				b.Trainers[0].Handle(protocol.Classified{ID: p.session.Naming.Photos[0].ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.2,
					CAM: &protocol.HeatMap{Width: 1, Height: 1, Cells: []byte{255}}}}}, host.Attachments{})
				p.tabs.chosen = tabTry
			},
			want: []string{`class="heat"`, "data:image/png;base64,", "Where it looks"},
		},
		{
			name:    "after bad data",
			prepare: func(p *page, _ *fake.Browser) { p.session.Images.Fail("The pack could not be loaded.") },
			want:    []string{"The pack could not be loaded.", `data-phase="5"`},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, b := stand(t)
			c.prepare(p, b)
			page := html(p)
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
	for _, tab := range []tab{tabResults, tabRuns, tabTry, tabUnderstand} {
		p, b := stand(t)
		apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Adam, spec.RMSprop}, 1)
		p.tabs.chosen = tab
		p.screen.SetPresent(true)
		seen := map[string]bool{}
		for _, part := range strings.Split(html(p), ` id="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			if seen[id] {
				t.Errorf("tab %s: two elements have the id %q", tab, id)
			}
			seen[id] = true
		}
	}
}

func TestChangesAreToldOnceAFrame(t *testing.T) {
	p, b := stand(t)
	b.NextFrame()
	told := 0
	stop := p.screen.Watch(host.Settings, func() { told++ })
	other := 0
	p.screen.Watch(host.Photos, func() { other++ })
	p.session.Form.Choose(spec.Adam, false)
	p.session.Form.Choose(spec.SGD, false)
	if told != 0 {
		t.Error("told before the frame")
	}
	b.NextFrame()
	if told != 1 || other != 0 {
		t.Errorf("told %d times, of other topics %d times; want 1 and 0", told, other)
	}
	if b.Link != p.session.Form.Link() || b.Link == "" {
		t.Errorf("the address has %q, want %q", b.Link, p.session.Form.Link())
	}
	stop()
	p.session.Form.Choose(spec.Adam, true)
	b.NextFrame()
	if told != 1 {
		t.Error("told after having stopped to watch")
	}
}

func TestDroppedFiles(t *testing.T) {
	blobs := func(names ...string) []host.Blob {
		list := make([]host.Blob, len(names))
		for i, n := range names {
			list[i] = fake.NewBlob(n)
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
		{"loose photos by the hundred", blobs(slices.Repeat([]string{"cat.1.jpg"}, 100)...), false, images.Importing, tabResults},
		{"photos with a table", blobs("1.jpg", "2.jpg", "labels.csv"), false, images.Importing, tabResults},
		{"a thousand photos", blobs(slices.Repeat([]string{"pets/cats/1.jpg"}, 1000)...), false, images.Importing, tabResults},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, b := stand(t)
			b.FirstBytes = map[string][]byte{"weights.jpg": []byte("\x89HDF\r\n\x1a\n"), "net/weights.jpg": []byte("\x89HDF\r\n\x1a\n")}
			p.receive(c.files)
			if b.Looked > mostSniffed {
				t.Errorf("%d files were looked into", b.Looked)
			}
			if p.session.Images.Phase != c.phase || p.tabs.chosen != c.tab {
				t.Errorf("phase %d, tab %q; want %d, %q", p.session.Images.Phase, p.tabs.chosen, c.phase, c.tab)
			}
			if converting := p.session.Weights.Phase == pretrained.Converting; converting != c.weights {
				t.Errorf("weights are being converted: %v", converting)
			}
			if len(c.files) == 0 && p.session.Board.Notice == "" {
				t.Error("nothing is said")
			}
		})
	}
}

// TestAFolderWithoutClassesIsNamed: the photos are listed, and the list is shown.
func TestAFolderWithoutClassesIsNamed(t *testing.T) {
	p, b := stand(t)
	p.receive([]host.Blob{fake.NewBlob("holiday/1.jpg"), fake.NewBlob("holiday/2.jpg")})
	b.Trainers[0].Handle(protocol.Imported{Name: "holiday", Unlabelled: 2, Summary: "None tells what it shows."}, host.Attachments{})
	b.NextFrame()
	if p.session.Naming.List == nil || p.tabs.chosen != tabTry || !strings.Contains(p.session.Images.Problem, "named instead") {
		t.Errorf("list %v, tab %q, problem %q", p.session.Naming.List, p.tabs.chosen, p.session.Images.Problem)
	}
}

// TestTheMottoIsOfTheSetInUse: other classes are called by their names.
func TestTheMottoIsOfTheSetInUse(t *testing.T) {
	p, b := stand(t)
	motto := func() string { return (&header{part{In: p}}).motto() }
	if got := motto(); got != "Watch optimizers tell cats from dogs." {
		t.Error(got)
	}
	p.session.Images.UsePack(fake.NewBlob("zoo.pack"))
	b.Trainers[0].Handle(protocol.DataLoaded{Name: "Zoo", SHA256: "abc", Height: 32, Width: 32, Classes: []string{"horse", "zebra"},
		Train: []int{7, 7}, Validation: []int{1, 1}, Test: []int{2, 2}}, host.Attachments{})
	if got := motto(); got != "Watch optimizers tell horses from zebras." {
		t.Error(got)
	}
}

// TestButtonsThatNeedPhotosSayWhatTheyWaitFor looks at the page before its photos have
// come, when they cannot come, and when they are there.
func TestButtonsThatNeedPhotosSayWhatTheyWaitFor(t *testing.T) {
	p := newPage(fake.NewBrowser())
	p.session.Open()
	p.fetchBundled()
	waits := func(when, why string) {
		t.Helper()
		page := html(p)
		for _, id := range []string{"redo-study", "find-rates"} {
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
	p.session.Images.Fail("They could not be loaded.")
	waits("without photos", "There are no photos to train on yet.")
	ready, _ := stand(t)
	p = ready
	waits("with photos", "")
}

// TestHeaderSaysWhatTheMachineDoes: in words, with the share of its speed on hover.
func TestHeaderSaysWhatTheMachineDoes(t *testing.T) {
	p, b := stand(t)
	badge := func() string { return ui.HTMLString((&header{part{In: p}}).badge()) }
	if h := badge(); !strings.Contains(h, "Ready") || !strings.Contains(h, "WebAssembly SIMD") || strings.Contains(h, "GFLOP/s") {
		t.Errorf("at rest the header says %s", h)
	}
	apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Adam}, 0)
	if h := badge(); !strings.Contains(h, " photos a second") || strings.Contains(h, "GFLOP/s") {
		t.Errorf("while a run trains, before the machine is measured, the header says %s", h)
	}
	b.Trainers[0].Handle(protocol.EngineMeasured{GFLOPs: 30}, host.Attachments{})
	if h := badge(); !strings.Contains(h, "45.0 GFLOP/s, 75 % of what 2 cores here reach") {
		t.Errorf("while a run trains the header says %s", h)
	}
}

// TestTheAddressIsReadOnBothSides gives the page settings before and behind the "#" of its
// address.
func TestTheAddressIsReadOnBothSides(t *testing.T) {
	p, b := stand(t)
	b.Link, b.Search = "v=2&size=64", "size=48&epochs=7&sise=1&utm_source=mail"
	p.followAddress()
	shared := p.session.Form.Experiment.Shared
	if shared.ImageSize != 64 || shared.Epochs != 7 {
		t.Errorf("size %d, epochs %d; want 64 of the link and 7 of the query", shared.ImageSize, shared.Epochs)
	}
	if !strings.Contains(p.session.Board.Notice, `"sise"`) || strings.Contains(p.session.Board.Notice, "utm") {
		t.Errorf("notice %q, want what cannot be read in it and nothing else", p.session.Board.Notice)
	}
	if b.Search != "utm_source=mail" {
		t.Errorf("the query has become %q", b.Search)
	}
}
