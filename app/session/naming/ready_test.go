package naming

import (
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"
)

// TestReadyMadeNetworks: the better one answers where both are there, both are given to a desk that
// has lost them, and the one on VGG19 goes with its weights.
func TestReadyMadeNetworks(t *testing.T) {
	n, p := open()
	if n.Ready() != nil {
		t.Error("a network names photos that has not come")
	}
	for _, model := range []spec.ModelID{spec.CNN, spec.VGG19, spec.CNN} {
		n.AddReady(model, &file{string(model)})
	}
	n.Loaded(protocol.ModelLoaded{Run: "ready-cnn"}, false)
	if r := n.Ready(); r == nil || r.Model != spec.CNN || r.Worth.Photos == 0 || !n.HasReady(spec.CNN) {
		t.Errorf("%+v names photos, want the small network", r)
	}
	n.Loaded(protocol.ModelLoaded{Run: "ready-vgg19"}, false)
	if r := n.Ready(); r.Model != spec.VGG19 {
		t.Errorf("%+v names photos, want the better one", r)
	}
	n.AddPhotos([]host.Blob{&file{"a.jpg"}}, Unknown)
	n.Classified(protocol.Classified{ID: n.Photos[0].ID, Answers: []protocol.Answer{{Run: "ready-cnn", Probability: 0.7}, {Run: "ready-vgg19", Probability: 0.9, Unlike: true}}}, host.Attachments{})
	if u := n.Photos[0].Unlike; u["ready-cnn"] || !u["ready-vgg19"] {
		t.Errorf("unlike the photos of %v, want of the second alone", u)
	}
	n.UnloadOpened(func(run spec.Run) bool { return run.Model == spec.VGG19 })
	if r := n.Ready(); r.Model != spec.CNN || len(n.Photos[0].Answers) != 1 {
		t.Errorf("without the weights %+v names photos, answers %v", r, n.Photos[0].Answers)
	}

	n.Lost()
	p.sent = nil
	n.LoadOpened()
	var loaded []string
	for _, c := range p.sent {
		if c, ok := c.(protocol.LoadModel); ok {
			loaded = append(loaded, c.Run)
		}
	}
	if len(loaded) != 2 || len(n.Opened) != 0 {
		t.Errorf("a new desk was given %v", loaded)
	}

	if !n.Failed(protocol.Failed{Run: "ready-vgg19", Kind: protocol.NeedsBase}) || n.board.Notice != "" {
		t.Errorf("that the weights are not there yet was told: %q", n.board.Notice)
	}
	if !n.Failed(protocol.Failed{Run: "ready-cnn", Kind: protocol.BadModel, Sentence: "It is damaged.", Cure: "Reload."}) || n.board.Notice == "" {
		t.Error("that the small network is damaged was not told")
	}
}
