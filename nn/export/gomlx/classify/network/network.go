// Package network makes a graph of GoMLX out of a checkpoint in which Pawgrad has put a trained network, and asks it for
// photos. It needs GoMLX alone, and travels with the checkpoint.
package network

import (
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors/images"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
	"golang.org/x/image/draw"
)

// Network is a trained network on a backend.
type Network struct {
	// Class is what probabilities speak of.
	Class string
	store *model.Store
	size  int // of the photos, in pixels
	exec  *model.ExecOneOutput
}

// Load reads the checkpoint in a folder. It panics, as GoMLX does, where there is none.
func Load(backend compute.Backend, folder string) *Network {
	store := model.NewStore()
	checkpoint.Load(store).Dir(folder).Immediate().MustDone()
	return &Network{
		Class: model.MustGetParam[string](store.RootScope(), "class"),
		store: store,
		size:  model.MustGetParam[int](store.RootScope(), "size"),
		exec:  model.MustNewExec1(backend, store, Probability),
	}
}

// Golden are the probabilities of the pictures that travel along: as they are computed here, and as the page did.
func (n *Network) Golden() (here, told any) {
	photos := n.store.GetVariable("/golden/photos").MustValue()
	return n.exec.MustCall(photos).Value(), n.store.GetVariable("/golden/probabilities").MustValue().Value()
}

// File is the probability that a photo in a file, JPEG or PNG, shows the Class.
func (n *Network) File(path string) (float32, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	photo, _, err := image.Decode(file)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return n.Photo(photo), nil
}

// Photo is the probability that a photo of any size shows the Class.
func (n *Network) Photo(photo image.Image) float32 {
	fitted := image.NewRGBA(image.Rect(0, 0, n.size, n.size))
	draw.Draw(fitted, fitted.Rect, image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(fitted, fitted.Rect, photo, photo.Bounds(), draw.Over, nil)
	return n.exec.MustCall(images.ToTensor(dtypes.Uint8).Batch([]image.Image{fitted})).Value().([][]float32)[0][0]
}

// Probability is the network: of its Class, [batch, 1], for photos [batch, size, size, 3] of 8 bits.
func Probability(scope *model.Scope, x *Node) *Node {
	padding := model.MustGetParam[int](scope, "padding")
	for _, layer := range strings.Fields(model.MustGetParam[string](scope, "layers")) {
		weights := func(name string) *Node { return scope.Store().GetVariable("/" + layer + "/" + name).NodeValue(x) }
		switch strings.TrimRight(layer, "0123456789") {
		case "pixels":
			x = Add(Mul(ConvertDType(x, dtypes.Float32), weights("scale")), weights("shift"))
		case "conv":
			x = Convolve(x, weights("kernel")).PaddingPerDim([][2]int{{padding, padding}, {padding, padding}}).Done()
			x = Add(x, weights("bias"))
		case "pool":
			x = MaxPool(x).Window(2).Done()
		case "flatten":
			x = Reshape(x, x.Shape().Dim(0), -1)
		case "dense":
			x = Add(DotProduct(x, weights("kernel")), weights("bias"))
		case "relu":
			x = MaxScalar(x, 0)
		case "sigmoid":
			x = Sigmoid(x)
		}
	}
	return x
}
