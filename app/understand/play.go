package understand

import (
	"maps"
	"math"
	"strconv"

	"pawgrad/app/figure"
	"pawgrad/app/format"
	"pawgrad/app/say"
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
	hidden   map[walker]bool
	noise    bool

	walks map[walker][]surface.Point // nil until they are asked for
}

// walker is what walks over a surface: an arm, by its method and the number of its look, 0 for
// the method's own.
type walker struct {
	method spec.MethodID
	look   int
}

// walkers are all methods' own arms, and those that are started beside them.
func walkers(e spec.Experiment) []walker {
	var list []walker
	for _, m := range spec.Methods {
		list = append(list, walker{m.ID, 0})
	}
	for _, a := range e.Started() {
		list = append(list, walker{a.Method, a.Look})
	}
	return list
}

// arm is the walker's arm in an experiment, called as it is there.
func (w walker) arm(e spec.Experiment) (a spec.Arm, name string) {
	if a, beside := e.Arm(w.look); beside {
		return a, format.Arm(e.NameOf(a))
	}
	m, _ := spec.MethodByID(w.method)
	return e.OwnArm(w.method), m.Name
}

// rateKey names a learning rate of the playground.
type rateKey struct {
	surface string
	walker
}

func newPlayground() playground {
	p := playground{texts: map[rateKey]string{}, problems: map[rateKey]string{}, rates: map[rateKey]float64{}, hidden: map[walker]bool{}}
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

// rate is an arm's learning rate on the surface in view, and its text. That of an arm which
// stands beside its method's own is as many times that one's here as it is in the form.
func (p *playground) rate(e spec.Experiment, w walker) (float64, string) {
	key := rateKey{p.surface.ID, w}
	rate, own := p.rates[key]
	if !own {
		rate = p.surface.Rates[w.method]
		if usual := e.Hyper[w.method].LearningRate; w.look > 0 && usual > 0 {
			a, _ := w.arm(e)
			rate = round(rate * a.Hyper.LearningRate / usual)
		}
	}
	if text, typed := p.texts[key]; typed {
		return rate, text
	}
	run := spec.DefaultRun(w.method)
	run.Hyper.LearningRate = rate
	return rate, rateSetting().Text(run)
}

// round leaves three digits of a rate, as it stands in a field.
func round(rate float64) float64 {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(rate, 'g', 3, 64), 64)
	return x
}

// edit takes a learning rate that the visitor typed; the last good one stays while
// the text is none.
func (p *playground) edit(w walker, text string) {
	key, run := rateKey{p.surface.ID, w}, spec.DefaultRun(w.method)
	p.texts[key] = text
	if err := rateSetting().Set(&run, text); err != nil {
		p.problems[key] = err.Error()
		return
	}
	delete(p.problems, key)
	p.rates[key] = run.Hyper.LearningRate
	p.begin(p.start)
}

// problem is what is wrong with an arm's learning rate, or empty.
func (p *playground) problem(w walker) string { return p.problems[rateKey{p.surface.ID, w}] }

// reset goes back to the surface's own start and rates.
func (p *playground) reset() {
	here := func(key rateKey) bool { return key.surface == p.surface.ID }
	maps.DeleteFunc(p.texts, func(key rateKey, _ string) bool { return here(key) })
	maps.DeleteFunc(p.problems, func(key rateKey, _ string) bool { return here(key) })
	maps.DeleteFunc(p.rates, func(key rateKey, _ float64) bool { return here(key) })
	p.Pause()
	p.begin(p.surface.Start)
}

func rateSetting() spec.Setting {
	s, _ := spec.SettingByKey(spec.KeyLearningRate)
	return s
}

// walk is an arm's path. All but the rate is as the form has it; the noise of larger batches is
// the smaller.
func (p *playground) walk(e spec.Experiment, w walker) []surface.Point {
	if p.walks == nil {
		p.walks = map[walker][]surface.Point{}
	}
	path, ok := p.walks[w]
	if !ok {
		a, _ := w.arm(e)
		h, noise := a.Hyper, 0.0
		h.LearningRate, _ = p.rate(e, w)
		if p.noise {
			noise = math.Sqrt(float64(e.Shared.BatchSize) / float64(e.ArmRun(a).BatchSize))
		}
		path = p.surface.Walk(w.method, h, p.start, playSteps, noise, e.Shared.Seed)
		p.walks[w] = path
	}
	return path
}

// height is the surface's height where an arm is after the steps shown.
func (p *playground) height(e spec.Experiment, w walker) float64 {
	return p.surface.Height(p.walk(e, w)[int(p.At)])
}

// figure is the surface with the paths of the arms shown.
func (p *playground) figure(e spec.Experiment) figure.Landscape {
	f := figure.Landscape{
		Title: say.Text(p.surface.Label),
		XAxis: figure.Axis{Label: "x"}, YAxis: figure.Axis{Label: "y"}, LossAxis: figure.Axis{Label: say.Text("Height")},
		StepName: "step",
	}
	f.X, f.Y, f.Loss = p.surface.Lattice(playColumns, playRows)
	for _, w := range walkers(e) {
		if p.hidden[w] {
			continue
		}
		_, name := w.arm(e)
		path := figure.LandscapePath{Name: name, Style: figure.ArmStyle(string(w.method), w.look)}
		for _, at := range p.walk(e, w) {
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
