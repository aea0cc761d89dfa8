package redraw

import (
	"slices"

	"pawgrad/app/host"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Frames is the clock of the screen.
type Frames interface {
	// Frame calls f once before the next repaint.
	Frame(f func())
	// Now is a time in seconds.
	Now() float64
}

// Topics tells those who watch them what has changed, once in an animation frame.
type Topics struct {
	frames   Frames
	watchers map[int]watcher
	next     int
	changed  host.Topic
	framed   bool
	untold   []int // watchers for whom there was no time in the last frame
	// slowAt is when the slow topics were last told of, in seconds.
	slowAt float64
}

// watcher is a component or a chart that wants to know of some topics.
type watcher struct {
	topics host.Topic
	tell   func()
}

// NewTopics returns topics that nobody watches yet.
func NewTopics(frames Frames) *Topics {
	return &Topics{frames: frames, watchers: map[int]watcher{}}
}

// Touch notes that topics have changed; those who watch them are told in the next
// animation frame, once, however much has changed by then.
func (t *Topics) Touch(topics host.Topic) {
	t.changed |= topics
	if t.framed || t.changed == 0 && t.untold == nil {
		return
	}
	t.framed = true
	t.frames.Frame(t.tell)
}

// tell tells those who watch what has changed.
func (t *Topics) tell() {
	due := t.changed
	if now := t.frames.Now(); now-t.slowAt < slowEvery {
		due &^= slow
	} else if due&slow != 0 {
		t.slowAt = now
	}
	t.changed &^= due
	t.framed = false
	for id, w := range t.watchers {
		if w.topics&due != 0 && !slices.Contains(t.untold, id) {
			t.untold = append(t.untold, id)
		}
	}
	began := t.frames.Now()
	for len(t.untold) > 0 {
		id := t.untold[0]
		t.untold = t.untold[1:]
		if w, there := t.watchers[id]; there {
			w.tell()
		}
		if t.frames.Now()-began >= longestFrame {
			break // the others in the next frame: the page is to answer in between
		}
	}
	if len(t.untold) == 0 {
		t.untold = nil
	}
	t.Touch(0)
}

// longestFrame is for how many seconds watchers are told in one frame.
const longestFrame = 0.03

// Watch has tell called when any of the topics has changed, until stop is called.
func (t *Topics) Watch(topics host.Topic, tell func()) (stop func()) {
	t.next++
	id := t.next
	t.watchers[id] = watcher{topics, tell}
	return func() { delete(t.watchers, id) }
}

// Once has tell called in one of the next frames, once, with what else is told then: as much as
// there is time for in each.
func (t *Topics) Once(tell func()) {
	var stop func()
	stop = t.Watch(0, func() {
		stop()
		tell()
	})
	t.untold = append(t.untold, t.next)
	t.Touch(0)
}

// Part is what the components of a panel have in common: the panel that they are In, and
// that they are rendered again when what they show has changed. It is embedded under a
// name in small letters, as go-app copies what has a capital one from each rendering to
// the next.
type Part[Panel any] struct {
	ui.Compo
	In     Panel
	topics *Topics
	shows  host.Topic
	stops  []func()
}

// NewPart returns a part of a panel that shows some topics.
func NewPart[Panel any](in Panel, topics *Topics, shows host.Topic) Part[Panel] {
	return Part[Panel]{In: in, topics: topics, shows: shows}
}

// OnMount implements go-app's Mounter.
func (p *Part[Panel]) OnMount(ctx ui.Context) { p.Call(p.topics, p.shows, ctx.Update) }

// Call has tell called when any of the topics has changed.
func (p *Part[Panel]) Call(t *Topics, topics host.Topic, tell func()) {
	p.stops = append(p.stops, t.Watch(topics, tell))
}

// OnDismount implements go-app's Dismounter.
func (p *Part[Panel]) OnDismount() {
	for _, stop := range p.stops {
		stop()
	}
	p.stops = nil
}
