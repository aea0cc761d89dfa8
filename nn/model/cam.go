package model

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/spec"
)

// HeatMap says which parts of a photo spoke for the class that it was called.
type HeatMap struct {
	Height, Width int
	// Cells, row by row, are 255 where most spoke for it and 0 where nothing did.
	Cells []uint8
}

// LogitsWithCAM is [Predictor.Logits] with a heat map for each photo: Grad-CAM
// (Selvaraju et al., 2017), ReLU(Σ αₖ·Aₖ) over the channels Aₖ of the last
// convolution's output, αₖ being the mean gradient, over the channel, of the score
// of the class that the photo is called.
func (p *Predictor) LogitsWithCAM(input []uint8) ([]float32, []HeatMap, error) {
	if p.cam == nil {
		var err error
		if p.cam, err = p.newCAM(); err != nil {
			return nil, nil, err
		}
	}
	var logits []float32
	var maps []HeatMap
	err := p.each(input, p.cam, func(n int, outputs [][]float32) {
		logits = append(logits, outputs[0][:n]...)
		height, width := int(outputs[2][0]), int(outputs[2][1])
		for i := range n {
			maps = append(maps, heatMap(height, width, outputs[1][i*height*width:]))
		}
	})
	return logits, maps, err
}

// heatMap scales cells, none of them negative, so that the largest becomes 255.
func heatMap(height, width int, cells []float32) HeatMap {
	m := HeatMap{height, width, make([]uint8, height*width)}
	var most float32
	for _, c := range cells[:height*width] {
		most = max(most, c)
	}
	if most > 0 {
		for i := range m.Cells {
			m.Cells[i] = uint8(cells[i]/most*255 + 0.5)
		}
	}
	return m
}

// camExec makes the graph of a heat map: logits, maps [batch, height, width], and
// the maps' height and width.
func camExec(backend compute.Backend, store *gomlx.Store, run spec.Run) (*gomlx.Exec, error) {
	exec, err := gomlx.NewExec(backend, store, func(scope *gomlx.Scope, input *Node) []*Node {
		logits, convolved := forward(scope, run, input, nil)
		// A cat's score is the negative logit. Photos do not influence each other,
		// so the gradient of the sum holds that of each.
		alpha := ReduceAndKeep(Gradient(ReduceAllSum(Abs(logits)), convolved)[0], ReduceMean, 1, 2)
		cam := ReduceSum(Mul(convolved, alpha), -1)
		shape := convolved.Shape()
		size := Const(input.Graph(), []float32{float32(shape.Dim(1)), float32(shape.Dim(2))})
		return []*Node{logits, Max(cam, ZerosLike(cam)), size}
	})
	if err != nil {
		return nil, err
	}
	exec.WithName("heat map")
	return exec, nil
}
