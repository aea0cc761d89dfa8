package tryit

import (
	"fmt"

	"pawgrad/app/format"
	"pawgrad/app/session/naming"
	"pawgrad/nn/metric"
)

// readyHint says what the network that came with the page is worth.
func readyHint(r *naming.Ready) string {
	hint := "Until you have trained a network, one that came with the page names your photos. It learned from 2,000 photos of 32 pixels."
	if w := r.Worth; w.Photos > 0 {
		low, high := metric.Wilson(w.Right, w.Photos)
		hint += fmt.Sprintf(" Of %s photos from cameras it named %s right (95 %% interval %s to %s).",
			format.Whole(w.Photos), format.Percent(float64(w.Right)/float64(w.Photos)), format.Percent(low), format.Percent(high))
	}
	return hint
}
