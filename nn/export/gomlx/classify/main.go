// Command classify names photos by a network that Pawgrad has trained: go run . cat.jpg dog.png. Without photos it says
// of the pictures that travel along what it makes of them here, and what it made of them where it was trained.
//
// GOMLX_BACKEND chooses among the backends that are imported below.
package main

import (
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	_ "github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
	"golang.org/x/image/draw"
)

func main() {
	store := model.NewStore()
	checkpoint.Load(store).Dir("checkpoint").Immediate().MustDone()
	network := model.MustNewExec1(compute.MustNew(), store, probability)
	if len(os.Args) == 1 {
		fmt.Println(network.MustCall(store.GetVariable("/golden/photos").MustValue()).Value(), "here")
		fmt.Println(store.GetVariable("/golden/probabilities").MustValue().Value(), "where it was trained")
	}
	classes := strings.Split(model.MustGetParam[string](store.RootScope(), "classes"), "\n")
	for _, path := range os.Args[1:] {
		p := network.MustCall(photo(path, model.MustGetParam[int](store.RootScope(), "size"))).Value().([]float32)[0]
		fmt.Printf("%s: %s %.1f %%, %s %.1f %%\n", path, classes[0], 100-100*p, classes[1], 100*p)
	}
}

// probability is the network: of the second class, for photos [batch, size, size, 3] of 8 bits.
func probability(scope *model.Scope, x *Node) *Node {
	x = ConvertDType(x, dtypes.Float32)
	for _, layer := range strings.Fields(model.MustGetParam[string](scope, "layers")) {
		weight := func(name string) *Node { return scope.Store().GetVariable("/" + layer + "/" + name).NodeValue(x) }
		add := func(x, bias *Node) *Node { return Add(x, ExpandLeftToRank(bias, x.Rank())) }
		switch strings.TrimRight(layer, "0123456789") {
		case "input":
			x = add(Mul(x, ExpandLeftToRank(weight("scale"), 4)), weight("shift"))
		case "conv":
			convolution := Convolve(x, weight("kernel")).NoPadding()
			if model.MustGetParam[string](scope, "padding") == "same" {
				convolution = convolution.PadSame()
			}
			x = add(convolution.Done(), weight("bias"))
		case "pool":
			x = MaxPool(x).Window(2).Done()
		case "flatten":
			x = Reshape(x, x.Shape().Dim(0), -1)
		case "dense":
			x = add(DotProduct(x, weight("kernel")), weight("bias"))
		case "relu":
			x = Max(x, ZerosLike(x))
		case "sigmoid":
			x = Sigmoid(x)
		}
	}
	return Reshape(x, -1)
}

// photo reads a photo and stretches it to the network's size, on white where it is transparent.
func photo(path string, size int) *tensors.Tensor {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	whole, _, err := image.Decode(file)
	if err != nil {
		panic(err)
	}
	small := image.NewRGBA(image.Rect(0, 0, size, size))
	draw.Draw(small, small.Rect, image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(small, small.Rect, whole, whole.Bounds(), draw.Over, nil)
	var pixels []uint8
	for i := 0; i < len(small.Pix); i += 4 {
		pixels = append(pixels, small.Pix[i:i+3]...)
	}
	return tensors.FromFlatDataAndDimensions(pixels, 1, size, size, 3)
}
