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

// TestWhatTakesLongIsToldOverSeveralFrames has each of five watchers take 20 ms: two or so
// are told in a frame, and each once, however often it is touched meanwhile.
func TestWhatTakesLongIsToldOverSeveralFrames(t *testing.T) {
	b := fake.NewBrowser()
	topics := NewTopics(b)
	told := make([]int, 5)
	for i := range told {
		topics.Watch(Look, func() {
			told[i]++
			b.Clock += 0.02
		})
	}
	sum := func() (n int) {
		for _, k := range told {
			n += k
		}
		return n
	}
	topics.Touch(Look)
	for frame, want := range []int{2, 4, 5, 5} {
		b.NextFrame()
		if n := sum(); n != want {
			t.Errorf("after %d frames %d have been told, want %d", frame+1, n, want)
		}
		if frame == 0 { // what is touched again while it waits is told once
			topics.Touch(0)
		}
	}
	for i, n := range told {
		if n != 1 {
			t.Errorf("watcher %d was told %d times", i, n)
		}
	}
}

// TestOnceIsToldOnceAsThereIsTime has five parts of the page drawn, 20 ms each: two in a frame.
func TestOnceIsToldOnceAsThereIsTime(t *testing.T) {
	b := fake.NewBrowser()
	topics := NewTopics(b)
	drawn := make([]int, 5)
	for i := range drawn {
		topics.Once(func() {
			drawn[i]++
			b.Clock += 0.02
		})
	}
	for frame, want := range []int{2, 4, 5, 5} {
		topics.Touch(Look)
		b.NextFrame()
		n := 0
		for i, k := range drawn {
			n += k
			if k > 1 || k == 0 && i < want {
				t.Errorf("after %d frames part %d has been drawn %d times", frame+1, i, k)
			}
		}
		if n != want {
			t.Errorf("after %d frames %d parts have been drawn, want %d", frame+1, n, want)
		}
	}
}
