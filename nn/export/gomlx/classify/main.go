// Command classify names photos by a network that Pawgrad has trained: go run . cat.jpg dog.png. First it says of the
// pictures that travel along what it makes of them here, and what the page made of them.
package main

import (
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"log"
	"os"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	_ "github.com/gomlx/compute/gobackend" // GOMLX_BACKEND chooses among the backends that are imported
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors/images"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
	"golang.org/x/image/draw"
)

func main() {
	store := model.NewStore()
	checkpoint.Load(store).Dir("checkpoint").Immediate().MustDone()
	network := model.MustNewExec1(compute.MustNew(), store, probability)
	fmt.Println(network.MustCall(store.GetVariable("/golden/photos").MustValue()).Value(), "here")
	fmt.Println(store.GetVariable("/golden/probabilities").MustValue().Value(), "in the page")
	class, size := model.MustGetParam[string](store.RootScope(), "class"), model.MustGetParam[int](store.RootScope(), "size")
	for _, path := range os.Args[1:] {
		file, err := os.Open(path)
		if err != nil {
			log.Fatal(err)
		}
		photo, _, err := image.Decode(file)
		if err != nil {
			log.Fatal(path, ": ", err)
		}
		fitted := image.NewRGBA(image.Rect(0, 0, size, size))
		draw.Draw(fitted, fitted.Rect, image.White, image.Point{}, draw.Src)
		draw.BiLinear.Scale(fitted, fitted.Rect, photo, photo.Bounds(), draw.Over, nil)
		p := network.MustCall(images.ToTensor(dtypes.Uint8).Batch([]image.Image{fitted})).Value().([][]float32)[0][0]
		fmt.Printf("%s: %s with probability %.6f\n", path, class, p)
	}
}

// probability is the network: of its second class, for photos [batch, size, size, 3] of 8 bits.
func probability(scope *model.Scope, x *Node) *Node {
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
