package results

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/report"
	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestWhatComesNextIsOfferedOnce(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs, report.New(screen, s, runs), Links{})
	html := func() string { return ui.HTMLString(in.UI()) }
	apptest.Train(s, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
	if h := html(); !strings.Contains(h, `id="next-mistakes"`) || !strings.Contains(h, `id="next-photo"`) || !strings.Contains(h, `id="next-rate"`) {
		t.Error("after the first round nothing is offered")
	} else if strings.Contains(h, `id="more"`) {
		t.Error("more epochs are offered of runs of which one point is known")
	}
	s.Runs[0].Apply(protocol.EpochPoint{Run: s.Runs[0].ID, Epoch: 2, ValidationLoss: 0.4}, host.Attachments{})
	if h := html(); !strings.Contains(h, "1 of 2 methods still learns") || !strings.Contains(h, "Train 20 epochs") {
		t.Error("more epochs are not offered")
	}
	s.TrainMore()
	if h := html(); strings.Contains(h, `id="next"`) || strings.Contains(h, `id="more"`) {
		t.Error("it is still offered while a second round trains")
	}
}

func TestMoreText(t *testing.T) {
	for _, test := range []struct {
		methods, learning int
		want              string
	}{
		{3, 3, "All 3 methods still learn: over the last third of the epochs their validation loss was lower than over the third before."},
		{3, 2, "2 of 3 methods still learn: over the last third of the epochs their "},
		{3, 1, "1 of 3 methods still learns: over the last third of the epochs its "},
		{1, 1, "The method still learns: over the last third of the epochs its "},
	} {
		if got := moreText(session.More{Arms: test.methods, Learning: test.learning}); !strings.HasPrefix(got, test.want) {
			t.Errorf("%d of %d: %q, want %q", test.learning, test.methods, got, test.want)
		}
	}
}
