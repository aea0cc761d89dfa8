//go:build !js

package jobs

import (
	"testing"

	"pawgrad/app/protocol"
)

func TestMeasureEngine(t *testing.T) {
	h := newTrainer(t)
	events := h.work(t, is[protocol.EngineMeasured], order{command: protocol.MeasureEngine{}})
	if got := of[protocol.EngineMeasured](events); len(got) != 1 || got[0].GFLOPs != 50 {
		t.Errorf("EngineMeasured %+v, want one with the host's 50 GFLOP/s", got)
	}
}
