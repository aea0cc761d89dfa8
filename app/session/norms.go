package session

import (
	"pawgrad/app/protocol"
	"pawgrad/app/record"
)

// maxNorms bounds the points of a run's norms: six small charts side by side show no
// more.
const maxNorms = 300

// Norms are the sizes of gradients and steps of each layer by epoch.
type Norms struct {
	Epoch []float64 // with its fraction
	// Gradient and Update hold for each point a norm for each layer of
	// [protocol.Started.Layers].
	Gradient, Update [][]float32
	every            int // one of so many points is taken, 0 meaning 1
	passed           int // points since the last that was taken
}

// add takes a point in. When there are too many, every other one is left out, and of
// those to come too.
func (n *Norms) add(e protocol.StepPoint) {
	if len(e.GradientNorms) == 0 || len(e.UpdateNorms) != len(e.GradientNorms) {
		return
	}
	if n.passed++; n.passed < n.every {
		return
	}
	n.passed = 0
	n.Epoch = append(n.Epoch, e.Epoch)
	n.Gradient = append(n.Gradient, e.GradientNorms)
	n.Update = append(n.Update, e.UpdateNorms)
	if len(n.Epoch) < maxNorms {
		return
	}
	half := len(n.Epoch) / 2
	for i := range half {
		n.Epoch[i], n.Gradient[i], n.Update[i] = n.Epoch[2*i+1], n.Gradient[2*i+1], n.Update[2*i+1]
	}
	n.trim(half)
	n.every = max(2, 2*n.every)
}

// cut drops the points from an epoch on; see [Curve.cut].
func (n *Norms) cut(epoch float64) {
	k := len(n.Epoch)
	for k > 0 && n.Epoch[k-1] >= epoch {
		k--
	}
	n.trim(k)
}

func (n *Norms) trim(k int) {
	clear(n.Gradient[k:])
	clear(n.Update[k:])
	n.Epoch, n.Gradient, n.Update = n.Epoch[:k], n.Gradient[:k], n.Update[:k]
}

// record is what is kept of the norms, nil if there are none.
func (n *Norms) record() *record.Norms {
	if len(n.Epoch) == 0 {
		return nil
	}
	return &record.Norms{Epoch: n.Epoch, Gradient: n.Gradient, Update: n.Update, Every: n.every}
}

// normsOf makes norms of their record.
func normsOf(o *record.Norms) Norms {
	if o == nil {
		return Norms{}
	}
	return Norms{Epoch: o.Epoch, Gradient: o.Gradient, Update: o.Update, every: o.Every}
}
