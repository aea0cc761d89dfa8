package runs

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/host"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestThePageSaysWhoMayClearTheDisk goes through what browsers say of it.
func TestThePageSaysWhoMayClearTheDisk(t *testing.T) {
	for _, c := range []struct {
		name          string
		disk          host.Room
		asked         bool
		want, without string
	}{
		{"nothing", host.Room{}, false, "", `id="disk"`},
		{"that it may", host.Room{Used: 38_200_000, Free: 1_200_000_000}, false, "keeps 38.2 MB for this page, the page itself included, and has room for 1.2 GB more. It may clear your rounds when the disk gets full.", "has not agreed"},
		{"that it does not agree", host.Room{Used: 1, Free: 1}, true, "has not agreed to keep them", "until you remove"},
		{"that it may not", host.Room{Used: 1, Free: 1, Lasting: true}, true, "until you remove them here", `id="persist"`},
	} {
		in, s, b := stand()
		b.Disk = c.disk
		s.LookAtDisk()
		if c.asked {
			s.Persist()
		}
		if page := ui.HTMLString(in.UI()); !strings.Contains(page, c.want) || strings.Contains(page, c.without) {
			t.Errorf("the browser says %s: %s", c.name, page)
		}
	}
}

// TestNetworksBeyondTheirRoomAreOffered has a disk on which two rounds' networks are too
// many: those of the older go when the visitor has said so twice.
func TestNetworksBeyondTheirRoomAreOffered(t *testing.T) {
	in, s, b := stand()
	b.Disk = host.Room{Used: 1000, Free: 500} // of which networks may take 150 bytes
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 1)
	if page := ui.HTMLString(in.UI()); strings.Contains(page, "surplus") {
		t.Errorf("one network of 100 bytes is too much: %s", page)
	}
	s.Start([]spec.MethodID{spec.SGD})
	in.askToClear()
	apptest.Finish(b.Trainers[len(b.Trainers)-1], s.Runs[1], b)
	page := ui.HTMLString(in.UI())
	if !strings.Contains(page, "Remove the networks of round 1? It cannot be undone.") {
		t.Fatalf("the page does not ask: %s", page)
	}
	in.clear(false)
	if page := ui.HTMLString(in.UI()); !strings.Contains(page, "take 0.0 MB on the disk") || s.Runs[0].Model == nil {
		t.Errorf("after Keep: %s", page)
	}
	in.askToClear()
	in.clear(true)
	if page := ui.HTMLString(in.UI()); strings.Contains(page, "surplus") || s.Runs[0].Model != nil || s.Runs[1].Model == nil {
		t.Errorf("after Remove: %s", page)
	}
	if s.Runs[0].Result == nil {
		t.Error("with the network its result has gone")
	}
}
