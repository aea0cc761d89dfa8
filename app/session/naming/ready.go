package naming

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/assets/ready"
	"pawgrad/nn/spec"
)

// Ready is a network that came with the page: it names photos before the visitor has trained
// any.
type Ready struct {
	ID    string // names it among the runs
	Model spec.ModelID
	// Worth is how many photos from cameras it was measured to name right.
	Worth ready.Measured

	file host.Blob
}

// readyPrefix begins the names of ready-made networks.
const readyPrefix = "ready-"

// AddReady has the ready-made network of an architecture, in its file, name photos.
func (n *Naming) AddReady(model spec.ModelID, file host.Blob) {
	r := &Ready{ID: readyPrefix + string(model), Model: model, Worth: ready.Accuracies()[model], file: file}
	if n.ready(r.ID) == nil {
		n.readies = append(n.readies, r)
	}
	n.Load(r.ID, r.file)
}

// HasReady reports whether there is the ready-made network of an architecture.
func (n *Naming) HasReady(model spec.ModelID) bool { return n.ready(readyPrefix+string(model)) != nil }

// Ready is the best of the ready-made networks that name photos, nil if there is none.
func (n *Naming) Ready() *Ready {
	for _, of := range slices.Backward(ready.Networks) {
		if r := n.ready(readyPrefix + string(of.Model)); r != nil && n.models[r.ID] {
			return r
		}
	}
	return nil
}

func (n *Naming) ready(id string) *Ready {
	for _, r := range n.readies {
		if r.ID == id {
			return r
		}
	}
	return nil
}
