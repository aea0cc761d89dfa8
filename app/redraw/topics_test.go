package redraw

import (
	"pawgrad/app/browser/fake"
	"pawgrad/app/host"
	"testing"
)

func TestWhatTrainersChangeIsToldSlowly(t *testing.T) {
	b := fake.NewBrowser()
	topics := NewTopics(b)
	curves, view := 0, 0
	topics.Watch(host.Curves, func() { curves++ })
	topics.Watch(Look, func() { view++ })
	for range 100 { // a second at 100 frames
		b.Clock += 0.01
		topics.Touch(host.Curves)
		topics.Touch(Look)
		b.NextFrame()
	}
	if view != 100 {
		t.Errorf("the view was told of %d times in 100 frames", view)
	}
	if curves < 4 || curves > 6 {
		t.Errorf("the curves were told of %d times in a second, want about %v", curves, 1/slowEvery)
	}
	before := curves
	topics.Touch(host.Curves)
	for range 30 { // the last point must not be left out
		b.Clock += 0.01
		b.NextFrame()
	}
	if curves == before {
		t.Error("the last change was never told of")
	}
}
