package model

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/spec"
)

// LogitsWithChannels is [Predictor.Logits] with the means of the last convolution's channels over
// each photo, by which a [metric.Novelty] tells whether it is unlike what the network knows.
func (p *Predictor) LogitsWithChannels(input []uint8) (logits []float32, channels [][]float32, err error) {
	if p.means == nil {
		if p.means, err = p.newMean(); err != nil {
			return nil, nil, err
		}
	}
	err = p.each(input, p.means, func(n int, outputs [][]float32) {
		logits = append(logits, outputs[0][:n]...)
		each := len(outputs[1]) / p.Batch()
		for i := range n {
			channels = append(channels, outputs[1][i*each:(i+1)*each])
		}
	})
	return logits, channels, err
}

// channelsExec makes the graph of logits and channel means, [batch, channels].
func channelsExec(backend compute.Backend, store *gomlx.Store, run spec.Run) (*gomlx.Exec, error) {
	exec, err := gomlx.NewExec(backend, store, func(scope *gomlx.Scope, input *Node) []*Node {
		logits, convolved := forward(scope, run, input, nil)
		return []*Node{logits, ReduceMean(convolved, 1, 2)}
	})
	if err != nil {
		return nil, err
	}
	exec.WithName("channels")
	return exec, nil
}
