package app

import (
	"pawgrad/app/browser"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Topics of the page's own, beside the session's.
const (
	viewTopic  host.Topic = 1 << (16 + iota) // what is in view: theme, switches
	hoverTopic                               // where the visitor points in the curves
	sizeTopic                                // the elements' sizes
	tabTopic                                 // which tab is; of its own, lest every figure be drawn anew at a click
	roundTopic                               // the heads of rounds
	rowTopic                                 // where the visitor points in charts of rows and of rates
)

// view is what the visitor looks at and how; none of it matters to training.
type view struct {
	dark    bool
	present bool
	tab     tab
	// leaving is the tab whose panel is still in view while that of the chosen
	// one waits to be drawn; empty otherwise.
	leaving tab
	// folded hides the set-up on a narrow screen.
	folded bool
	// dropping is true while files hover over the page.
	dropping bool
	// open is the method whose details are shown.
	open spec.MethodID

	// copied is the address last put onto the clipboard: of this page or of VGG19's weights.
	copied string

	smooth, log, byTime bool
	// seeds shows the curve of every seed behind the means.
	seeds bool
	// part is the part of a study in view, chosen in round partOf.
	part, partOf int
	// report shows the report over the page.
	report bool
	// bySeed has the box plot's values be seeds instead of batches; outliers shows
	// those beyond the whiskers.
	bySeed, outliers bool
	hover            *figure.Hover
	hoverChart       string

	// inspected is the run whose confusion matrix is shown, and cell the part of it
	// whose photos are.
	inspected string
	cell      session.Cell

	// looker is the run whose heat maps are laid over the photos.
	looker string
}

// lab is what all components share.
type lab struct {
	*session.Session
	browser browser.Browser
	view    view

	evaluated evaluation

	watchers map[int]watcher
	next     int
	dirty    host.Topic
	framed   bool
	// unfinished counts the blocks that are not drawn whole yet.
	unfinished int
	// slowAt is when the slow topics were last told of, in seconds.
	slowAt float64
	// urls remembers the addresses of pictures.
	urls map[host.Blob]string
	// shapes remembers the photos' widths by their heights, heats the addresses
	// of heat maps.
	shapes map[int]float64
	heats  map[*protocol.HeatMap]string
	// ground is the picture of the classic surfaces.
	ground playground
	// round is what is looked at of the rounds' heads.
	round roundView
	// pointing is where the visitor points in a chart of rows or rates, nil for nowhere.
	pointing *pointing
	// norm and paths are what is looked at of the runs under Understand.
	norm  normView
	paths pathsView
}

// watcher is a component or a chart that wants to know of some topics.
type watcher struct {
	topics host.Topic
	tell   func()
}

// keyTheme is where the choice of theme is kept.
const keyTheme = "pawgrad.theme"

func newLab(browser browser.Browser) *lab {
	l := &lab{
		browser:  browser,
		watchers: map[int]watcher{},
		urls:     map[host.Blob]string{},
		shapes:   map[int]float64{},
		heats:    map[*protocol.HeatMap]string{},
		ground:   newPlayground(),
		paths:    pathsView{grid: grids[1].n},
		view:     view{tab: tabResults, folded: true, smooth: true, outliers: true, cell: session.Mistakes},
	}
	l.Session = session.New(sessionHost{browser, l.touch}, browser.Cores())
	return l
}

// touch notes that topics have changed; those who watch them are told in the next
// animation frame, once, however much has changed by then.
func (l *lab) touch(topics host.Topic) {
	l.dirty |= topics
	if l.framed || l.dirty == 0 {
		return
	}
	l.framed = true
	l.browser.Frame(l.frame)
}

// slowTopics are those that trainers change all the time. They are told of only
// every slowEvery seconds: digits that change faster cannot be read, and painting
// curves at each frame would take a third of a phone's time.
const (
	slowTopics = host.Curves | host.Numbers
	slowEvery  = 0.2
)

// frame tells those who watch what has changed.
func (l *lab) frame() {
	due := l.dirty
	if now := l.browser.Now(); now-l.slowAt < slowEvery {
		due &^= slowTopics
	} else if due&slowTopics != 0 {
		l.slowAt = now
	}
	l.dirty &^= due
	l.framed = false
	for _, w := range l.watchers {
		if w.topics&due != 0 {
			w.tell()
		}
	}
	if due&host.Settings != 0 {
		l.browser.SetHash(l.Form.Link())
	}
	l.touch(0)
}

// watch has tell called when any of the topics has changed, until stop is called.
func (l *lab) watch(topics host.Topic, tell func()) (stop func()) {
	l.next++
	id := l.next
	l.watchers[id] = watcher{topics, tell}
	return func() { delete(l.watchers, id) }
}

// watching is the part that all components which watch topics have in common.
type watching struct {
	ui.Compo
	lab  *lab
	stop func()
}

// watch has the component rendered again when any of the topics has changed.
func (w *watching) watch(ctx ui.Context, topics host.Topic) {
	w.stop = w.lab.watch(topics, ctx.Update)
}

// OnDismount ends the watching.
func (w *watching) OnDismount() {
	if w.stop != nil {
		w.stop()
	}
}

// look changes what is in view.
func (l *lab) look(change func(*view)) {
	change(&l.view)
	l.touch(viewTopic)
}

// start begins runs of the methods. If a field cannot be read, it is brought into
// sight and into focus, so that the visitor can mend it at once.
func (l *lab) start(methods []spec.MethodID) {
	if l.Start(methods) {
		return
	}
	if f, bad := l.Form.Unreadable(methods); bad {
		l.look(func(v *view) { v.open, v.folded = f.Method, false })
		l.later(func() { l.browser.Focus(fieldID(f)) })
	}
}

// later calls f when what has changed so far is on the screen: components render
// in the frame after the one in which they are told.
func (l *lab) later(f func()) {
	const frames = 3
	var wait func(n int)
	wait = func(n int) {
		if n == 0 {
			f()
			return
		}
		l.browser.Frame(func() { wait(n - 1) })
	}
	wait(frames)
}

// turn chooses a tab. The click is answered at once by the tab's head; its panel,
// which may have much to draw, follows when that is on the screen. then, if not
// nil, is called when the panel stands whole.
func (l *lab) turn(to tab, then func()) {
	if l.view.leaving == "" {
		l.view.leaving = l.view.tab
	}
	l.view.tab = to
	l.touch(tabTopic)
	l.later(func() {
		l.view.leaving = ""
		l.touch(tabTopic)
		if then != nil {
			l.later(func() { l.settled(then) })
		}
	})
}

// settled calls f when no block is being drawn part by part.
func (l *lab) settled(f func()) {
	if l.unfinished == 0 {
		f()
		return
	}
	l.browser.Frame(func() { l.settled(f) })
}

// theme is the look of the figures.
func (l *lab) theme() figure.Theme {
	t := figure.ThemeFor(l.view.dark)
	if l.view.present {
		t = t.Present()
	}
	return t
}

// setDark chooses the theme; remember keeps the choice for the next visit.
func (l *lab) setDark(dark, remember bool) {
	name := "light"
	if dark {
		name = "dark"
	}
	l.browser.Mark("data-theme", name)
	if remember {
		l.browser.Store(keyTheme, name)
	}
	l.look(func(v *view) { v.dark = dark })
}

// setPresent shows the page as for a projector, or as usual.
func (l *lab) setPresent(on bool) {
	value := ""
	if on {
		value = "on"
	}
	l.browser.Mark("data-present", value)
	l.look(func(v *view) { v.present = on })
}

// url is the address of a picture, empty while there is none.
func (l *lab) url(b host.Blob) string {
	if b == nil {
		return ""
	}
	if u, ok := l.urls[b]; ok {
		return u
	}
	u := l.browser.URL(b)
	l.urls[b] = u
	return u
}

// maxHeats bounds the heat maps whose addresses are remembered.
const maxHeats = 500

// heat is the address of a heat map, empty while there is none.
func (l *lab) heat(m *protocol.HeatMap) string {
	if m == nil {
		return ""
	}
	u, ok := l.heats[m]
	if !ok {
		if len(l.heats) >= maxHeats {
			clear(l.heats)
		}
		if rgba, width, height := heatPixels(m); rgba != nil {
			u = l.browser.Picture(rgba, width, height)
		}
		l.heats[m] = u
	}
	return u
}
