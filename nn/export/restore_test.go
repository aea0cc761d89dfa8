package export

import (
	"reflect"
	"testing"

	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// TestRestoreVGG19 puts a head together again: what it stands on is left alone, and the order of its kernels undone.
func TestRestoreVGG19(t *testing.T) {
	run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
	run.Train, run.ImageSize = spec.TrainHead, spec.MinVGG19Size
	d := file.Description{Run: run, Labels: []string{"a", "b"}, Preprocessing: file.PreprocessingFor(run)}
	tensors := map[string]file.Tensor{"conv1.weight": {Data: []float32{1}}}
	var want []file.Tensor
	for _, w := range run.Network().Weights(run.ImageSize) {
		size := 1
		for _, side := range w.Shape {
			size *= side
		}
		t := file.Tensor{Name: w.Name, Shape: w.Shape, Data: make([]float32, size)}
		for i := range t.Data {
			t.Data[i] = float32(i % 1009)
		}
		want = append(want, t)
	}
	for i := 0; i < len(want); i += 2 {
		kernel, bias := want[i], want[i+1]
		name := kernel.Name[:len(kernel.Name)-len("/kernel")]
		in, out := kernel.Shape[0], kernel.Shape[1]
		tensors[name+".weight"] = file.Tensor{Data: OutputsFirst(Layer{In: in, Out: out, Kernel: kernel.Data})}
		tensors[name+".bias"] = file.Tensor{Data: bias.Data}
	}
	m, err := Restore(d, tensors)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m.Weights, want) {
		t.Error("its weights came back otherwise")
	}
}
