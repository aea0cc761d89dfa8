package model

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/spec"
)

// Channels returns the means of the last convolution's channels over each photo of an input as
// [Predictor.Logits] takes it. By them a [metric.Novelty] tells whether a photo is unlike those that
// the network knows.
func (p *Predictor) Channels(input []uint8) (channels [][]float32, err error) {
	if p.means == nil {
		if p.means, err = p.newMean(); err != nil {
			return nil, err
		}
	}
	err = p.each(input, p.means, func(n int, outputs [][]float32) {
		each := len(outputs[0]) / p.Batch()
		for i := range n {
			channels = append(channels, outputs[0][i*each:(i+1)*each])
		}
	})
	return channels, err
}

// channelsExec makes the graph of channel means, [batch, channels].
func channelsExec(backend compute.Backend, store *gomlx.Store, run spec.Run) (*gomlx.Exec, error) {
	exec, err := gomlx.NewExec(backend, store, func(scope *gomlx.Scope, input *Node) *Node {
		_, convolved := forward(scope, run, input, nil)
		return ReduceMean(convolved, 1, 2)
	})
	if err != nil {
		return nil, err
	}
	exec.WithName("channels")
	return exec, nil
}
