package understand

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
	"pawgrad/nn/surface"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestPlaygroundStartsWhereItIsTold(t *testing.T) {
	l, g, _ := stand()
	g.begin(surface.Point{1, -100})
	if want := (surface.Point{1, g.surface.Y.Min}); g.start != want {
		t.Errorf("start %v, want %v: inside the picture", g.start, want)
	}
	f := g.figure(l.session.Form.Experiment)
	if len(f.Paths) != len(spec.Methods) {
		t.Fatalf("%d paths, want one a method", len(f.Paths))
	}
	for _, p := range f.Paths {
		if len(p.Points) != playSteps+1 || p.Points[0] != g.start {
			t.Errorf("%s: %d points from %v", p.Name, len(p.Points), p.Points[0])
		}
	}
	before := g.start
	for _, key := range []string{"ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"} {
		if !g.key(key) {
			t.Errorf("%s is of no use", key)
		}
	}
	if g.start[0] != before[0] || g.key("x") {
		t.Errorf("after going round, the start is at %v; was at %v", g.start, before)
	}
	g.key("Home")
	if g.start != g.surface.Start {
		t.Errorf("Home leads to %v", g.start)
	}
	g.hidden[walker{spec.GD, 0}] = true
	if f := g.figure(l.session.Form.Experiment); len(f.Paths) != len(spec.Methods)-1 {
		t.Errorf("with GD hidden, %d paths", len(f.Paths))
	}
}

func TestPlaygroundPlays(t *testing.T) {
	_, g, b := stand()
	b.NextFrame()
	g.key(" ")
	if !g.Playing || g.At != 0 {
		t.Fatalf("playing %v from step %v, want from the start", g.Playing, g.At)
	}
	b.Clock += 1
	b.NextFrame()
	if g.At != playPace {
		t.Errorf("step %v after a second, want %v", g.At, playPace)
	}
	g.key(" ")
	b.Clock += 1
	b.NextFrame()
	if g.Playing || g.At != playPace {
		t.Errorf("while it is held: playing %v, step %v", g.Playing, g.At)
	}
	g.key(" ")
	b.Clock += 100
	b.NextFrame()
	if g.Playing || g.At != playSteps {
		t.Errorf("after the end: playing %v, step %v", g.Playing, g.At)
	}
	for _, c := range []struct{ by, want float64 }{{1, 0}, {1, 1}, {-1, 0}, {-1, 0}} {
		if g.step(c.by); g.At != c.want {
			t.Errorf("step %+v leads to %v, want %v", c.by, g.At, c.want)
		}
	}
}

func TestPlaygroundRates(t *testing.T) {
	l, g, _ := stand()
	momentum := walker{spec.Momentum, 0}
	l.session.Form.Edit(form.Field{Method: spec.Momentum, Key: spec.KeyGamma}, "0.5")
	one := g.walk(l.session.Form.Experiment, momentum)
	g.edit(momentum, "0.08")
	if rate, text := g.rate(l.session.Form.Experiment, momentum); rate != 0.08 || text != "0.08" {
		t.Errorf("rate %v, text %q", rate, text)
	}
	h := spec.Hyper{LearningRate: 0.08, Gamma: 0.5}
	want := g.surface.Walk(spec.Momentum, h, g.surface.Start, playSteps, 0, 1)
	if got := g.walk(l.session.Form.Experiment, momentum); got[playSteps] != want[playSteps] || got[playSteps] == one[playSteps] {
		t.Errorf("the path ends at %v, want %v", got[playSteps], want[playSteps])
	}
	g.edit(momentum, "fast")
	if rate, text := g.rate(l.session.Form.Experiment, momentum); rate != 0.08 || text != "fast" || !strings.Contains(g.problem(momentum), "Learning rate") {
		t.Errorf("after a bad text: rate %v, text %q, problem %q", rate, text, g.problem(momentum))
	}
	g.choose("saddle")
	if rate, text := g.rate(l.session.Form.Experiment, momentum); rate != g.surface.Rates[spec.Momentum] || text == "fast" || g.problem(momentum) != "" {
		t.Errorf("on another surface: rate %v, text %q", rate, text)
	}
	g.choose("ravine")
	g.reset()
	if rate, _ := g.rate(l.session.Form.Experiment, momentum); rate != g.surface.Rates[spec.Momentum] || g.problem(momentum) != "" {
		t.Errorf("after a reset: rate %v, problem %q", rate, g.problem(momentum))
	}
}

// TestArmsOnASurface: an arm with a tenth of its method's rate has a tenth here too, walks by its
// own settings, and less noise with larger batches.
func TestArmsOnASurface(t *testing.T) {
	l, g, _ := stand()
	f := l.session.Form
	for _, c := range [][2]string{{spec.KeyLearningRate, "0.01"}, {spec.KeyBatchSize, "128"}} {
		f.Edit(form.Field{Arm: f.AddArm(f.Like(spec.SGD, 0)), Key: c[0]}, c[1])
	}
	off := f.AddArm(f.Like(spec.SGD, 0))
	f.ChooseArm(off, false)
	e := f.Experiment
	if drawn := g.figure(e); len(drawn.Paths) != len(spec.Methods)+2 || drawn.Paths[len(spec.Methods)].Name != "SGD, δ 0.01" {
		t.Fatalf("%d paths, the first arm's called %q", len(drawn.Paths), drawn.Paths[len(spec.Methods)].Name)
	}
	slow, large := walker{spec.SGD, 1}, walker{spec.SGD, 2}
	usual := g.surface.Rates[spec.SGD]
	if rate, _ := g.rate(e, slow); rate != usual/10 {
		t.Errorf("the slow arm's rate is %g, the method's %g", rate, usual)
	}
	g.noise = true
	g.begin(g.start)
	h := e.Hyper[spec.SGD]
	h.LearningRate = usual
	if want := g.surface.Walk(spec.SGD, h, g.start, playSteps, 0.5, e.Shared.Seed); g.walk(e, large)[playSteps] != want[playSteps] {
		t.Error("four times the batch has not half the noise")
	}
	page := ui.HTMLString(&surfaces{playPart{In: g}})
	if !strings.Contains(page, `id="surface-rate-arm2"`) || strings.Contains(page, `id="surface-rate-arm3"`) {
		t.Error("the fields are not those of the arms that are started")
	}
	g.edit(slow, "0.5")
	g.reset()
	if rate, _ := g.rate(e, slow); rate != usual/10 {
		t.Errorf("after a reset the slow arm's rate is %g", rate)
	}
}

func TestSurfaceSection(t *testing.T) {
	_, g, _ := stand()
	page := ui.HTMLString(&surfaces{playPart{In: g}})
	for _, want := range []string{"surface-turned-ravine", "Steep walls", "Step 80 of 80", `id="surface-rate-adam"`, "are those of the form"} {
		if !strings.Contains(page, want) {
			t.Errorf("the section has no %q", want)
		}
	}
}

// stand returns the explanations of a session with photos, the playground, and the browser.
func stand() (*Panel, *play, *fake.Browser) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs)
	return in, in.play, b
}
