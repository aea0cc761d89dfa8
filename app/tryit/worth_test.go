package tryit

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/naming"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestWhatNetworksLearnedFromIsTold: of networks trained on the photos that come with the page
// it is said above photos from a camera, with what the ready-made one is worth; not above
// the set's own, nor of networks trained on other photos.
func TestWhatNetworksLearnedFromIsTold(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs, func(func()) {})
	html := func() string { return ui.HTMLString(in.UI()) }
	const small = "learned from photos of 32 pixels"
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 1)
	s.Naming.AddSample(s.Images.Test[0])
	if strings.Contains(html(), small) {
		t.Error("it is said where no photo is from a camera")
	}
	s.Naming.AddPhotos([]host.Blob{fake.NewBlob("mine.jpg")}, naming.Unknown)
	if h := html(); !strings.Contains(h, "Your network "+small) || strings.Contains(h, "photos from cameras right") {
		t.Errorf("of one network it is said: %s", h)
	}
	s.Naming.AddReady(spec.CNN, fake.NewBlob("cnn.model"))
	b.Trainers[0].Handle(protocol.ModelLoaded{Run: "ready-cnn"}, host.Attachments{})
	if h := html(); !strings.Contains(h, "of 1,000 photos from cameras right") {
		t.Errorf("what the ready-made network is worth is not said: %s", h)
	}
	s.Naming.OpenModel(fake.NewBlob("other.model"))
	b.Trainers[0].Handle(protocol.ModelLoaded{Run: s.Naming.Opened[0].ID, Set: "Holiday", Spec: spec.DefaultRun(spec.Adam)}, host.Attachments{})
	if h := html(); !strings.Contains(h, "Of your 2 networks, 1 "+small) {
		t.Errorf("of two networks it is said: %s", h)
	}
}

// TestShare keeps the tenth: 715 of 1,000 are not 72 %.
func TestShare(t *testing.T) {
	for k, want := range map[int]string{715: "71.5 %", 872: "87.2 %", 0: "0.0 %"} {
		if got := share(k, 1000); got != want {
			t.Errorf("%d of 1,000: %q, want %q", k, got, want)
		}
	}
}
