package understand

import (
	"math"

	"pawgrad/app/figure"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"
	"pawgrad/nn/surface"
)

const (
	playSteps = 80 // of every path
	playPace  = 14 // steps a second
	// Columns and rows of a classic surface as it is drawn; odd, so that the middle of
	// a picture is one of them.
	playColumns, playRows = 65, 49
	// keyMove is how far an arrow key moves the start, as a share of the picture.
	keyMove = 1.0 / 40
)

// playground is the state of the picture of the classic surfaces.
type playground struct {
	widget.Player
	surface surface.Surface
	start   surface.Point
	// texts are learning rates typed by the visitor, problems what is wrong with
	// them.
	texts    map[rateKey]string
	problems map[rateKey]string
	rates    map[rateKey]float64
	hidden   map[spec.MethodID]bool
	noise    bool

	walks map[spec.MethodID][]surface.Point // nil until they are asked for
}

// rateKey names a learning rate of the playground.
type rateKey struct {
	surface string
	method  spec.MethodID
}

func newPlayground() playground {
	p := playground{texts: map[rateKey]string{}, problems: map[rateKey]string{}, rates: map[rateKey]float64{}, hidden: map[spec.MethodID]bool{}}
	p.choose(surface.Surfaces[0].ID)
	return p
}

// choose turns to a surface.
func (p *playground) choose(id string) {
	p.surface = surface.ByID(id)
	p.begin(p.surface.Start)
}

// begin has all paths start at a place, kept in the picture. Unless they are being
// played, they are shown whole.
func (p *playground) begin(at surface.Point) {
	p.start = surface.Point{p.surface.X.Clamp(at[0]), p.surface.Y.Clamp(at[1])}
	p.walks = nil
	if p.At = playSteps; p.Playing {
		p.At = 0
	}
}

// rate is a method's learning rate on the surface in view, and its text.
func (p *playground) rate(id spec.MethodID) (float64, string) {
	key := rateKey{p.surface.ID, id}
	rate, own := p.rates[key]
	if !own {
		rate = p.surface.Rates[id]
	}
	if text, typed := p.texts[key]; typed {
		return rate, text
	}
	run := spec.DefaultRun(id)
	run.Hyper.LearningRate = rate
	return rate, rateSetting().Text(run)
}

// edit takes a learning rate that the visitor typed; the last good one stays while
// the text is none.
func (p *playground) edit(id spec.MethodID, text string) {
	key, run := rateKey{p.surface.ID, id}, spec.DefaultRun(id)
	p.texts[key] = text
	if err := rateSetting().Set(&run, text); err != nil {
		p.problems[key] = err.Error()
		return
	}
	delete(p.problems, key)
	p.rates[key] = run.Hyper.LearningRate
	p.begin(p.start)
}

// problem is what is wrong with a method's learning rate, or empty.
func (p *playground) problem(id spec.MethodID) string { return p.problems[rateKey{p.surface.ID, id}] }

// reset goes back to the surface's own start and rates.
func (p *playground) reset() {
	for _, m := range spec.Methods {
		key := rateKey{p.surface.ID, m.ID}
		delete(p.texts, key)
		delete(p.problems, key)
		delete(p.rates, key)
	}
	p.Pause()
	p.begin(p.surface.Start)
}

func rateSetting() spec.Setting {
	s, _ := spec.SettingByKey(spec.KeyLearningRate)
	return s
}

// walk is a method's path. All but the rate is as the form has it.
func (p *playground) walk(e spec.Experiment, id spec.MethodID) []surface.Point {
	if p.walks == nil {
		p.walks = map[spec.MethodID][]surface.Point{}
	}
	path, ok := p.walks[id]
	if !ok {
		h := e.Hyper[id]
		h.LearningRate, _ = p.rate(id)
		path = p.surface.Walk(id, h, p.start, playSteps, p.noise, e.Shared.Seed)
		p.walks[id] = path
	}
	return path
}

// height is the surface's height where a method is after the steps shown.
func (p *playground) height(e spec.Experiment, id spec.MethodID) float64 {
	return p.surface.Height(p.walk(e, id)[int(p.At)])
}

// figure is the surface with the paths of the methods shown.
func (p *playground) figure(e spec.Experiment) figure.Landscape {
	f := figure.Landscape{
		Title: p.surface.Name,
		XAxis: figure.Axis{Label: "x"}, YAxis: figure.Axis{Label: "y"}, LossAxis: figure.Axis{Label: "Height"},
		StepName: "step",
	}
	f.X, f.Y, f.Loss = p.surface.Lattice(playColumns, playRows)
	for _, m := range spec.Methods {
		if p.hidden[m.ID] {
			continue
		}
		path := figure.LandscapePath{Name: m.Name, Style: figure.MethodStyle(string(m.ID))}
		for _, at := range p.walk(e, m.ID) {
			path.Points = append(path.Points, at)
		}
		f.Paths = append(f.Paths, path)
	}
	return f
}

// move shifts the start by shares of the picture.
func (p *playground) move(right, up float64) {
	s := p.surface
	p.begin(surface.Point{p.start[0] + right*(s.X.Max-s.X.Min), p.start[1] + up*(s.Y.Max-s.Y.Min)})
}

// step shows one step more, or less.
func (p *playground) step(by float64) {
	p.Pause()
	at := math.Floor(p.At)
	if at == playSteps && by > 0 {
		at = -by // from the end to the start
	}
	p.At = math.Max(0, math.Min(playSteps, at+by))
}
