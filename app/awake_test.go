package app

import (
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/nn/spec"
)

// TestTheScreenStaysOnWhileSomethingTrains follows the wish through a training, and the
// switch that ends it in later visits too.
func TestTheScreenStaysOnWhileSomethingTrains(t *testing.T) {
	p, b := stand(t)
	want := func(when string, on bool) {
		t.Helper()
		b.NextFrame()
		b.Clock++
		b.NextFrame()
		if b.Awake != on {
			t.Errorf("%s the screen stays on: %v", when, b.Awake)
		}
	}
	want("before anything trains", false)
	apptest.Train(p.session, b, []spec.MethodID{spec.SGD}, 0)
	p.session.Retry(p.session.Runs[0].ID)
	want("while a run trains", true)
	p.screen.ChooseStaysOn(false)
	want("switched off", false)
	if p.screen.StaysOn() || b.Texts["pawgrad.awake"] != "off" {
		t.Error("the choice is not kept")
	}
	p.screen.ChooseStaysOn(true)
	want("switched on again", true)
	p.session.StopAll()
	want("when all is over", false)
}
