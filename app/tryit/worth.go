package tryit

import (
	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/naming"
	"pawgrad/assets/bundled"
	"pawgrad/nn/metric"
)

// pixels is the size of the photos that come with the page.
var pixels = format.Counted(bundled.Pixels, "pixel")

// learnedHint says of the visitor's networks that they learned from smaller photos than the
// visitor has, if they did, and what the ready-made one that learned from the same is worth.
func learnedHint(s *session.Session) string {
	own, tiny := 0, 0
	ready := ""
	for _, n := range s.Namers() {
		switch {
		case n.Ready != nil:
			if w := n.Ready.Worth; w.Photos > 0 {
				ready = say.F(" The ready-made one named %s of %s photos from cameras right.", share(w.Right, w.Photos), format.Whole(w.Photos))
			}
		case s.LearnedTiny(n):
			own, tiny = own+1, tiny+1
		default:
			own++
		}
	}
	who := say.Text("Your networks")
	switch {
	case tiny == 0:
		return ""
	case own == 1:
		who = say.Text("Your network")
	case tiny < own:
		who = say.F("Of your %s networks, %s", format.Whole(own), format.Whole(tiny))
	}
	return say.F("%s learned from photos of %s. Photos from a camera look different: expect more mistakes than on the test photos.%s", who, pixels, ready)
}

// readyHint says what the network that came with the page is worth.
func readyHint(r *naming.Ready) string {
	hint := say.F("Until you have trained a network, one that came with the page names your photos. It learned from 2,000 photos of %s.", pixels)
	if w := r.Worth; w.Photos > 0 {
		low, high := metric.Wilson(w.Right, w.Photos)
		hint += say.F(" Of %s photos from cameras it named %s right (95 %% interval %s to %s).", format.Whole(w.Photos), share(w.Right, w.Photos), format.Percent(low), format.Percent(high))
	}
	return hint
}

// share is how many of n, in per cent with a tenth: of 1,000 photos whole per cents would
// make 71.5 to 72.
func share(k, n int) string { return format.Fixed(100*float64(k)/float64(n), 1) + " %" }
