package app

import (
	"math"
	"strings"
	"testing"

	"pawgrad/app/figure"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"
	"pawgrad/nn/surface"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestPlaygroundStartsWhereItIsTold(t *testing.T) {
	l, _ := laboratory(t)
	g := &l.ground
	g.begin(surface.Point{1, -100})
	if want := (surface.Point{1, g.surface.Y.Min}); g.start != want {
		t.Errorf("start %v, want %v: inside the picture", g.start, want)
	}
	f := g.figure(l.Form.Experiment)
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
		if !l.playKey(key) {
			t.Errorf("%s is of no use", key)
		}
	}
	if g.start[0] != before[0] || l.playKey("x") {
		t.Errorf("after going round, the start is at %v; was at %v", g.start, before)
	}
	l.playKey("Home")
	if g.start != g.surface.Start {
		t.Errorf("Home leads to %v", g.start)
	}
	g.hidden[spec.GD] = true
	if f := g.figure(l.Form.Experiment); len(f.Paths) != len(spec.Methods)-1 {
		t.Errorf("with GD hidden, %d paths", len(f.Paths))
	}
}

func TestPlaygroundPlays(t *testing.T) {
	l, b := laboratory(t)
	g := &l.ground
	b.frame()
	l.playKey(" ")
	if !g.playing || g.at != 0 {
		t.Fatalf("playing %v from step %v, want from the start", g.playing, g.at)
	}
	b.now += 1
	b.frame()
	if g.at != playPace {
		t.Errorf("step %v after a second, want %v", g.at, playPace)
	}
	l.playKey(" ")
	b.now += 1
	b.frame()
	if g.playing || g.at != playPace {
		t.Errorf("while it is held: playing %v, step %v", g.playing, g.at)
	}
	l.playKey(" ")
	b.now += 100
	b.frame()
	if g.playing || g.at != playSteps {
		t.Errorf("after the end: playing %v, step %v", g.playing, g.at)
	}
	for _, c := range []struct{ by, want float64 }{{1, 0}, {1, 1}, {-1, 0}, {-1, 0}} {
		if g.step(c.by); g.at != c.want {
			t.Errorf("step %+v leads to %v, want %v", c.by, g.at, c.want)
		}
	}
}

func TestPlaygroundRates(t *testing.T) {
	l, _ := laboratory(t)
	g := &l.ground
	l.Form.Edit(form.Field{Method: spec.Momentum, Key: spec.KeyGamma}, "0.5")
	one := g.walk(l.Form.Experiment, spec.Momentum)
	g.edit(spec.Momentum, "0.08")
	if rate, text := g.rate(spec.Momentum); rate != 0.08 || text != "0.08" {
		t.Errorf("rate %v, text %q", rate, text)
	}
	h := spec.Hyper{LearningRate: 0.08, Gamma: 0.5}
	want := g.surface.Walk(spec.Momentum, h, g.surface.Start, playSteps, false, 1)
	if got := g.walk(l.Form.Experiment, spec.Momentum); got[playSteps] != want[playSteps] || got[playSteps] == one[playSteps] {
		t.Errorf("the path ends at %v, want %v", got[playSteps], want[playSteps])
	}
	g.edit(spec.Momentum, "fast")
	if rate, text := g.rate(spec.Momentum); rate != 0.08 || text != "fast" || !strings.Contains(g.problem(spec.Momentum), "Learning rate") {
		t.Errorf("after a bad text: rate %v, text %q, problem %q", rate, text, g.problem(spec.Momentum))
	}
	g.choose("saddle")
	if rate, text := g.rate(spec.Momentum); rate != g.surface.Rates[spec.Momentum] || text == "fast" || g.problem(spec.Momentum) != "" {
		t.Errorf("on another surface: rate %v, text %q", rate, text)
	}
	g.choose("ravine")
	g.reset()
	if rate, _ := g.rate(spec.Momentum); rate != g.surface.Rates[spec.Momentum] || g.problem(spec.Momentum) != "" {
		t.Errorf("after a reset: rate %v, problem %q", rate, g.problem(spec.Momentum))
	}
}

func TestSurfaceIsPaintedAndNamed(t *testing.T) {
	l, _ := laboratory(t)
	c := &landscape{watching: watching{lab: l}, ID: "figure-surface", make: func() figure.Landscape { return l.ground.figure(l.Form.Experiment) },
		upto: func() float64 { return 1 }}
	c.canvas = l.browser.Canvas(c.ID)
	c.paint()
	if svg := string(c.canvas.(*fakeCanvas).Bytes()); !strings.Contains(svg, "Ravine") {
		t.Error("the surface is not drawn")
	}
	page := ui.HTMLString(&surfaces{watching{lab: l}})
	for _, want := range []string{"surface-turned-ravine", "Steep walls", "Step 80 of 80", `id="surface-rate-adam"`, "are those of the form"} {
		if !strings.Contains(page, want) {
			t.Errorf("the section has no %q", want)
		}
	}
}

func TestTallChartsTakeTheHeightOfTheirFigure(t *testing.T) {
	l, b := laboratory(t)
	c := &chart{watching: watching{lab: l}, ID: "figure-architecture", tall: true,
		make: func() figure.Figure { return architecture(l.Form.Experiment.Shared) }}
	c.canvas = l.browser.Canvas(c.ID)
	c.paint()
	want := math.Ceil(architecture(l.Form.Experiment.Shared).(wanting).Height(460, l.theme()))
	if got := b.heights[c.ID]; got != want || want < 300 {
		t.Errorf("the canvas is %v high, want %v", got, want)
	}
}
